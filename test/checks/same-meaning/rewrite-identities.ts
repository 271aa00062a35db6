import { Rewrite, rewriteOf } from './rewrite';
import { newName } from './rewrite-texts';
import { World, WrittenStack } from './world';

/*
 * IAM policies by other resources: inline, of their own, managed.
 */

interface PolicyPlace { readonly stack: WrittenStack; readonly logicalId: string; readonly resource: any; readonly policy: any; take(): void }

/** The policies that roles have inline. */
const inlineOf = ({ stacks }: World): PolicyPlace[] => stacks.flatMap(stack => Object.entries(stack.template.Resources)
  .filter(([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && Array.isArray(Properties?.Policies))
  .flatMap(([logicalId, resource]) => resource.Properties.Policies.filter((policy: any) => policy?.PolicyDocument !== undefined).map((policy: any) => ({
    stack, logicalId, resource, policy, take: () => { resource.Properties.Policies = resource.Properties.Policies.filter((one: unknown) => one !== policy); },
  }))));

const add = ({ stack, logicalId, resource }: Omit<PolicyPlace, 'take' | 'policy'>, world: World, Type: string, Properties: object): string => {
  const name = newName('Moved');
  stack.template.Resources[name] = { Type, ...(resource.Condition === undefined ? {} : { Condition: resource.Condition }), Properties };
  world.whose[name] = world.whose[logicalId] ?? logicalId;
  return name;
};
const ofInline = (name: string, change: (place: PolicyPlace, world: World) => unknown): Rewrite => rewriteOf(name, inlineOf, (place, _, world) => {
  place.take();
  return change(place, world);
});

/** Policies that are resources of their own and of roles by their names. */
interface AttachedPlace { readonly stack: WrittenStack; readonly logicalId: string; readonly resource: any }
const attachedOf = ({ stacks }: World): AttachedPlace[] => stacks.flatMap(stack => Object.entries(stack.template.Resources)
  .filter(([, { Type, Properties }]) => Type === 'AWS::IAM::Policy' && Array.isArray(Properties.Roles) && Properties.Users === undefined && Properties.Groups === undefined)
  .map(([logicalId, resource]) => ({ stack, logicalId, resource })));
const ofAttached = (name: string, change: (place: AttachedPlace, world: World) => unknown): Rewrite => rewriteOf(name, attachedOf, (place, _, world) => change(place, world));

const role = (id: string) => ({ Ref: id });

export const IDENTITY_REWRITES: readonly Rewrite[] = [
  ofInline('an inline policy as AWS::IAM::Policy', (place, world) => add(place, world, 'AWS::IAM::Policy', { ...place.policy, Roles: [role(place.logicalId)] })),
  ofInline('an inline policy as AWS::IAM::RolePolicy', (place, world) => add(place, world, 'AWS::IAM::RolePolicy', { ...place.policy, RoleName: role(place.logicalId) })),
  ofInline('an inline policy as AWS::IAM::ManagedPolicy that names the role', ({ policy: { PolicyDocument }, ...place }, world) =>
    add(place, world, 'AWS::IAM::ManagedPolicy', { PolicyDocument, Roles: [role(place.logicalId)] })),
  ofInline('an inline policy as AWS::IAM::ManagedPolicy that the role names', ({ policy: { PolicyDocument }, ...place }, world) => {
    const name = add(place, world, 'AWS::IAM::ManagedPolicy', { PolicyDocument });
    const { Properties } = place.resource;
    Properties.ManagedPolicyArns = [...Properties.ManagedPolicyArns ?? [], { Ref: name }];
  }),
  ofAttached('a policy as AWS::IAM::ManagedPolicy', ({ resource }) => { [resource.Type, resource.Properties.PolicyName] = ['AWS::IAM::ManagedPolicy', undefined]; }),
  ofAttached('a policy as AWS::IAM::RolePolicy of each role', ({ stack, logicalId, resource }, world) => {
    const { Roles, ...policy } = resource.Properties;
    delete stack.template.Resources[logicalId];
    for (const RoleName of Roles) { add({ stack, logicalId, resource }, world, 'AWS::IAM::RolePolicy', { ...JSON.parse(JSON.stringify(policy)), RoleName }); }
  }),
  ofAttached('a policy inline in the role', ({ stack, logicalId, resource }, world) => {
    const { Roles: [{ Ref: id } = { Ref: undefined }, ...others], PolicyName, PolicyDocument } = resource.Properties;
    const holder = stack.template.Resources[id];
    // What is said of the policy is said of the role, which has no other.
    if (others.length > 0 || holder?.Type !== 'AWS::IAM::Role' || holder.Properties.Policies !== undefined) { return false; }
    delete stack.template.Resources[logicalId];
    (holder.Properties.Policies ??= []).push({ PolicyName, PolicyDocument });
    world.whose[id] = logicalId;
    return true;
  }),
];
