/*
 * The keys of examples/multi-region against moto's KMS, with what the templates say: replicate, then encrypt in one Region and decrypt
 * in the other. moto's CloudFormation knows no AWS::KMS::ReplicaKey, so the calls that CloudFormation makes are made here. Its replica
 * shares aliases and grants with the primary and takes no policy or tags of its own from ReplicateKey, other than in AWS; who may do
 * what is the oracle's part (test/examples/multi-region.test.ts).
 */
import {
  CreateAliasCommand, CreateGrantCommand, CreateKeyCommand, DecryptCommand, DescribeKeyCommand, EncryptCommand, GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  KMSClient, ListAliasesCommand, ListGrantsCommand, ListResourceTagsCommand, PutKeyPolicyCommand, ReplicateKeyCommand, TagResourceCommand,
} from '@aws-sdk/client-kms';
import { Checks, equal, refused } from './support/check';
import { synthesize } from './support/deploy';
import { startMoto } from './support/emulator';
import { build, REGIONS } from '../examples/multi-region/app';
import { World, WorldKey } from '../test/support/world';

const ALIAS = 'alias/orders-production-data-key';
const CONTEXT = { Department: 'Finance' };

async function main(): Promise<void> {
  const world = new World(synthesize(build));
  const primary = world.key(ALIAS, { region: REGIONS.home });
  const replica = world.key(ALIAS, { region: REGIONS.away });
  const moto = await startMoto();
  const home = new KMSClient({ ...moto.client, region: REGIONS.home });
  const away = new KMSClient({ ...moto.client, region: REGIONS.away });
  const tagsOf = (key: WorldKey) => key.properties.Tags.map((tag: { Key: string; Value: string }) => ({ TagKey: tag.Key, TagValue: tag.Value }));
  const checks = new Checks();
  let id = '';
  let ciphertext: Uint8Array;
  try {
    await checks.check('the primary is made as its template says', async () => {
      const { KeyMetadata } = await home.send(new CreateKeyCommand({
        MultiRegion: primary.properties.MultiRegion,
        Description: primary.properties.Description,
        Policy: JSON.stringify(primary.policy),
        Tags: tagsOf(primary),
      }));
      id = KeyMetadata!.KeyId!;
      await home.send(new CreateAliasCommand({ AliasName: ALIAS, TargetKeyId: id }));
      equal([id.startsWith('mrk-'), KeyMetadata!.MultiRegionConfiguration?.MultiRegionKeyType], [true, 'PRIMARY']);
    });

    await checks.check('the replica is made of it in the other Region, with the policy of its own template', async () => {
      const { ReplicaKeyMetadata } = await home.send(new ReplicateKeyCommand({
        KeyId: id,
        ReplicaRegion: REGIONS.away,
        Description: replica.properties.Description,
        Policy: JSON.stringify(replica.policy),
        Tags: tagsOf(replica),
      }));
      await away.send(new PutKeyPolicyCommand({ KeyId: id, PolicyName: 'default', Policy: JSON.stringify(replica.policy) }));
      await away.send(new TagResourceCommand({ KeyId: id, Tags: tagsOf(replica) }));
      // The same id: what lets a stack of the primary's Region write the ARN of the replica.
      equal(ReplicaKeyMetadata!.KeyId, id);
      equal(replica.arn.replace(replica.id, id), ReplicaKeyMetadata!.Arn);
    });

    await checks.check('both keys know each other', async () => {
      const { KeyMetadata } = await home.send(new DescribeKeyCommand({ KeyId: ALIAS }));
      equal(KeyMetadata!.MultiRegionConfiguration?.ReplicaKeys?.map(key => key.Region), [REGIONS.away]);
    });

    await checks.check('each has the policy of its template', async () => {
      for (const [kms, key] of [[home, primary], [away, replica]] as const) {
        const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: 'default' }));
        equal(JSON.parse(Policy!), key.policy);
      }
    });

    await checks.check('each has its tags, and one alias names them both', async () => {
      for (const [kms, key] of [[home, primary], [away, replica]] as const) {
        const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId: id }));
        equal(Tags, tagsOf(key));
        const { Aliases } = await kms.send(new ListAliasesCommand({}));
        equal(Aliases!.filter(alias => alias.AliasName === ALIAS).map(alias => alias.TargetKeyId), [id]);
      }
    });

    // By id: moto writes an alias into the ciphertext as if it were one.
    await checks.check('what is encrypted at home is decrypted away', async () => {
      const encrypted = await home.send(new EncryptCommand({ KeyId: id, Plaintext: Buffer.from('order 1'), EncryptionContext: CONTEXT }));
      ciphertext = encrypted.CiphertextBlob!;
      const { Plaintext, KeyId } = await away.send(new DecryptCommand({ CiphertextBlob: ciphertext, EncryptionContext: CONTEXT }));
      equal([Buffer.from(Plaintext!).toString(), KeyId], ['order 1', replica.arn.replace(replica.id, id)]);
    });

    await checks.check('and a data key of the replica at home', async () => {
      const made = await away.send(new GenerateDataKeyCommand({ KeyId: id, KeySpec: 'AES_256', EncryptionContext: CONTEXT }));
      const { Plaintext } = await home.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, EncryptionContext: CONTEXT }));
      equal(Buffer.from(Plaintext!).toString('hex'), Buffer.from(made.Plaintext!).toString('hex'));
    });

    await checks.check('not with another encryption context', async () => {
      await refused(away.send(new DecryptCommand({ CiphertextBlob: ciphertext, EncryptionContext: { Department: 'Sales' } })), /InvalidCiphertext/);
    });

    await checks.check('not in a third region', async () => {
      const third = new KMSClient({ ...moto.client, region: 'ap-southeast-2' });
      await refused(third.send(new DecryptCommand({ CiphertextBlob: ciphertext, EncryptionContext: CONTEXT })), /NotFound|AccessDenied|InvalidCiphertext/);
    });

    await checks.check('a grant is made on the replica for the role of its region', async () => {
      const GranteePrincipal = world.roleArn('orders-away');
      await away.send(new CreateGrantCommand({ KeyId: id, GranteePrincipal, Operations: ['Decrypt'] }));
      const { Grants } = await away.send(new ListGrantsCommand({ KeyId: id }));
      equal(Grants!.map(grant => [grant.GranteePrincipal, grant.Operations]), [[GranteePrincipal, ['Decrypt']]]);
    });
  } finally {
    await moto.stop();
  }
  checks.finish();
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
