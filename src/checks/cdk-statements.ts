import { Level, Said } from './rule';
import { KeyPolicy } from '../app/model';
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

const MESSAGE = ['decrypt', 'generatedatakey*'];
const GRANTED = ['decrypt', 'encrypt', 'generatedatakey*', 'reencrypt*'];

const WRITTEN: readonly Written[] = [
  { principal: /^s3\./, actions: MESSAGE, by: 's3n.SqsDestination and SnsDestination', remedy: "S3's page writes no condition either: acknowledge the finding, or send the notifications to a queue under KeyAccess.messages" },
  { principal: /^sns\./, actions: MESSAGE, by: 'SqsSubscription', remedy: "Set the feature flag '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption'" },
  { principal: /^events\./, actions: GRANTED, by: 'targets.SqsQueue', remedy: "Set the feature flag '@aws-cdk/aws-events:eventsTargetQueueSameAccount'" },
  { principal: /^events\./, actions: MESSAGE, by: 'targets.SnsTopic', remedy: 'EventBridge names no source for encrypted topics: bound it by the context aws:sns:topicArn with KeyAccess.messages' },
  { principal: /^delivery\.logs\./, actions: GRANTED, by: 'constructs with vended logs', remedy: 'Deliver the logs under a key with KeyAccess.service(KeyService.LOG_DELIVERY)' },
];

const namesOf = ({ actions }: Statement): string => actions.map(action => action.toLowerCase().replace(/^kms:/, '')).sort().join();

/** Whether the CDK synthesized the policy, and somebody gave the statement no name. */
const isAnonymous = ({ sid }: Statement, { resource }: Pick<KeyPolicy, 'resource'>): boolean =>
  sid === undefined && resource.raw.Metadata?.['aws:cdk:path'] !== undefined;

/** The finding about a statement that aws-cdk-lib wrote; undefined where a person did. */
export function writtenByCdk(statement: Statement, view: Pick<KeyPolicy, 'resource'>, message: string): Said | undefined {
  if (!isAnonymous(statement, view) || statement.conditions.length > 0 || statement.principals.length !== 1) { return undefined; }
  const names = namesOf(statement);
  const written = WRITTEN.find(({ principal, actions }) => principal.test(statement.principals[0].text) && actions.join() === names);
  return written && said(message, written.by, written.remedy);
}

/** The same for the statement of `Secret.grantRead`. */
export function grantedBySecret(statement: Statement, view: Pick<KeyPolicy, 'resource'>, message: string): Said | undefined {
  const isThroughSecrets = statement.conditions.length === 1 && statement.conditions.every(({ name, values }) =>
    name === 'kms:viaservice' && values.every(value => value.startsWith('secretsmanager.')));
  return isAnonymous(statement, view) && isThroughSecrets
    ? said(message, 'Secret.grantRead and grantWrite', 'The role may use the key by its IAM policies as well; deny other ways with KeyRestriction.onlyViaServices, or acknowledge the finding') : undefined;
}

const LEVEL: Level = 'warning';
const said = (message: string, by: string, remedy: string): Said => ({ message: `${message}; aws-cdk-lib wrote it (${by})`, level: LEVEL, fix: `${remedy}.` });
