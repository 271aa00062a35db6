import { Level, Said } from './rule';
import { KeyPolicy } from '../app/model';
import { actionName } from '../iam/actions';
import { Statement } from '../iam/statement';

/*
 * Statements that aws-cdk-lib's own constructs write into key policies. Nobody can edit these, so findings on them say who wrote them and what ends them.
 */

interface Written {
  readonly principal: RegExp;
  /** Lower case, without the prefix, sorted. */
  readonly actions: readonly string[];
  readonly by: string;
  readonly remedy: string;
}

const GRANTED = ['decrypt', 'encrypt', 'generatedatakey*', 'reencrypt*'];

/** Statements without a condition. test/checks/cdk-statements.test.ts has each from the construct that writes it. */
const WITHOUT_CONDITION: readonly Written[] = [
  { principal: /^s3\./, actions: ['decrypt', 'generatedatakey*'], by: 's3n.SqsDestination', remedy: "S3's page writes no condition either: acknowledge the finding, or use a queue without a customer managed key" },
  {
    principal: /^s3\./,
    actions: ['decrypt', 'generatedatakey'],
    by: 's3n.SnsDestination',
    remedy: "Turn the feature flag '@aws-cdk/s3-notifications:addS3TrustKeyPolicyForSnsSubscriptions' off, and add KeyAccess.messages(MessageSource.S3, ...)",
  },
  { principal: /^sns\./, actions: ['decrypt', 'generatedatakey'], by: 'SqsSubscription', remedy: "Set the feature flag '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption'" },
  { principal: /^events\./, actions: GRANTED, by: 'targets.SqsQueue', remedy: "Set the feature flag '@aws-cdk/aws-events:eventsTargetQueueSameAccount'" },
  { principal: /^logging\.s3\./, actions: GRANTED, by: 'serverAccessLogsBucket', remedy: 'Encrypt the log bucket with SSE-S3: S3 delivers server access logs to no other' },
  { principal: /^delivery\.logs\./, actions: ['decrypt*'], by: 'StateMachine with logs', remedy: 'Acknowledge the finding: the statement is written whatever the policy holds' },
  { principal: /^codestar-notifications\./, actions: ['decrypt', 'generatedatakey*'], by: 'NotificationRule', remedy: 'Acknowledge the finding, or notify a topic of another stack by its ARN and add KeyAccess.messages(MessageSource.CODESTAR_NOTIFICATIONS, ...)' },
];

/** Statements that allow kms:DescribeKey under an encryption context. */
const DESCRIBING: readonly Written[] = [
  { principal: /^events\./, actions: ['decrypt', 'describekey', 'generatedatakey'], by: 'EventBus', remedy: 'Add KeyAccess.service(KeyService.EVENTBRIDGE), which has a statement for kms:DescribeKey alone' },
];

const namesOf = ({ actions }: Statement): string => actions.map(actionName).sort().join();

/** Whether the CDK synthesized the policy, and somebody gave the statement no name. */
const isAnonymous = ({ sid }: Statement, { resource }: Pick<KeyPolicy, 'resource'>): boolean =>
  sid === undefined && resource.raw.Metadata?.['aws:cdk:path'] !== undefined;

/** The finding about a statement without a condition that aws-cdk-lib writes; undefined where a person wrote it. */
export const unboundByCdk = (statement: Statement, view: Pick<KeyPolicy, 'resource'>, message: string): Said | undefined =>
  statement.conditions.length > 0 ? undefined : writtenByCdk(WITHOUT_CONDITION, statement, view, message);

/** The finding about kms:DescribeKey under an encryption context that aws-cdk-lib writes; undefined where a person wrote it. */
export const describedByCdk = (statement: Statement, view: Pick<KeyPolicy, 'resource'>, message: string): Said | undefined =>
  writtenByCdk(DESCRIBING, statement, view, message);

function writtenByCdk(table: readonly Written[], statement: Statement, view: Pick<KeyPolicy, 'resource'>, message: string): Said | undefined {
  const [first, ...others] = statement.principals;
  if (!isAnonymous(statement, view) || first === undefined || others.length > 0) { return undefined; }
  const names = namesOf(statement);
  const written = table.find(({ principal, actions }) => principal.test(first.text) && actions.join() === names);
  return written && said(message, written.by, written.remedy);
}

/** The same for the statement through AWS Secrets Manager. */
export function grantedBySecret(statement: Statement, view: Pick<KeyPolicy, 'resource'>, message: string): Said | undefined {
  const isThroughSecrets = statement.conditions.length === 1 && statement.conditions.every(({ name, values }) =>
    name === 'kms:viaservice' && values.every(value => value.startsWith('secretsmanager.')));
  return isAnonymous(statement, view) && isThroughSecrets
    ? said(message, 'Secret.grantRead, grantWrite and addRotationSchedule', 'The IAM policies of the role allow it to use the key as well; deny other ways with KeyRestriction.onlyViaServices, or acknowledge the finding') : undefined;
}

const LEVEL: Level = 'warning';
const said = (message: string, by: string, remedy: string): Said => ({ message: `${message}; aws-cdk-lib writes it (${by})`, level: LEVEL, fix: `${remedy}.` });
