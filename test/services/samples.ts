import * as iam from 'aws-cdk-lib/aws-iam';
import { ServiceAccessOptions } from '../../src';
import { ServiceUse, sourceKeysOf } from '../../src/services/service-use';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

/** What a row is tried with where the defaults do not fit. */
interface Sample {
  /** The resource that the key is for, by name. */
  readonly resource?: string;
  /** Another one, which the key is not for. */
  readonly stranger?: string;
  /** A name that the template does not fill in by itself, such as a secret with its suffix: what AWS really sends. */
  readonly sent?: string;
  readonly sourceAccounts?: string[];
}

/** One line for a service whose resources are not simply named: everything else is tried with 'orders' and 'strangers'. */
const SAMPLES: { readonly [id: string]: Sample } = {
  CLOUDFRONT: { resource: 'E1234567890ABC', stranger: 'E0000000000XYZ' },
  CLOUDFRONT_READ_WRITE: { resource: 'E1234567890ABC', stranger: 'E0000000000XYZ' },
  CLOUDTRAIL_ORGANIZATION: { sourceAccounts: ['777788889999'] },
  CLOUDWATCH_LOGS: { resource: '/app/orders', stranger: '/app/strangers' },
  CLOUDWATCH_LOGS_QUERY_RESULTS: { resource: '*', stranger: '*' },
  LOG_DELIVERY: { resource: '*', stranger: '*' },
  LOCATION: { resource: 'tracker/orders', stranger: 'tracker/strangers' },
  PARAMETER_STORE: { resource: '/app/orders', sent: 'app/orders' },
  PARAMETER_STORE_ADVANCED: { resource: '/app/orders', sent: 'app/orders' },
  RDS_PERFORMANCE_INSIGHTS: { resource: 'db-ORDERS', stranger: 'db-STRANGERS' },
  RDS_ACTIVITY_STREAMS: { resource: 'cluster-ORDERS', stranger: 'cluster-STRANGERS' },
  DYNAMODB_MULTI_ACCOUNT_GLOBAL_TABLES: { sourceAccounts: ['777788889999'] },
  EVENTBRIDGE_SCHEDULER: { resource: 'default/orders', stranger: 'default/strangers' },
  WORKSPACES_SECURE_BROWSER: { resource: 'portal/orders', stranger: 'portal/strangers' },
  SES_RECEIVING: { resource: 'mail:receipt-rule/orders', stranger: 'mail:receipt-rule/strangers' },
  SES_RECEIVING_BUCKET: { resource: 'mail:receipt-rule/orders', stranger: 'mail:receipt-rule/strangers' },
};

export const USER = `arn:aws:iam::${ACCOUNT}:role/App`;
export const OTHER_USER = `arn:aws:iam::${ACCOUNT}:role/Other`;

export const sample = (use: ServiceUse): Required<Pick<Sample, 'resource' | 'stranger'>> & Sample =>
  ({ resource: 'orders', stranger: 'strangers', ...SAMPLES[use.id] });

export const takesUsers = (use: ServiceUse): boolean => use.calls.some(call => call.caller === 'user');

/** The accounts whose resources the sample key serves. */
export const sourceAccount = (use: ServiceUse): string => sample(use).sourceAccounts?.[0] ?? ACCOUNT;
export const FOREIGN_ACCOUNT = OTHER_ACCOUNT;

const texts = (templates: object | undefined): string[] => Object.values(templates ?? {}).flatMap(t => t as string | string[]);

/** Whether naming resources narrows anything. */
export const takesResources = (use: ServiceUse): boolean => use.calls.some(call => sourceKeysOf(call).includes('aws:SourceArn')
  || [...texts(call.context), ...texts(call.narrowedContext)].some(text => /\{resource(Arn)?\}/.test(text)));

/** What a row is used with in the tests and in the docs: named users and a named resource wherever it takes them. */
export function sampleOptions(use: ServiceUse, user: iam.IGrantable = new iam.ArnPrincipal(USER)): ServiceAccessOptions {
  const { resource, sourceAccounts } = sample(use);
  return {
    ...(takesUsers(use) ? { users: [user] } : {}),
    ...(takesResources(use) ? { resources: [use.resourceArn || namesOnly(use) ? resource : arnOf(use, resource)] } : {}),
    ...(sourceAccounts ? { sourceAccounts } : {}),
  };
}

const namesOnly = (use: ServiceUse): boolean => use.calls.some(call => [...texts(call.context), ...texts(call.narrowedContext)].includes('{resource}'));

/** An ARN for rows whose resources are given as ARNs. */
export const arnOf = (use: ServiceUse, name: string): string => `arn:aws:${use.viaService ?? 'service'}:eu-west-1:${sourceAccount(use)}:${name}`;
