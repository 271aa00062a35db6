import { ServiceAccessOptions } from '../../src';
import { ACCOUNT, REGION } from '../support/stack';

/*
 * What AWS's pages ask of a key policy, restated as statements for the account and Region of the tests: the facts are AWS's, the words
 * are ours. An IAM policy of a page is restated as a statement for the role that holds it.
 */

/** One key policy that a page of AWS shows, or says in words. */
export interface AwsExample {
  /** kebab-case, unique. */
  readonly name: string;
  /** Page below docs.aws.amazon.com. */
  readonly page: string;
  readonly statements: readonly any[];
  /** The row that is for this, by its id, and what it is used with. */
  readonly use?: string;
  readonly options?: ServiceAccessOptions;
  /** What the calls carry beside what the statements ask for, as AWS says elsewhere on its pages; the row asks for it. */
  readonly sends?: { readonly [key: string]: string | string[] };
  /** What of the page the row leaves out on purpose, by action, with the reason. */
  readonly leavesOut?: { readonly [action: string]: string };
  /** Condition keys of the example in which the row is wider than it, with the reason. */
  readonly wider?: { readonly [key: string]: string };
}

export const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;
export const role = { AWS: ROLE };
export const service = (...names: string[]) => ({ Service: names.length === 1 ? `${names[0]}.amazonaws.com` : names.map(name => `${name}.amazonaws.com`) });
export const arn = (prefix: string, rest: string, region = REGION, account = ACCOUNT): string => `arn:aws:${prefix}:${region}:${account}:${rest}`;
export const via = (prefix: string, region = REGION) => ({ 'kms:ViaService': `${prefix}.${region}.amazonaws.com` });
export const context = (name: string, value: string | string[]) => ({ [`kms:EncryptionContext:${name}`]: value });
export const from = (sourceArn: string) => ({ ArnLike: { 'aws:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': ACCOUNT } });

/** A statement: actions without their prefix. */
export const allow = (Principal: any, actions: string, Condition?: any) =>
  ({ Effect: 'Allow', Principal, Action: actions.split(' ').map(action => `kms:${action}`), Resource: '*', ...(Condition ? { Condition } : {}) });

export const CRYPTO = 'Encrypt Decrypt ReEncrypt* GenerateDataKey* DescribeKey';
export const FOR_AWS_RESOURCE = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };
