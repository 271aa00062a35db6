import { readPolicy, Statements } from '../iam/statement';
import { parsePrincipalArn } from '../private/arns';
import { remember } from '../private/remember';

/*
 * AWS's own policies that reach keys of customers; all others do not.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */

const allow = (actions: string[], condition?: object) => [{ Effect: 'Allow', Action: actions, Resource: '*', ...(condition ? { Condition: condition } : {}) }];

const POLICIES: { readonly [name: string]: object[] } = {
  AdministratorAccess: allow(['*']),
  PowerUserAccess: [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }],
  AWSKeyManagementServicePowerUser: allow(['kms:CreateAlias', 'kms:CreateKey', 'kms:DeleteAlias', 'kms:Describe*', 'kms:GenerateRandom', 'kms:Get*', 'kms:List*', 'kms:TagResource', 'kms:UntagResource']),
  ReadOnlyAccess: allow(['kms:Describe*', 'kms:Get*', 'kms:List*']),
  SecurityAudit: allow(['kms:Describe*', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:List*']),
  SecretsManagerReadWrite: allow(['kms:DescribeKey', 'kms:ListAliases', 'kms:ListKeys']),
};

const read = remember((name: string): { readonly statements: Statements } => ({
  statements: readPolicy({ Statement: POLICIES[name] }, { account: '', evaluate: value => value, resource: () => undefined }),
}));

/** The name of an AWS managed policy by its ARN. */
export function awsManagedName(arn: string): string | undefined {
  const { account, kind, name } = parsePrincipalArn(arn) ?? {};
  return account === 'aws' && kind === 'policy' ? name!.split('/').pop() : undefined;
}

/** What an AWS managed policy allows on keys; undefined where it is none that reaches keys. */
export const awsManagedStatements = (name: string): Statements => name in POLICIES ? read(name).statements : undefined;
