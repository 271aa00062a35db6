/* The handler of KeyGrant against moto's KMS: create, update, roll back, delete, and what goes wrong. */
import * as assert from 'node:assert/strict';
import { createServer, Server } from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  CreateGrantCommand, CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient, ListGrantsCommand, RevokeGrantCommand, ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { Emulator, startMoto } from './support/emulator';
import { handle } from '../handlers/key-grant';
import { ResourceEvent } from '../handlers/shared/custom-resource';

const ROLE = 'arn:aws:iam::123456789012:role/Auditor';

let moto: Emulator;
let kms: KMSClient;
let cloudFormation: Server;
let url: string;
let answers: any[] = [];
let keyArn: string;
let logged: string[] = [];

before(async () => {
  moto = await startMoto();
  kms = new KMSClient(moto.client);
  // Takes the answers as CloudFormation's presigned address does.
  cloudFormation = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', chunk => { body += chunk; });
    incoming.on('end', () => {
      answers.push({ ...JSON.parse(body), method: incoming.method, contentType: incoming.headers['content-type'] });
      response.end();
    });
  });
  await new Promise<void>(resolve => { cloudFormation.listen(0, '127.0.0.1', resolve); });
  url = `http://127.0.0.1:${(cloudFormation.address() as { port: number }).port}/answer?signature=secret`;
});

after(async () => {
  cloudFormation.close();
  await moto.stop();
});

beforeEach(async () => {
  answers = [];
  logged = [];
  keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
});

async function request(RequestType: ResourceEvent['RequestType'], properties: object, more: Partial<ResourceEvent> = {}): Promise<any> {
  const log = (message: string, fields: object) => { logged.push(`${message} ${JSON.stringify(fields)}`); };
  await handle({
    RequestType,
    ResponseURL: url,
    StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/test/1',
    RequestId: 'request',
    LogicalResourceId: 'Grant',
    ResourceProperties: { KeyArn: keyArn, Name: 'test-grant', Operations: ['Decrypt'], GranteePrincipal: ROLE, ...properties },
    ...more,
  }, { kms, log: { info: log, warn: log }, sleep: async () => undefined });
  return answers.at(-1);
}

const grants = async () => (await kms.send(new ListGrantsCommand({ KeyId: keyArn }))).Grants!;

void describe('KeyGrant', () => {
  void test('makes a grant with its constraint, and answers the way CloudFormation asks for', async () => {
    const answer = await request('Create', { EncryptionContextSubset: { Department: 'Finance' } });
    assert.equal(answer.Status, 'SUCCESS');
    assert.equal(answer.method, 'PUT');
    assert.equal(answer.contentType, '');
    const [grant] = await grants();
    assert.equal(answer.Data.GrantId, grant.GrantId);
    assert.deepEqual(grant.Constraints, { EncryptionContextSubset: { Department: 'Finance' } });
    assert.deepEqual(grant.Operations, ['Decrypt']);
    assert.equal(grant.GranteePrincipal, ROLE);
    assert.equal(grant.Name, 'test-grant');
  });

  void test('asked twice, makes one grant', async () => {
    const first = await request('Create', {});
    const second = await request('Create', {});
    assert.equal(first.PhysicalResourceId, second.PhysicalResourceId);
    assert.equal((await grants()).length, 1);
  });

  void test('an update that changes nothing keeps the grant', async () => {
    const { PhysicalResourceId } = await request('Create', {});
    const old = { KeyArn: keyArn, Name: 'test-grant', Operations: ['Decrypt'], GranteePrincipal: ROLE };
    assert.equal((await request('Update', {}, { PhysicalResourceId, OldResourceProperties: old })).PhysicalResourceId, PhysicalResourceId);
    assert.equal((await grants()).length, 1);
  });

  void test('an update replaces the grant, the old one goes, and a roll-back brings the old one back', async () => {
    const old = { KeyArn: keyArn, Name: 'test-grant', Operations: ['Decrypt'], GranteePrincipal: ROLE };
    const now = { ...old, Operations: ['Decrypt', 'DescribeKey'] };
    const first = await request('Create', old);
    const second = await request('Update', now, { PhysicalResourceId: first.PhysicalResourceId, OldResourceProperties: old });
    assert.notEqual(second.PhysicalResourceId, first.PhysicalResourceId);
    assert.equal((await grants()).length, 2);

    // Roll-back: CloudFormation updates to the old properties, then deletes the new grant.
    const back = await request('Update', old, { PhysicalResourceId: second.PhysicalResourceId, OldResourceProperties: now });
    assert.equal(back.PhysicalResourceId, first.PhysicalResourceId);
    assert.equal((await request('Delete', now, { PhysicalResourceId: second.PhysicalResourceId })).Status, 'SUCCESS');
    assert.deepEqual((await grants()).map(grant => grant.GrantId), [first.Data.GrantId]);
  });

  void test('a deletion revokes the grant, and nothing else on the key', async () => {
    const other = await kms.send(new CreateGrantCommand({ KeyId: keyArn, Name: 'of-somebody-else', Operations: ['Decrypt'], GranteePrincipal: ROLE }));
    const { PhysicalResourceId } = await request('Create', {});
    assert.equal((await request('Delete', {}, { PhysicalResourceId })).Status, 'SUCCESS');
    assert.deepEqual((await grants()).map(grant => grant.GrantId), [other.GrantId]);
  });

  void test('a deletion of a grant that somebody revoked succeeds', async () => {
    const { PhysicalResourceId, Data } = await request('Create', {});
    await kms.send(new RevokeGrantCommand({ KeyId: keyArn, GrantId: Data.GrantId }));
    assert.equal((await request('Delete', {}, { PhysicalResourceId })).Status, 'SUCCESS');
  });

  void test('a creation that was cut short after the grant was made leaves nothing when it is rolled back', async () => {
    await kms.send(new CreateGrantCommand({ KeyId: keyArn, Name: 'test-grant', Operations: ['Decrypt'], GranteePrincipal: ROLE }));
    // The function never answered, so CloudFormation made up an id.
    assert.equal((await request('Delete', {}, { PhysicalResourceId: 'test-Grant-1A2B3C' })).Status, 'SUCCESS');
    assert.equal((await grants()).length, 0);
  });

  void test('a deletion on a key that waits for its deletion succeeds', async () => {
    const { PhysicalResourceId } = await request('Create', {});
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyArn.split('/')[1], PendingWindowInDays: 7 }));
    assert.equal((await request('Delete', {}, { PhysicalResourceId })).Status, 'SUCCESS');
  });

  void test('finds its grant among three hundred', async () => {
    for (let i = 0; i < 300; i++) {
      await kms.send(new CreateGrantCommand({ KeyId: keyArn, Name: `other-${i}`, Operations: ['Decrypt'], GranteePrincipal: ROLE }));
    }
    const first = await request('Create', {});
    assert.equal((await request('Create', {})).PhysicalResourceId, first.PhysicalResourceId);
    assert.equal((await grants()).filter(grant => grant.Name === 'test-grant').length, 1);
  });

  void test('the key still encrypts and decrypts, and no log line holds a token or the signed address', async () => {
    await request('Create', {});
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: keyArn, Plaintext: Buffer.from('x') }));
    assert.equal(Buffer.from((await kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext!).toString(), 'x');
    assert.ok(logged.length > 0);
    assert.ok(logged.every(line => !/token|signature/i.test(line)), logged.join('\n'));
  });
});
