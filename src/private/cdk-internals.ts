import { CfnElement, CfnResource, IResolvable, IReusableStackSynthesizer, Reference, Resource, ResourceProps, Stack, Stage, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';

/*
 * Where the library reaches past aws-cdk-lib's public API. Each has a test of its own, so that an upgrade that takes one away fails
 * there and nowhere else.
 */

/** The logical id, which the token of it resolves to at ten times the cost. */
export function logicalIdOf(element: CfnElement): string {
  const { _logicalIdOverride: given } = element as unknown as { _logicalIdOverride?: string };
  return given ?? Stack.of(element).getLogicalId(element);
}

/** What an element adds to its template, by sections. */
export const renderElement = (element: CfnElement): object => (element as unknown as { _toCloudFormation(): object })._toCloudFormation();

/** Whether a reference is written for the text of an Fn::Sub, as `${Key.Arn}`; CfnInclude makes such. */
export const rendersForSub = (reference: Reference): boolean => typeof (reference as unknown as { value: unknown }).value === 'string';

/** Replaces the method that all grant methods of one `kms.KeyGrants` go through. */
export function replaceActions(grants: kms.KeyGrants, actions: (grantee: iam.IGrantable, ...actions: string[]) => iam.Grant): kms.KeyGrants {
  grants.actions = actions;
  return grants;
}

/** Says whether IAM policies alone reach a key: the constructor prop that says so is refused together with today's feature flags (aws-cdk #32286). */
export function trustAccountIdentities(key: kms.Key, trusted: boolean): void {
  Object.assign(key, { trustAccountIdentities: trusted });
}

/** Whether IAM policies of the account can allow everything on a key, as far as the CDK knows. */
export const trustsAccount = (key: kms.IKey): boolean => (key as { trustAccountIdentities?: boolean }).trustAccountIdentities ?? true;

/** Says where a key is; the fields are `readonly` to users, not to the class that makes the key. */
export function relocate(key: kms.Key, keyArn: string, keyId = key.keyId): void {
  Object.assign(key, { keyArn, keyId });
}

/**
 * What `kms.Key` and the CDK's imported keys are derived from; the CDK does not export it. With it an imported key has every method
 * of `kms.IKey` that is or will be, all of them going through `grants`.
 */
export const KeyBase = ancestorWith(kms.Key, 'grantDecrypt') as new (scope: Construct, id: string, props?: ResourceProps) => kms.Key;

/** The class up the line that brings a method; decorators put classes between. */
function ancestorWith(type: any, method: string): any {
  return Object.prototype.hasOwnProperty.call(type.prototype, method) ? type : ancestorWith(Object.getPrototypeOf(type), method);
}

/** The principal that another one wraps: `kms.ViaServicePrincipal`, `withConditions`, `withSessionTags`. */
export function wrapped(principal: iam.IPrincipal): iam.IPrincipal | undefined {
  const { basePrincipal, wrapped: inner } = principal as { basePrincipal?: iam.IPrincipal; wrapped?: iam.IPrincipal };
  return principal instanceof kms.ViaServicePrincipal ? basePrincipal : principal instanceof iam.PrincipalBase ? inner : undefined;
}

/** Whether a token is the name of an AWS service as `iam.ServicePrincipal` has it: it depends on the Region alone. */
export const isServiceName = (token: IResolvable): boolean => 'service' in token && 'opts' in token;

/** Whether a principal is a role to which the CDK adds no policies, while it says that it did (`ImmutableRole`). */
export const takesNoPolicies = (principal: iam.IPrincipal): principal is iam.IRole => 'addGrantsToResources' in principal;

/** Calls back before a stage is synthesized: what was added to it until then is there. */
export function beforeSynthesis(stage: Stage, call: () => void): void {
  const { synth } = stage;
  stage.synth = options => {
    call();
    return synth.call(stage, options);
  };
}

/** Whether a stack can refer to another one at all: in its stage, account and Region, or across Regions where it says so. */
export const canRefer = (stack: Stack, other: Stack): boolean => Stage.of(stack) === Stage.of(other) && stack.account === other.account
  && (stack.region === other.region || (stack as unknown as { _crossRegionReferences?: boolean })._crossRegionReferences === true);

/** Gives a resource its name where it asked for one "if needed" (`PhysicalName.GENERATE_IF_NEEDED`) and its place is known. */
export function nameIfNeeded(resource: IConstruct): void {
  if (!(resource instanceof Resource) || [resource.env.account, resource.env.region].some(Token.isUnresolved)) { return; }
  const named = resource as unknown as { _allowCrossEnvironment?: boolean; _enableCrossEnvironment(): void };
  if (named._allowCrossEnvironment) { named._enableCrossEnvironment(); }
}

/** A resource as it appears in the template, what its properties refer to told by `Ref` and `Fn::GetAtt`. */
export const renderedResource = (resource: CfnResource): unknown => Stack.of(resource).resolve(renderElement(resource));

/** The properties of a resource as they appear in the template. */
export const renderedProperties = (resource: CfnResource): { readonly [name: string]: any } =>
  Object.values<any>((renderedResource(resource) as any)?.Resources ?? {})[0]?.Properties ?? {};

export { mentioned } from './policy-json';

/** The synthesizer that a stack was given: the stack keeps a bound copy, the original can be bound to further stacks. */
export function synthesizerOf(stack: Stack): IReusableStackSynthesizer | undefined {
  const original = Object.getPrototypeOf(stack.synthesizer);
  const isInstance = !Object.prototype.hasOwnProperty.call(original, 'constructor');
  return isInstance && typeof original.reusableBind === 'function' ? original : undefined;
}
