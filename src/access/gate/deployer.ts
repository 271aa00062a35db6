import { Stack, Token } from 'aws-cdk-lib';
import { FinishedPolicy } from './finished-policy';
import { Finding } from './judgement';
import { ABSENT, ANY_ATTESTATION, ANY_CONTEXT, denying, GateRequest, KnownKeys, named, requestOfArn, someMayPass } from './requests';
import { actionName } from '../../iam/actions';
import { SECRET_USE } from '../../iam/questions';
import { WARNINGS } from '../../private/errors';
import { CATALOG } from '../../services/catalog';
import { creationOf } from '../../services/service-use';
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
  /** The stacks of its replicas in this app. */
  readonly replicaStacks?: readonly Stack[];
}

/*
 * The policy must allow the caller of CreateKey to put it again, or KMS refuses it; then CloudFormation describes the key, enables
 * rotation, makes the alias and in the end deletes the key.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html#KMS-CreateKey-request-Policy
 */
const NEEDED = ['PutKeyPolicy', 'DescribeKey', 'GetKeyPolicy', 'ListResourceTags', 'TagResource', 'CreateAlias', 'DeleteAlias', 'UpdateKeyDescription', 'ScheduleKeyDeletion'];
const NEEDED_TO_ROTATE = ['EnableKeyRotation', 'GetKeyRotationStatus'];

/** A role that a service assumes has no MFA device, and its calls come through no VPC endpoint of the account. */
const OF_CLOUDFORMATION: KnownKeys = {
  'aws:multifactorauthpresent': 'false', 'aws:multifactorauthage': ABSENT, 'aws:sourcevpc': ABSENT, 'aws:sourcevpcarn': ABSENT, 'aws:sourcevpce': ABSENT,
};
/** What CloudFormation does to the key itself comes through no other service, and encrypts nothing. */
const DIRECT: KnownKeys = { ...OF_CLOUDFORMATION, 'kms:viaservice': ABSENT, [ANY_CONTEXT]: ABSENT, [ANY_ATTESTATION]: ABSENT };

/** What the roles that deploy the key and its replicas could not do with it. */
export function deployerShutOut(policy: FinishedPolicy, key: KeyResource): Finding[] {
  const { pendingWindowDays, rotates, lockedOut = false, replicaStacks = [] } = key;
  if (lockedOut) { return []; }
  const stack = Stack.of(policy.context.scope);
  const window: KnownKeys = pendingWindowDays === undefined ? {} : { 'kms:schedulekeydeletionpendingwindowindays': `${pendingWindowDays}` };
  const needed = rotates && policy.context.kind === KeyKind.SYMMETRIC ? [...NEEDED, ...NEEDED_TO_ROTATE] : NEEDED;
  const deploys: Deployment = { stack, actions: needed, keys: window, role: 'the role that deploys this stack', work: 'create, change or delete the key' };
  return [
    ...stuck(policy, deploys),
    ...withoutDataKeys(policy, stack),
    ...replicaStacks.flatMap(replica => stuck(policy, {
      stack: replica,
      actions: ['ReplicateKey'],
      keys: Token.isUnresolved(replica.region) ? {} : { 'kms:replicaregion': replica.region },
      role: `the role that deploys the replica in ${replica.region}`,
      work: 'replicate the key',
    })),
  ];
}

/** What CloudFormation does with a key, and under which role. */
interface Deployment {
  readonly stack: Stack;
  readonly actions: readonly string[];
  readonly keys: KnownKeys;
  readonly role: string;
  readonly work: string;
}

