import { App } from '../../src/app/app';
import { AccessReader } from '../../src/report/access-rows';
import { keyWith, Resources, template } from '../checks/support';
import { ACCOUNT } from '../support/stack';

/*
 * The rows of the report for a key policy and what stands beside it, as text.
 */

export const DECRYPT = 'kms:Decrypt';
export const ENCRYPT = 'kms:Encrypt';
export const BOTH = [DECRYPT, ENCRYPT];
export const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
export const user = (name: string): string => `arn:aws:iam::${ACCOUNT}:user/${name}`;
export const session = (name: string): string => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}`;

/** The ARN of `holder`. */
export const HOLDER = { 'Fn::GetAtt': ['Holder', 'Arn'] };
/** A role or user of the app. */
export const holder = (type: 'Role' | 'User', name: string, properties: object = {}): Resources =>
  ({ Holder: { Type: `AWS::IAM::${type}`, Properties: { [`${type}Name`]: name, ...properties } } });
/** A statement of an IAM policy. */
export const identity = (Action: unknown, Effect = 'Allow', more: object = {}) => ({ Effect, Action, Resource: '*', ...more });
export const document = (...Statement: object[]) => ({ PolicyDocument: { Version: '2012-10-17', Statement } });
/** Properties of a `holder` with an IAM policy of its own. */
export const having = (...statements: object[]) => ({ Policies: [document(...statements)] });
/** Properties of a `holder` whom `boundary` holds. */
export const LIMITED = { PermissionsBoundary: { Ref: 'Limit' } };
export const boundary = (...statements: object[]): Resources => ({ Limit: { Type: 'AWS::IAM::ManagedPolicy', Properties: document(...statements) } });

function read(statements: any[], more: Resources) {
  const app = new App([template({ ...keyWith(...statements), ...more })]);
  const words = ({ principals, permissions, conditions, source }: { principals: string[]; permissions: string[]; conditions: string[]; source: string }) =>
    `${principals.join(', ')}: ${[permissions.join(', '), ...conditions].join(' ')}${source === 'key policy' ? '' : ` (${source})`}`;
  const { access: allowed, restrictions: denied } = new AccessReader(app).of(app.keys[0]);
  return { access: allowed.map(words), restrictions: denied.map(words) };
}

export const access = (statements: any[], more: Resources = {}): string[] => read(statements, more).access;
export const restrictions = (statements: any[], more: Resources = {}): string[] => read(statements, more).restrictions;

/** A row of a table: what is asked, the key policy, what stands beside it, what is said. */
export type Row = [string, any[], Resources, string[]];
