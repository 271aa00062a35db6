import { CreateGrantCommand, KMSClient, ListGrantsCommand, RevokeGrantCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { handle } from '../../handlers/key-grant';
import { GrantProperties, isGrantOf, sameProperties } from '../../handlers/key-grant/grant';
import { ResourceEvent } from '../../handlers/shared/custom-resource';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ROLE = 'arn:aws:iam::111122223333:role/Auditor';
const GRANT = 'abcde1237f76e4ba7987489ac329fbfba6ad343d6f7075dbd1ef191f0120514a';
const OTHER_GRANT = '0'.repeat(64);
const TOKEN = 'AQpAM2RhZTk1MGMyNTk2ZmZmMzEyYWVhOWViN2I1MWM4Mzc0MWFiYjc0ZDE1ODkyNGFlNTIzODZhMzgyZjBlNGY3NiKIAgEBAgB4Pa6V';

const properties: GrantProperties = {
  KeyArn: KEY,
  Name: 'Test-Grant',
  Operations: ['Decrypt', 'DescribeKey'],
  GranteePrincipal: ROLE,
  EncryptionContextSubset: { Department: 'Finance' },
};

/** The grant as KMS lists it. */
const listedGrant = {
  GrantId: GRANT,
  Name: 'Test-Grant',
  Operations: ['DescribeKey', 'Decrypt'] as any,
  GranteePrincipal: ROLE,
  Constraints: { EncryptionContextSubset: { Department: 'Finance' } },
};

const failure = (name: string, message = 'no') => Object.assign(new Error(message), { name });

const kms = mockClient(KMSClient);
let answers: any[];
let lines: string[];
let waited: number[];

function event(RequestType: ResourceEvent['RequestType'], more: Partial<ResourceEvent> = {}): ResourceEvent {
  return {
    RequestType,
    ResponseURL: 'https://cloudformation.example/answer?X-Amz-Signature=secret',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Grant',
    ResourceProperties: { ServiceToken: 'arn', ...properties },
    ...more,
  };
}

async function run(request: ResourceEvent, replies = [200]): Promise<any> {
  const log = (level: string) => (message: string, fields: any) => { lines.push(`${level} ${message} ${JSON.stringify(fields)}`); };
  await handle(request, {
    kms: new KMSClient({}),
    log: { info: log('info'), warn: log('warn') },
    sleep: async milliseconds => { waited.push(milliseconds); },
  }, async (url, body) => {
    expect(url).toBe(request.ResponseURL);
    const status = replies.length > 1 ? replies.shift()! : replies[0];
    if (status === 200) { answers.push(JSON.parse(body)); }
    return { ok: status === 200, status };
  });
  return answers.at(-1);
}

beforeEach(() => {
  kms.reset();
  kms.on(ListGrantsCommand).resolves({ Grants: [] });
  answers = [];
  lines = [];
  waited = [];
});

describe('the key grant handler', () => {
  describe('create', () => {
    test('makes the grant that is described', async () => {
      kms.on(CreateGrantCommand).resolves({ GrantId: GRANT, GrantToken: TOKEN });
      expect(await run(event('Create'))).toEqual({
        Status: 'SUCCESS',
        PhysicalResourceId: `grant/${GRANT}`,
        Data: { GrantId: GRANT },
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'Grant',
      });
      expect(kms.commandCalls(CreateGrantCommand)[0].args[0].input).toEqual({
        KeyId: KEY,
        Name: 'Test-Grant',
        Operations: ['Decrypt', 'DescribeKey'],
        GranteePrincipal: ROLE,
        GranteeServicePrincipal: undefined,
        RetiringPrincipal: undefined,
        RetiringServicePrincipal: undefined,
        Constraints: { EncryptionContextSubset: { Department: 'Finance' } },
      });
    });

    test('gives a service its grant', async () => {
      kms.on(CreateGrantCommand).resolves({ GrantId: GRANT });
      const { GranteePrincipal: _, EncryptionContextSubset: __, ...rest } = properties;
      await run(event('Create', {
        ResourceProperties: { ...rest, GranteeServicePrincipal: 'backup.amazonaws.com', RetiringServicePrincipal: 'backup.amazonaws.com', SourceArn: 'arn:aws:backup:::x' },
      }));
      expect(kms.commandCalls(CreateGrantCommand)[0].args[0].input).toMatchObject({
        GranteeServicePrincipal: 'backup.amazonaws.com',
        RetiringServicePrincipal: 'backup.amazonaws.com',
        Constraints: { SourceArn: 'arn:aws:backup:::x' },
      });
    });

    test('finds the grant of an earlier attempt, on a later page, and makes no second one', async () => {
      kms.on(ListGrantsCommand).resolvesOnce({ Grants: [{ ...listedGrant, Name: 'Another' }], Truncated: true, NextMarker: 'more' })
        .resolvesOnce({ Grants: [listedGrant] });
      expect((await run(event('Create'))).PhysicalResourceId).toBe(`grant/${GRANT}`);
      expect(kms.commandCalls(CreateGrantCommand)).toHaveLength(0);
      expect(kms.commandCalls(ListGrantsCommand)[1].args[0].input.Marker).toBe('more');
    });

    test('waits until KMS knows a new role and policy', async () => {
      kms.on(ListGrantsCommand).rejectsOnce(failure('AccessDeniedException')).resolves({ Grants: [] });
      kms.on(CreateGrantCommand).rejectsOnce(failure('InvalidArnException')).rejectsOnce(failure('InvalidArnException')).resolves({ GrantId: GRANT });
      expect((await run(event('Create'))).Status).toBe('SUCCESS');
      expect(waited).toEqual([1000, 1000, 2000]);
    });

    test('gives up after about a minute and says what to do', async () => {
      kms.on(CreateGrantCommand).rejects(failure('AccessDeniedException', 'not authorized'));
      expect(await run(event('Create'))).toMatchObject({
        Status: 'FAILED',
        PhysicalResourceId: 'not-created',
        Reason: `AccessDeniedException: not authorized (the key policy must let this function create grants; a restriction might deny it, key ${KEY})`,
      });
      expect(waited.reduce((a, b) => a + b)).toBe(63_000);
    });

    test.each([
      ['DisabledException', 'enable the key first'],
      ['KMSInvalidStateException', 'the key must be enabled, not pending deletion or import'],
      ['LimitExceededException', 'the key has too many grants'],
    ])('fails at once for %s', async (name, help) => {
      kms.on(CreateGrantCommand).rejects(failure(name));
      expect(await run(event('Create'))).toMatchObject({ Status: 'FAILED', Reason: `${name}: no (${help}, key ${KEY})` });
      expect(waited).toEqual([]);
    });

    test('fails when KMS returns no id', async () => {
      kms.on(CreateGrantCommand).resolves({});
      expect(await run(event('Create'))).toMatchObject({ Status: 'FAILED', Reason: 'Error: KMS returned no grant id' });
    });
  });

  describe('update', () => {
    const update = (id: string, now: Partial<GrantProperties>, before = properties) => event('Update', {
      PhysicalResourceId: id,
      ResourceProperties: { ...properties, ...now },
      OldResourceProperties: { ServiceToken: 'old', ...before },
    });

    test('keeps the grant when nothing about it changed', async () => {
      expect((await run(update(`grant/${GRANT}`, { Operations: ['DescribeKey', 'Decrypt'] }))).PhysicalResourceId).toBe(`grant/${GRANT}`);
      expect(kms.calls()).toHaveLength(0);
    });

    test.each<[string, Partial<GrantProperties>]>([
      ['operations', { Operations: ['Decrypt'] }],
      ['grantee', { GranteePrincipal: `${ROLE}2` }],
      ['retiringPrincipal', { RetiringPrincipal: ROLE }],
      ['context', { EncryptionContextSubset: { Department: 'Sales' } }],
      ['kind of constraint', { EncryptionContextSubset: undefined, EncryptionContextEquals: { Department: 'Finance' } }],
      ['source', { SourceArn: 'arn:aws:s3:::bucket' }],
      ['name', { Name: 'Renamed' }],
      ['key', { KeyArn: KEY.replace('1234abcd', 'ffffffff') }],
    ])('makes a new grant when the %s changes, for CloudFormation to delete the old one', async (_, change) => {
      kms.on(CreateGrantCommand).resolves({ GrantId: OTHER_GRANT });
      expect(await run(update(`grant/${GRANT}`, change))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `grant/${OTHER_GRANT}` });
      expect(kms.commandCalls(RevokeGrantCommand)).toHaveLength(0);
    });

    test('rolls back to the old grant, which is still there', async () => {
      kms.on(ListGrantsCommand).resolves({ Grants: [{ ...listedGrant, GrantId: OTHER_GRANT, Operations: ['Decrypt'] }, listedGrant] });
      expect((await run(update(`grant/${OTHER_GRANT}`, {}, { ...properties, Operations: ['Decrypt'] }))).PhysicalResourceId).toBe(`grant/${GRANT}`);
      expect(kms.commandCalls(CreateGrantCommand)).toHaveLength(0);
    });

    test('a failed update leaves the old grant as it is', async () => {
      kms.on(CreateGrantCommand).rejects(failure('DisabledException'));
      expect(await run(update(`grant/${GRANT}`, { Operations: ['Decrypt'] }))).toMatchObject({ Status: 'FAILED', PhysicalResourceId: `grant/${GRANT}` });
      expect(kms.commandCalls(RevokeGrantCommand)).toHaveLength(0);
    });
  });

  describe('delete', () => {
    test('revokes the grant', async () => {
      kms.on(RevokeGrantCommand).resolves({});
      expect(await run(event('Delete', { PhysicalResourceId: `grant/${GRANT}` }))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `grant/${GRANT}` });
      expect(kms.commandCalls(RevokeGrantCommand)[0].args[0].input).toEqual({ KeyId: KEY, GrantId: GRANT });
    });

    test.each(['NotFoundException', 'InvalidGrantIdException', 'KMSInvalidStateException'])('succeeds when KMS says %s', async name => {
      kms.on(RevokeGrantCommand).rejects(failure(name));
      expect((await run(event('Delete', { PhysicalResourceId: `grant/${GRANT}` }))).Status).toBe('SUCCESS');
    });

    test('warns of a grant that may come back with a key that waits for its deletion', async () => {
      kms.on(RevokeGrantCommand).rejects(failure('KMSInvalidStateException'));
      await run(event('Delete', { PhysicalResourceId: `grant/${GRANT}` }));
      expect(lines).toEqual(['warn The key waits for its deletion; the grant goes with it. Revoke it by hand if you cancel the deletion {"error":"KMSInvalidStateException"}']);
    });

    test('fails when it may not revoke: the permission would outlive the stack', async () => {
      kms.on(RevokeGrantCommand).rejects(failure('AccessDeniedException'));
      expect((await run(event('Delete', { PhysicalResourceId: `grant/${GRANT}` }))).Status).toBe('FAILED');
    });

    test.each(['not-created', 'Stack-Grant-1ABCDEF'])('after a creation that failed half-way, finds and revokes what it left: id %s', async id => {
      kms.on(ListGrantsCommand).resolves({ Grants: [{ ...listedGrant, GrantId: OTHER_GRANT, Name: 'Of somebody else' }, listedGrant] });
      kms.on(RevokeGrantCommand).resolves({});
      expect((await run(event('Delete', { PhysicalResourceId: id }))).PhysicalResourceId).toBe(id);
      expect(kms.commandCalls(RevokeGrantCommand).map(call => call.args[0].input.GrantId)).toEqual([GRANT]);
    });

    test('after a creation that failed since the key is gone, succeeds', async () => {
      kms.on(ListGrantsCommand).rejects(failure('NotFoundException'));
      expect((await run(event('Delete', { PhysicalResourceId: 'not-created' }))).Status).toBe('SUCCESS');
      expect(kms.commandCalls(RevokeGrantCommand)).toHaveLength(0);
    });
  });

  describe('the answer', () => {
    test('is sent again when CloudFormation does not take it', async () => {
      kms.on(RevokeGrantCommand).resolves({});
      expect((await run(event('Delete', { PhysicalResourceId: `grant/${GRANT}` }), [503, 500, 200])).Status).toBe('SUCCESS');
      expect(waited).toEqual([1000, 2000]);
    });

    test('is given up after four times', async () => {
      kms.on(RevokeGrantCommand).resolves({});
      await expect(run(event('Delete', { PhysicalResourceId: `grant/${GRANT}` }), [403])).rejects.toThrow('CloudFormation did not take the answer: HTTP 403');
    });

    test('is never longer than CloudFormation takes', async () => {
      kms.on(CreateGrantCommand).rejects(failure('ValidationException', 'x'.repeat(10_000)));
      expect(JSON.stringify(await run(event('Create'))).length).toBeLessThan(4096);
    });
  });

  test('no grant token and no signed address in the logs or the answer', async () => {
    kms.on(CreateGrantCommand).resolves({ GrantId: GRANT, GrantToken: TOKEN });
    kms.on(RevokeGrantCommand).rejects(failure('AccessDeniedException'));
    await run(event('Create'));
    await run(event('Delete', { PhysicalResourceId: `grant/${GRANT}` }));
    const seen = [...lines, ...answers.map(a => JSON.stringify(a))].join('\n');
    expect(lines.length).toBeGreaterThan(1);
    expect(seen).not.toContain(TOKEN);
    expect(seen).not.toContain('X-Amz-Signature');
  });
});

describe('comparing grants', () => {
  test('the order of operations and of context pairs does not matter', () => {
    const a = { ...properties, EncryptionContextSubset: { A: '1', B: '2' } };
    expect(sameProperties(a, { ...a, Operations: ['DescribeKey', 'Decrypt'], EncryptionContextSubset: { B: '2', A: '1' } })).toBe(true);
  });

  test.each<[string, any, boolean]>([
    ['the same', listedGrant, true],
    ['a grantee that KMS shows by its unique id', { ...listedGrant, GranteePrincipal: 'AROAEXAMPLEID' }, true],
    ['another grantee', { ...listedGrant, GranteePrincipal: `${ROLE}2` }, false],
    ['another retiringPrincipal', { ...listedGrant, RetiringPrincipal: ROLE }, false],
    ['more operations', { ...listedGrant, Operations: ['Decrypt', 'DescribeKey', 'Encrypt'] }, false],
    ['no constraint', { ...listedGrant, Constraints: undefined }, false],
    ['another name', { ...listedGrant, Name: 'Test-Grant2' }, false],
  ])('%s', (_, grant, wanted) => expect(isGrantOf(properties, grant)).toBe(wanted));
});
