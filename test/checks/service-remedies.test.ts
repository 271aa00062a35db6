import { remedyFor, remedyForOthers } from '../../src/checks/service-remedies';
import { reachOf } from '../../src/iam/actions';
import { CATALOG } from '../../src/services/catalog';
import { messageUses } from '../../src/services/messages';

const reach = (...actions: string[]): ReadonlySet<string> => reachOf(actions.map(action => `kms:${action}`), false);
const SEND = reach('Decrypt', 'GenerateDataKey*');
const USE = reach('Decrypt', 'Encrypt', 'GenerateDataKey*', 'ReEncrypt*', 'DescribeKey');
const named = (services: string[]): string[] => services.map(service => `${service}.amazonaws.com`);

test.each<[string, string[], RegExp]>([
  ['a service that never calls', ['glue'], /^Take the statement out: glue\.amazonaws\.com calls KMS with the credentials of whoever uses it \(kms:ViaService glue\.REGION\.amazonaws\.com\) or with a role of yours, never as itself\.$/],
  ['several of them', ['ec2', 'ecs'], /^Take the statement out: ec2\.amazonaws\.com calls KMS .*, never as itself; ecs\.amazonaws\.com calls KMS .*, never as itself\.$/],
  ['one that calls for some of its uses', ['lambda'], /^Take the statement out: lambda\.amazonaws\.com calls KMS with the credentials of whoever uses it \(kms:ViaService lambda\.REGION\.amazonaws\.com\) or by a grant\. Only where it calls as itself keep it, with .*aws:SourceArn for filter criteria/],
  ['EventBridge', ['events'], /^Leave kms:Decrypt and kms:GenerateDataKey\* only/],
  ['EventBridge among others', ['events', 'sns'], /^Give events\.amazonaws\.com a statement of its own with kms:Decrypt.* Give sns\.amazonaws\.com a statement of its own with aws:SourceArn\./],
  ['a service that never calls among others', ['glue', 'sns'], /^Take glue\.amazonaws\.com out of its principals: .* Give sns\.amazonaws\.com a statement of its own with aws:SourceArn\./],
  ['one that sends both sources', ['s3'], /^Add aws:SourceArn and aws:SourceAccount\. A key that the service does not send would shut it out/],
  ['one that sends its ARN alone', ['sns'], /^Add aws:SourceArn\. /],
  ['one of which AWS does not confirm what it sends', ['budgets'], /^Add aws:SourceArn \(IfExists\) and aws:SourceAccount \(IfExists\)\. /],
  ['several with one bound', ['s3', 'cloudwatch'], /^Add aws:SourceArn and aws:SourceAccount\. /],
  ['several with bounds of their own', ['s3', 'sns'], /^Give each a statement of its own: s3\.amazonaws\.com with aws:SourceArn and aws:SourceAccount\. sns\.amazonaws\.com with aws:SourceArn\. /],
  ['one that uses keys as its callers', ['secretsmanager'], /^AWS's pages that are known here show no call to KMS that secretsmanager\.amazonaws\.com makes as itself, .*: try without the statement, and otherwise/],
  ['one that works with a role', ['scheduler'], /^AWS's pages .* that scheduler\.amazonaws\.com makes as itself, only such with a role of yours: try without the statement/],
  ['one with a role of its own', ['autoscaling'], /makes as itself, only such with its service-linked role AWSServiceRoleForAutoScaling or by a grant: try/],
  ['two that work for their callers', ['es', 'kafka'], /that es\.amazonaws\.com makes as itself, only such .*, nor one that kafka\.amazonaws\.com makes as itself, only such /],
  ['one that sends but messages', ['dynamodb'],
    /^Add aws:SourceArn \(IfExists\) .* As itself dynamodb\.amazonaws\.com only sends messages to an encrypted topic; otherwise it calls KMS with the credentials of whoever uses it \(kms:ViaService dynamodb\./],
  ['one that does more', ['s3'], /KeyAccess\.service\(\.\.\.\) writes those that it does\.$/],
  ['one that nobody knows', ['acme'], /^Add the source or the encryption context that the page of the service documents\.$/],
])('what to do about %s', (_, services, remedy) => expect(remedyFor(named(services), true, SEND)).toMatch(remedy));

test.each<[string[], RegExp]>([
  [['codebuild'], /^Take codebuild\.amazonaws\.com out of its principals: codebuild\.amazonaws\.com calls KMS/],
  [['events'], /^Give events\.amazonaws\.com a statement of its own with kms:Decrypt/],
  [['cloudwatch', 's3'], /^Give cloudwatch\.amazonaws\.com, s3\.amazonaws\.com a statement of their own with aws:SourceArn and aws:SourceAccount/],
  [['rds'], /: try without that principal, and/],
])('of %s beside others the statement stays', (services, remedy) => expect(remedyFor(named(services), false, SEND)).toMatch(remedy));

test('logs that are delivered to a bucket are told from other logs', () => {
  expect(remedyFor(named(['delivery.logs']), true, SEND)).toMatch(/kms:EncryptionContext:SourceArn for .*state machines.*; aws:SourceArn and aws:SourceAccount for .*VPC flow logs/);
});

test('a service that sends this for one use and that for another is told so, as far as the statement is good for the use', () => {
  expect(remedyFor(named(['logs']), true, USE)).toMatch(/^Add kms:EncryptionContext:aws:logs:arn for log groups; aws:SourceArn and aws:SourceAccount for .*results/);
  expect(remedyFor(named(['dsql', 'logs']), true, reach('ReEncrypt*'))).not.toContain('lookup tables');
});

const sent = [...Object.values(CATALOG), ...messageUses()].flatMap(({ use, calls }) => calls
  // EventBridge is told what to do without a bound; looking at keys needs none.
  .filter(({ caller, principal, actions }) => caller === 'service' && principal !== 'events.amazonaws.com' && actions.some(action => action !== 'kms:DescribeKey'))
  .map(call => ({ use, call, remedy: remedyFor([call.principal!], true, reachOf(call.actions, false)) })));

test('no remedy asks for a source that a use does not send', () => {
  const wrong = sent.filter(({ use, call: { source = [], laterSource = [], supposedSource = [], context, through }, remedy }) => {
    if (!context && !through && source.length + laterSource.length + supposedSource.length === 0) { return false; }
    const said = remedy.split(/[.;] /).find(part => part.includes(use)) ?? remedy;
    return (['aws:SourceArn', 'aws:SourceAccount'] as const).some(key =>
      (said.includes(`${key} (IfExists)`) ? ![...laterSource, ...supposedSource].includes(key) : said.includes(key) && !source.includes(key)));
  });
  expect(sent.length).toBeGreaterThan(80);
  expect(wrong.map(({ use, call, remedy }) => `${call.principal} ${use}: ${remedy}`)).toEqual([]);
});

test.each([['sns'], ['cloudtrail'], ['lambda'], ['acme']])('who else calls for %s is not the remedy alone', service => {
  expect(remedyForOthers(named([service]), true)).toBeUndefined();
  expect(remedyForOthers(named(['glue', service]), true)).toBeUndefined();
});
test('who calls for services that never do', () => {
  expect(remedyForOthers(named(['glue', 'es']), false)).toMatch(/^Take glue\.amazonaws\.com out of its principals: .*, never as itself\. AWS's pages .* es\.amazonaws\.com /);
});
