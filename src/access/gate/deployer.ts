import { Stack } from 'aws-cdk-lib';
import { FinishedPolicy } from './finished-policy';
import { Finding } from './judgement';
import { counts, KnownRequest, requestOf } from './requests';
import { WARNINGS } from '../../private/errors';
import { executionRoleOf } from '../deployer';
import { IamDelegation } from '../iam-delegation';
import { KeyKind } from '../row-context';

/** What the stack sets on its key. */
export interface KeyResource {
  readonly pendingWindowDays?: number;
  /** Whether KMS rotates the key by itself. */
  readonly rotates: boolean;
  /** Whether nobody at all could change the policy, which is said already. */
  readonly lockedOut?: boolean;
}

/*
 * The caller of CreateKey must be allowed by the policy to put it again, or KMS refuses it; then CloudFormation describes the key, enables
 * rotation, makes the alias and in the end deletes the key.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html#KMS-CreateKey-request-Policy
 */
const NEEDED = ['PutKeyPolicy', 'DescribeKey', 'GetKeyPolicy', 'ListResourceTags', 'TagResource', 'CreateAlias', 'DeleteAlias', 'UpdateKeyDescription', 'ScheduleKeyDeletion'];
const NEEDED_TO_ROTATE = ['EnableKeyRotation', 'GetKeyRotationStatus'];

/** What the role that deploys the stack could not do with its key. */
export function deployerShutOut(policy: FinishedPolicy, { pendingWindowDays, rotates, lockedOut = false }: KeyResource): Finding[] {
  if (lockedOut) { return []; }
  const stack = Stack.of(policy.context.scope);
  const role = executionRole(stack);
  if (role === undefined) {
    return policy.context.delegation === IamDelegation.NONE
      ? [{
        warning: WARNINGS.deployerUnknown,
        message: 'under IamDelegation.NONE KMS creates and changes the key only for a principal whom the key policy lets put it: whoever deploys this stack must be among the administrators',
      }]
      : [];
  }
  const principal = policy.place.evaluate(role.replace(/\$\{AWS::(\w+)\}/g, '${AWS.$1}')) as string;
  const request = requestOf(filled(principal, policy), stack.region, pendingWindowDays === undefined ? {} : { 'kms:schedulekeydeletionpendingwindowindays': `${pendingWindowDays}` });
  const needed = rotates && policy.context.kind === KeyKind.SYMMETRIC ? [...NEEDED, ...NEEDED_TO_ROTATE] : NEEDED;
  const missing = needed.find(action => !allowed(policy, action, request));
  const denied = needed.flatMap(action => denyOf(policy, action, request) ?? [])[0];
  const line = `new iam.ArnPrincipal(${literal(role)})`;
  if (denied) {
    return [{
      message: `'${denied.label}' denies kms:${denied.action} to the role that deploys this stack, ${request.principal}: CloudFormation could not create, change or delete the key; `
        + `exempt it there: ${line}`,
    }];
  }
  return missing === undefined ? [] : [{
    message: `the role that deploys this stack, ${request.principal}, gets no kms:${missing} by the key policy: CloudFormation could not create, change or delete the key; `
      + `add it: administrators: [${line}]`,
  }];
}

/** A nested stack is deployed by the role of the stack that holds it. */
function executionRole(stack: Stack): string | undefined {
  let top = stack;
  while (top.nestedStackParent) { top = top.nestedStackParent; }
  return executionRoleOf(top);
}

function filled(role: string, { context, place }: FinishedPolicy): string {
  const { partition, region } = context;
  const fill = { Partition: partition, Region: region, AccountId: place.account };
  return Object.entries(fill).reduce((text, [name, value]) => text.replaceAll(`\${AWS.${name}}`, String(place.evaluate(value))), role);
}

/** How the role is written in an app. */
function literal(role: string): string {
  const names: { readonly [name: string]: string } = { Partition: 'PARTITION', Region: 'REGION', AccountId: 'ACCOUNT_ID' };
  return /\$\{AWS::/.test(role) ? `\`${role.replace(/\$\{AWS::(\w+)\}/g, (_, name: string) => `\${Aws.${names[name]}}`)}\`` : `'${role}'`;
}

const allowed = ({ statements }: FinishedPolicy, action: string, request: KnownRequest): boolean =>
  statements.some(statement => statement.effect === 'Allow' && counts(statement, action.toLowerCase(), request) !== 'no');

function denyOf({ statements }: FinishedPolicy, action: string, request: KnownRequest): { label: string; action: string } | undefined {
  const deny = statements.find(statement => statement.effect === 'Deny' && counts(statement, action.toLowerCase(), request) === 'yes');
  return deny && { label: deny.label, action };
}
