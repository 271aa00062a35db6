import { CfnResource, Lazy, Reference, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { isOutOfReach } from './circles';
import { RowContext } from './row-context';
import { accountIdOfIdentity } from '../private/arns';
import { canRefer, nameIfNeeded } from '../private/cdk-internals';
import { refuse } from '../private/errors';
import { Conditions, mergeConditions, ORDER, PolicyRow, PrincipalValue } from '../private/policy-rows';

/*
 * A key policy that refers to a role of another stack ties the stack of the key to it: a cycle as soon as the role uses what the key
 * encrypts. One that names a role of another account is refused by KMS until the role exists. So roles and users from afar are named by
 * what is known of them: their account as the principal, narrowed by aws:PrincipalArn. Their IAM policies are the other half.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
 */

/** A role or user that this key's policy must not refer to. */
interface Afar {
  readonly account: string;
  readonly arn: string;
  readonly pattern: boolean;
  /** Whether the pattern is only the start of a name, which others might share. */
  readonly shortened: boolean;
}

type Identity = iam.CfnRole | iam.CfnUser;

/** The longest name of a role or user (IAM API, CreateRole), and the longest text that CloudFormation adds to make it unique. */
const NAME_LENGTH = 64;
const RANDOM_LENGTH = 13;
/**
 * How much of the start of a name surely stays when CloudFormation shortens it. How it does is not documented; names in use keep 24
 * characters of the stack's name or more.
 */
const KEPT_LENGTH = 16;

/** The rows with principals from afar named by what is known. */
export function namingFromAfar(given: readonly PolicyRow[], context: RowContext): PolicyRow[] {
  const rows = given.map(row => ({ ...row, conditions: comparingFromAfar(row.conditions, context) }));
  const groups = new Map<string, { row: PolicyRow; account: string; arns: string[]; pattern: boolean }>();
  const near = rows.flatMap(row => {
    if (row.effect !== 'Allow') { return denyingFromAfar(row, context); }
    const here = row.principals.filter(principal => {
      const afar = principalAfar(principal, row, context);
      if (!afar) {
        if (row.order === ORDER.administration) { checkAdministrator(principal, context); }
        return true;
      }
      // One statement for all of an account that are allowed the same.
      const key = JSON.stringify([row.sid, row.order, row.actions, row.conditions, afar.account]);
      const group = groups.get(key) ?? { row, account: afar.account, arns: [], pattern: false };
      group.pattern ||= afar.pattern;
      if (!group.arns.includes(afar.arn)) { group.arns.push(afar.arn); }
      groups.set(key, group);
      return false;
    });
    return here.length === row.principals.length ? [row] : here.length === 0 ? [] : [{ ...row, principals: here }];
  });
  return [...near, ...[...groups.values()].map(({ row, account, arns, pattern }) => ({
    ...row,
    principals: [{ type: 'AWS', value: `arn:${context.partition}:iam::${account}:root` }],
    conditions: narrowed(row.conditions, arns, pattern),
  }))];
}

/** Keys of conditions whose values are ARNs of roles and users. */
const ARN_KEYS: ReadonlySet<string> = new Set(['aws:principalarn', 'kms:granteeprincipal', 'kms:retiringprincipal']);

/**
 * Conditions that name roles of other stacks by what is known of them. Where only the start of a name is known the reference stays if there can
 * be one, and fails otherwise: a Deny that exempts a role must not exempt others.
 */
export function comparingFromAfar(conditions: Conditions, context: RowContext): Conditions {
  const changed = Object.entries(conditions).flatMap(([operator, keys]) => Object.entries(keys).map(([key, value]): Conditions => {
    if (!ARN_KEYS.has(key.toLowerCase())) { return { [operator]: { [key]: value } }; }
    const named = ([] as string[]).concat(value).map(text => nameAfar(text, context));
    const known = named.map(({ text }) => text);
    // Operators for ARNs compare patterns alike; of those for texts one does.
    const compares = named.some(({ pattern }) => pattern) ? operator.replace(/String(Not)?Equals(?!IgnoreCase)/, 'String$1Like') : operator;
    return { [compares]: { [key]: Array.isArray(value) ? known : known[0] } };
  }));
  return Object.values(conditions).some(keys => Object.keys(keys).some(key => ARN_KEYS.has(key.toLowerCase()))) ? mergeConditions(...changed) : conditions;
}

function nameAfar(text: string, context: RowContext): { readonly text: string; readonly pattern: boolean } {
  const identity = typeof text === 'string' ? madeHere(text) : undefined;
  if (typeof text === 'string' && madeHere(text, ['AWS::IAM::Group'])) {
    refuse({ property: 'principals', value: 'an IAM group', bound: 'is never the principal of a request', remedy: 'name the roles or users, or the account' });
  }
  if (!identity || Stack.of(identity) === Stack.of(context.scope)) { return { text, pattern: false }; }
  const { arn, pattern, shortened } = arnWithoutReference(identity, context);
  if (!shortened) { return { text: arn, pattern }; }
  if (isOutOfReach(identity, context.scope)) { refuseShortened(identity, context); }
  return { text, pattern: false };
}

/** Key administrators of another stack are referred to: they use nothing that the key encrypts, but their stack might. */
function checkAdministrator({ value }: PrincipalValue, context: RowContext): void {
  const identity = madeHere(value);
  if (!identity || !isElsewhere(identity, context) || !isOutOfReach(identity, context.scope)) { return; }
  const { scope } = context;
  refuse({
    property: 'administrators',
    value: identity.node.scope!.node.path,
    bound: `is in the stack ${Stack.of(identity).node.path}, which is deployed after the key ${scope.node.path} or refers to its stack, so that the key's policy cannot refer to the role`,
    remedy: 'name the role by its ARN, new iam.ArnPrincipal(...), or put it into the stack of the key or one deployed before it',
  });
}

/**
 * The ARN of a principal for what has to refer to it: AWS takes only those that exist. Where the reference cannot be, the error says which role, and
 * where to put what names it.
 */
export function referringTo(property: string, arn: string, scope: IConstruct): string {
  const identity = madeHere(arn);
  if (!identity) { return arn; }
  return Lazy.string({
    produce: () => {
      const [here, there] = [Stack.of(scope), Stack.of(identity)];
      const byName = here.environment !== there.environment && Stage.of(here) === Stage.of(there) && isNamed(identity);
      if (here !== there && !byName && isOutOfReach(identity, scope)) {
        refuse({
          property,
          value: identity.node.scope?.node.path,
          bound: `must exist before ${scope.node.path}, which cannot refer to its stack ${there.node.path}`,
          remedy: 'give it a name and pass its ARN, or put the two into one stack',
        });
      }
      return arn;
    },
  });
}

/** The CDK names a role of another place by its name. The text of a role without one is a token of nothing. */
function isNamed(identity: Identity): boolean {
  nameIfNeeded(identity.node.scope!);
  const { roleName, userName } = identity as iam.CfnRole & iam.CfnUser;
  return Stack.of(identity).resolve(roleName ?? userName) !== undefined;
}

/** Of a name that CloudFormation shortens only the start is known, which others might share. */
function refuseShortened(identity: Identity, { scope }: RowContext): never {
  return refuse({
    property: 'principals',
    value: identity.node.scope!.node.path,
    bound: `has no name, and the one that CloudFormation makes is not known where the policy of the key ${scope.node.path} names it: the key cannot refer to the stack ${Stack.of(identity).node.path}`,
    remedy: "give the role a 'roleName', put it into the stack of the key, or name it by 'principalArnPatterns'",
  });
}

/** A Deny that names roles of other stacks, by a condition on their ARNs: a principal must be referred to. */
function denyingFromAfar(row: PolicyRow, context: RowContext): PolicyRow[] {
  const afar = row.principals.filter(({ type, value }) => type === 'AWS' && isElsewhere(madeHere(value), context));
  if (afar.length === 0) { return [row]; }
  const named = afar.map(({ value }) => nameAfar(value, context));
  const here = row.principals.filter(principal => !afar.includes(principal));
  return [
    ...(here.length === 0 ? [] : [{ ...row, principals: here }]),
    { ...row, principals: [], conditions: narrowed(row.conditions, named.map(({ text }) => text), named.some(({ pattern }) => pattern)) },
  ];
}

const isElsewhere = (identity: Identity | undefined, { scope }: RowContext): boolean => identity !== undefined && Stack.of(identity) !== Stack.of(scope);

/** Operators that compare aws:PrincipalArn alike; a row that has patterns already takes another. */
const OPERATORS = ['ArnEquals', 'ArnLike', 'StringLike'];

function narrowed(conditions: Conditions, arns: string[], pattern: boolean): Conditions {
  const free = OPERATORS.slice(pattern ? 1 : 0).find(operator => conditions[operator]?.['aws:PrincipalArn'] === undefined)!;
  return mergeConditions(conditions, { [free]: { 'aws:PrincipalArn': arns.length === 1 ? arns[0] : arns } });
}

/** The role or user of this app that a principal is, where it is of another stack than the key; its IAM policies can be written. */
export function ownerAfar(principal: PrincipalValue, row: PolicyRow, context: RowContext): iam.IPrincipal | undefined {
  const identity = madeHere(principal.value);
  const owner = identity?.node.scope;
  return identity && isAfar(identity, row, context) && owner && 'addToPrincipalPolicy' in owner
    ? owner as unknown as iam.IPrincipal
    : undefined;
}

/** Whether one stack is deployed after another, as far as that is known now. */
export function dependsOn(stack: Stack, other: Stack): boolean {
  const seen = new Set<Stack>();
  const visit = (next: Stack): boolean => next.dependencies.some(dependency => {
    if (dependency === other) { return true; }
    if (seen.has(dependency)) { return false; }
    seen.add(dependency);
    return visit(dependency);
  });
  return visit(stack);
}

/**
 * Whether a reference to a role could make a cycle, or name what KMS does not know. It makes none to a stack that is deployed before the
 * key's already, nor to key administrators, who use nothing that the key encrypts; such a reference names the role exactly.
 */
function isAfar(identity: Identity, row: PolicyRow, { scope, account }: RowContext): boolean {
  const [there, here] = [Stack.of(identity), Stack.of(scope)];
  const harmless = there.account === account && canRefer(here, there) && !there.nested && (row.order === ORDER.administration || dependsOn(here, there));
  return there !== here && !harmless;
}

function principalAfar({ type, value }: PrincipalValue, row: PolicyRow, context: RowContext): Afar | undefined {
  if (type !== 'AWS') { return undefined; }
  const identity = madeHere(value);
  if (identity) {
    const { account } = Stack.of(identity);
    return isAfar(identity, row, context) ? { account, ...arnWithoutReference(identity, context) } : undefined;
  }
  const account = accountIdOfIdentity(value);
  return account !== undefined && !Token.isUnresolved(context.account) && account !== context.account
    ? { account, arn: value, pattern: false, shortened: false }
    : undefined;
}

/** The resource of this app whose ARN a text is. */
function madeHere(value: string, types: readonly string[] = ['AWS::IAM::Role', 'AWS::IAM::User']): Identity | undefined {
  if (!Token.isUnresolved(value)) { return undefined; }
  const { tokens, firstToken } = Tokenization.reverseString(value);
  if (tokens.length !== 1 || !Reference.isReference(firstToken)) { return undefined; }
  const { target } = firstToken;
  return CfnResource.isCfnResource(target) && types.includes(target.cfnResourceType) ? target as Identity : undefined;
}

/** Where a role of this app stands whose ARN a text is. */
export const roleOfApp = (arn: string): string | undefined => madeHere(arn, ['AWS::IAM::Role'])?.node.scope?.node.path;

function arnWithoutReference(identity: Identity, context: RowContext): Omit<Afar, 'account'> {
  const role = identity.cfnResourceType === 'AWS::IAM::Role';
  const given = role ? (identity as iam.CfnRole).roleName : (identity as iam.CfnUser).userName;
  const name = given === undefined ? undefined : knownName(identity, given, context);
  const path = identity.path === undefined || !Token.isUnresolved(identity.path) ? identity.path ?? '/' : '/*';
  const made = madeName(identity);
  return {
    arn: `arn:${context.partition}:iam::${Stack.of(identity).account}:${role ? 'role' : 'user'}${path}${name ?? made.pattern}`,
    pattern: name === undefined || path === '/*',
    shortened: name === undefined && made.shortened,
  };
}

/** The name that the app gives; undefined where CloudFormation makes one. */
function knownName(identity: Identity, given: string, context: RowContext): string | undefined {
  if (!Token.isUnresolved(given)) { return given; }
  const stack = Stack.of(identity);
  nameIfNeeded(identity.node.scope!);
  const resolved = stack.resolve(given);
  if (resolved === undefined || typeof resolved === 'string') { return resolved; }
  // What only depends on the place is the same in the same place.
  const place = stack.environment === Stack.of(context.scope).environment;
  return place && !/"Fn::(?!Join|Sub)|"Ref":"(?!AWS::(Partition|Region|AccountId|URLSuffix))/.test(JSON.stringify(resolved))
    ? given
    : refuse({
      property: 'grantee',
      value: identity.node.scope!.node.path,
      bound: `has a name that is only known at deployment, in another stack than the key ${context.scope.node.path}, whose policy must name it`,
      remedy: "give the role a 'roleName' that is a plain text, or none, or put it into the stack of the key",
    });
}

/**
 * A pattern of the name that CloudFormation makes, `STACK-LOGICALID-RANDOM`. Where that is too long for IAM it is shortened in a way
 * that is not documented; then only the start is compared. An IAM policy has to allow the use besides.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html#resources-section-physical-id
 */
function madeName(identity: Identity): { pattern: string; shortened: boolean } {
  const start = startOfName(identity);
  const shortened = start.length + RANDOM_LENGTH > NAME_LENGTH || Stack.of(identity).nested;
  return { pattern: `${shortened ? start.slice(0, KEPT_LENGTH) : start}*`, shortened };
}

/** What a name starts with that CloudFormation makes; the name of a nested stack is made like that of any resource. */
function startOfName(resource: CfnResource): string {
  const stack = Stack.of(resource);
  return stack.nestedStackResource
    ? startOfName(stack.nestedStackResource as CfnResource)
    : `${stack.stackName}-${stack.resolve(resource.logicalId)}-`;
}
