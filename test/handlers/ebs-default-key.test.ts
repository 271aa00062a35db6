import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as fc from 'fast-check';
import { EbsEncryptionByDefault } from '../../src/adoption';
import { EbsAccount } from '../support/ebs-account';
import { ACCOUNT, REGION } from '../support/stack';

const AWS_MANAGED = 'alias/aws/ebs';
const [A, B, EVIL] = ['a', 'b', 'e'].map(letter => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${letter.repeat(8)}-12ab-34cd-56ef-1234567890ab`);

function stackOf(name: string, key: string): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), name, { env: { account: ACCOUNT, region: REGION } });
  new EbsEncryptionByDefault(stack, 'Volumes', { key: kms.Key.fromKeyArn(stack, 'Key', key) });
  return stack;
}
// Synthesized once: the tests only deploy them.
const [ONE, TWO] = [stackOf('One', A), stackOf('Two', B)];

describe('who can only invoke the function gains nothing', () => {
  let account: EbsAccount;
  beforeEach(async () => {
    account = new EbsAccount();
    await account.deploy(ONE);
    await account.deploy(TWO);
    account.calls.length = 0;
  });

  test.each<[string, any]>([
    ...['Create', 'Update', 'Delete', 'Rollback', 'constructor', 'toString'].map<[string, any]>(type => [type, {}]),
    ...['Create', 'Update', 'Delete'].map<[string, any]>(type => [type, { ResourceProperties: { Key: EVIL }, OldResourceProperties: { Key: A } }]),
    ['Delete', { StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Attacker/1', LogicalResourceId: 'Gone', PhysicalResourceId: 'ebs-encryption-by-default' }],
  ])('by a forged %s', async (type, more) => {
    const answer = await account.invoke(account.resource(TWO), type, more);
    expect(answer?.Status).toBe('FAILED');
    expect(answer?.Reason).toMatch(/^Error: CloudFormation asks for no \w+: the resource is CREATE_COMPLETE$/);
    expect(account.changes()).toEqual([]);
  });

  test('by an event beside one of CloudFormation, which does what CloudFormation asks for', async () => {
    const resource = account.resource(TWO);
    account.turn = async call => {
      if (call !== 'PutParameter' && call !== 'DeleteParameter') { return; }
      account.turn = async () => {};
      for (const type of ['Create', 'Update', 'Delete']) { await account.invoke(resource, type, { ResourceProperties: { Key: EVIL } }); }
    };
    await account.destroy(TWO);
    expect(account.ec2.key).toBe(A);
    await account.destroy(ONE);
    expect([account.ec2.key, account.parameters.size]).toEqual([AWS_MANAGED, 0]);
  });

  test('by a request of CloudFormation that comes again late', async () => {
    const resource = account.resource(TWO);
    await account.destroy(TWO);
    for (const type of ['Create', 'Delete']) { await account.invoke(resource, type); }
    expect(account.ec2.key).toBe(A);
    expect(account.parameters.size).toBe(1);
  });
});

describe('every step can be cut short and repeated', () => {
  /** Lets a call go through or fail, and then the whole request come again, as Lambda repeats it. */
  const interrupted = async (request: (account: EbsAccount) => Promise<void>, account: EbsAccount, at: number) => {
    let count = 0;
    account.turn = async () => { if (count++ === at) { throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }); } };
    await request(account).catch(() => undefined);
    account.turn = async () => {};
    await request(account);
  };

  test.each([...Array(12).keys()])('at call %i', async at => {
    const account = new EbsAccount();
    account.ec2.key = EVIL;
    await interrupted(one => one.deploy(ONE), account, at);
    expect(account.ec2).toEqual({ key: A, enabled: true });
    await interrupted(one => one.destroy(ONE), account, at);
    expect([account.ec2.key, account.parameters.size]).toEqual([EVIL, 0]);
  });
});

describe('functions of several stacks at once', () => {
  /** Runs requests with their calls in an order that fast-check chooses. */
  const together = (account: EbsAccount, scheduler: fc.Scheduler, ...requests: (() => Promise<void>)[]) => {
    account.turn = call => scheduler.schedule(Promise.resolve(), call);
    const all = Promise.all(requests.map(request => request()));
    return scheduler.waitFor(all).finally(() => { account.turn = async () => {}; });
  };
  const settings = { seed: 1, numRuns: 150 };

  test('created together: both are claimed, and what was before comes back', async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, oneFirst) => {
      const account = new EbsAccount();
      await together(account, scheduler, () => account.deploy(ONE), () => account.deploy(TWO));
      expect([A, B]).toContain(account.ec2.key);
      for (const stack of oneFirst ? [ONE, TWO] : [TWO, ONE]) { await account.destroy(stack); }
      expect([account.ec2.key, account.parameters.size]).toEqual([AWS_MANAGED, 0]);
    }), settings);
  });

  test('deleted together: what was before comes back', async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), async scheduler => {
      const account = new EbsAccount();
      await account.deploy(ONE);
      await account.deploy(TWO);
      await together(account, scheduler, () => account.destroy(ONE), () => account.destroy(TWO));
      expect([account.ec2.key, account.parameters.size]).toEqual([AWS_MANAGED, 0]);
    }), settings);
  });

  test('one created while the other is deleted: the default is that of the one, and then what was before', async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), async scheduler => {
      const account = new EbsAccount();
      await account.deploy(ONE);
      await together(account, scheduler, () => account.destroy(ONE), () => account.deploy(TWO));
      expect(account.ec2.key).toBe(B);
      await account.destroy(TWO);
      expect([account.ec2.key, account.parameters.size]).toEqual([AWS_MANAGED, 0]);
    }), settings);
  });

  test('both deleted and one of them deployed again meanwhile: a key of a stack that is gone is never the default', async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), async scheduler => {
      const account = new EbsAccount();
      await account.deploy(ONE);
      await account.deploy(TWO);
      await together(account, scheduler, () => account.destroy(TWO), () => account.destroy(ONE).then(() => account.deploy(ONE)));
      expect(account.ec2.key).toBe(A);
      await account.destroy(ONE);
      expect([account.ec2.key, account.parameters.size]).toEqual([AWS_MANAGED, 0]);
    }), settings);
  });
});