function stuck(policy: FinishedPolicy, { stack, actions, keys, role, work }: Deployment): Finding[] {
  const given = executionRoleOf(stack);
  if (given === undefined) {
    return policy.context.delegation === IamDelegation.NONE
      ? [{
        warning: WARNINGS.deployerUnknown,
        message: 'under IamDelegation.NONE KMS creates and changes the key only for a principal that the key policy allows to put it: whoever deploys this stack must be among the administrators',
      }]
      : [];
  }
  const arn = filled(given, stack, policy);
  const request = requestOfArn(policy, arn, { ...DIRECT, ...keys });
  const allows = policy.statements.filter(({ effect }) => effect === 'Allow');
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny');
  const line = `new iam.ArnPrincipal(${literal(given)})`;
  for (const action of actions) {
    const denied = denying(policy, [action.toLowerCase()], request, { denies });
    if (denied) {
      return [{
        message: `${named(denied)} kms:${action} to ${role}, ${arn}: CloudFormation could not ${work}; `
          + `exempt it there: ${line}`,
      }];
    }
  }
  const missing = actions.find(action => !someMayPass(policy, [action.toLowerCase()], request, { allows, denies: [] }));
  return missing === undefined ? [] : [{
    message: `${role}, ${arn}, gets no kms:${missing} by the key policy: CloudFormation could not ${work}; `
      + `add it: administrators: [${line}]`,
  }];
}

/** What the services of the catalog do with a key for whoever creates a resource, beside looking at it and creating grants. */
const DATA_KEYS: readonly string[] = [...new Set(Object.values(CATALOG).flatMap(creationOf).filter(({ deployerOnly, viaService }) => !deployerOnly && viaService !== false)
  .flatMap(({ actions }) => actions.map(actionName)).filter(action => SECRET_USE.has(action)))];

/** Some services take a data key for whoever creates the resource: secrets, parameters, environment variables of functions. */
function withoutDataKeys(policy: FinishedPolicy, stack: Stack): Finding[] {
  const given = executionRoleOf(stack);
  if (given === undefined || policy.context.kind !== KeyKind.SYMMETRIC) { return []; }
  const arn = filled(given, stack, policy);
  const denies = policy.statements.filter(({ effect, accepted }) => effect === 'Deny' && !accepted.includes('shuts out'));
  const denied = denying(policy, DATA_KEYS, requestOfArn(policy, arn, OF_CLOUDFORMATION), { denies });
  return denied === undefined ? [] : [{
    warning: WARNINGS.deployerCannotUse,
    message: `${named(denied)} data keys to the role that deploys this stack, ${arn}: CloudFormation cannot create secrets, parameters and other resources under the key `
      + `whose service takes a data key for their creator; exempt it there if this app has any: new iam.ArnPrincipal(${literal(given)})`,
  }];
}

/** Requests of the role that deploys a stack; undefined where its synthesizer names none. */
export function deployerRequest(policy: FinishedPolicy, stack: Stack): { readonly arn: string; readonly request: GateRequest } | undefined {
  const given = executionRoleOf(stack);
  const arn = given === undefined ? undefined : filled(given, stack, policy);
  return arn === undefined ? undefined : { arn, request: requestOfArn(policy, arn, OF_CLOUDFORMATION) };
}

/** The ARN of a role with what the stack of the key knows, and that of the role. */
function filled(role: string, { partition, region, account }: Stack, { context, place }: FinishedPolicy): string {
  const known = (own: string, keys: string): string => String(place.evaluate(Token.isUnresolved(own) ? keys : own));
  const fill: { readonly [name: string]: string } = {
    Partition: known(partition, context.partition), Region: known(region, context.region), AccountId: known(account, context.account),
  };
  return role.replace(/\$\{AWS::(\w+)\}/g, (_, name: string) => fill[name]);
}

/** How the role is written in an app. */
function literal(role: string): string {
  const names: { readonly [name: string]: string } = { Partition: 'PARTITION', Region: 'REGION', AccountId: 'ACCOUNT_ID' };
  return /\$\{AWS::/.test(role) ? `\`${role.replace(/\$\{AWS::(\w+)\}/g, (_, name: string) => `\${Aws.${names[name]}}`)}\`` : `'${role}'`;
}
