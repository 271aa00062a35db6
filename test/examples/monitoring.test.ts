import { ACCOUNT, build, REGION } from '../../examples/monitoring/app';
import { reviewedExample } from '../support/example';
import { decide, Decision } from '../support/oracle';

const { assembly, world } = reviewedExample('monitoring', build);

const topicKey = world.key('alias/Orders-watch-topic-key');
const alarm = (account: string) => ({ 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:${account}:alarm:ManyDecrypts`, 'aws:SourceAccount': account });
const topic = (account: string) => ({ 'kms:EncryptionContext:aws:sns:topicArn': `arn:aws:sns:${REGION}:${account}:Watch` });

test.each<[string, string, { [key: string]: string }, Decision]>([
  ['an alarm of the account reaches the topic', 'cloudwatch.amazonaws.com', alarm(ACCOUNT), 'Allowed'],
  ['one of another account does not', 'cloudwatch.amazonaws.com', alarm('999999999999'), 'ImplicitlyDenied'],
  ['an event reaches a topic of the account', 'events.amazonaws.com', topic(ACCOUNT), 'Allowed'],
  ['and none of another account', 'events.amazonaws.com', topic('999999999999'), 'ImplicitlyDenied'],
])('%s', async (_, principal, context, wanted) => {
  expect(await decide({ policy: topicKey.policy, principal, action: 'kms:GenerateDataKey', context })).toBe(wanted);
});

test('every alarm and every rule notifies somebody', () => {
  for (const { template } of assembly.stacks) {
    const resources = Object.values<any>(template.Resources);
    for (const { Properties } of resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')) { expect(Properties.AlarmActions).toHaveLength(1); }
    for (const { Properties } of resources.filter(({ Type }) => Type === 'AWS::Events::Rule')) { expect(Properties.Targets).not.toHaveLength(0); }
    expect(resources.filter(({ Type }) => Type === 'AWS::SNS::Subscription')).toHaveLength(1);
  }
});

test('the key of the application is watched for everything, the account for what makes data unreadable', () => {
  const rules = (stack: string) => Object.values<any>(assembly.getStackByName(stack).template.Resources).filter(({ Type }) => Type === 'AWS::Events::Rule').length;
  expect(rules('Orders')).toBeGreaterThan(rules('Account'));
  expect(rules('Account')).toBeGreaterThanOrEqual(3);
});
