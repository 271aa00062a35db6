import { remedyFor } from '../../src/checks/service-remedies';

test.each<[string, string[], RegExp | undefined]>([
  ['a service that never calls', ['glue.amazonaws.com'], /^Take the statement out: glue\.amazonaws\.com calls KMS with a role of yours or by a grant, never as itself\.$/],
  ['several of them', ['ec2.amazonaws.com', 'ecs.amazonaws.com'], /^Take the statement out: ec2\.amazonaws\.com, ecs\.amazonaws\.com calls/],
  ['one that calls for some of its uses', ['lambda.amazonaws.com'], /^Take the statement out: lambda\.amazonaws\.com calls KMS with a role of yours or by a grant\. Only for .*filter.* it calls as itself: there add aws:SourceArn/],
  ['EventBridge', ['events.amazonaws.com'], /^Leave kms:Decrypt and kms:GenerateDataKey\* only/],
  ['EventBridge among others', ['events.amazonaws.com', 'sns.amazonaws.com'], undefined],
  ['a service that never calls among others', ['glue.amazonaws.com', 'sns.amazonaws.com'], undefined],
  ['any other', ['s3.amazonaws.com'], undefined],
])('what to do about %s', (_, services, remedy) => {
  if (remedy) { expect(remedyFor(services, true)).toMatch(remedy); } else { expect(remedyFor(services, true)).toBeUndefined(); }
});

test.each<[string[], RegExp]>([
  [['codebuild.amazonaws.com'], /^Take codebuild\.amazonaws\.com out of its principals: codebuild\.amazonaws\.com calls KMS/],
  [['events.amazonaws.com'], /^Give events\.amazonaws\.com a statement of its own with kms:Decrypt/],
  [['cloudwatch.amazonaws.com', 's3.amazonaws.com'], /^Give cloudwatch\.amazonaws\.com, s3\.amazonaws\.com a statement of their own with aws:SourceArn/],
])('of %s beside others the statement stays', (services, remedy) => expect(remedyFor(services, false)).toMatch(remedy));
