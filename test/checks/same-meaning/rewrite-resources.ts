import { allValues, functionName, Place } from './places';
import { referAnew } from './references';
import { Rewrite, rewriteOf } from './rewrite';
import { newName, openCondition, trueCondition } from './rewrite-texts';
import { World, WrittenStack } from './world';

/*
 * Resources of which the template says the same otherwise: their names, their order, their properties, and how others refer to them.
 */

interface ResourcePlace { readonly stack: WrittenStack; readonly logicalId: string; readonly resource: any }
const resourcesOf = (world: World): ResourcePlace[] => world.stacks.flatMap(stack =>
  Object.entries(stack.template.Resources).map(([logicalId, resource]) => ({ stack, logicalId, resource })));

const ofResource = (name: string, change: (place: ResourcePlace, world: World) => unknown): Rewrite => rewriteOf(name, resourcesOf, (place, _, world) => change(place, world));
const ofStack = (name: string, change: (stack: WrittenStack) => unknown): Rewrite => rewriteOf(name, world => world.stacks, change);
const isKey = ({ Type }: any): boolean => Type === 'AWS::KMS::Key';
const isOfKms = ({ Type }: any): boolean => Type.startsWith('AWS::KMS::');

/** What CloudFormation takes where the template says nothing, of a symmetric key. */
const DEFAULTS = { KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', Origin: 'AWS_KMS', Enabled: true, MultiRegion: false, BypassPolicyLockoutSafetyCheck: false, PendingWindowInDays: 30 };
const ABSENT = ['KeySpec', 'KeyUsage', 'Origin', 'Enabled', 'MultiRegion', 'PendingWindowInDays', 'RotationPeriodInDays', 'Tags', 'Description'];

const properties = (change: (value: unknown) => unknown) => ({ resource: { Properties } }: ResourcePlace): boolean => {
  let changed = false;
  for (const name of Object.keys(Properties ?? {})) {
    const next = change(Properties[name]);
    if (next !== undefined) { [Properties[name], changed] = [next, true]; }
  }
  return changed;
};

const OF_RESOURCES: readonly Rewrite[] = [
  ofResource('a resource by another logical id', ({ stack, logicalId, resource }, world) => {
    // What AWS SAM makes of a resource has the name of it in its own.
    if (resource.Type.startsWith('AWS::Serverless::')) { return false; }
    const name = newName(logicalId);
    const { template } = stack;
    template.Resources = Object.fromEntries(Object.entries(template.Resources).map(([id, one]) => [id === logicalId ? name : id, one]));
    referAnew(template, (id, attribute) => id !== logicalId ? undefined : attribute === undefined ? { Ref: name } : { 'Fn::GetAtt': [name, attribute] });
    world.whose[name] = world.whose[logicalId] ?? logicalId;
    return true;
  }),
  ofStack('resources in another order', ({ template }) => { template.Resources = Object.fromEntries(Object.entries(template.Resources).reverse()); }),
  ofStack('properties in another order', ({ template: { Resources } }) => {
    for (const resource of Object.values(Resources)) { if (resource.Properties) { resource.Properties = Object.fromEntries(Object.entries(resource.Properties).reverse()); } }
  }),
  ofResource('metadata', ({ resource }) => { resource.Metadata = { ...resource.Metadata, cfn_nag: { rules_to_suppress: [{ id: 'F19', reason: 'x' }] } }; }),
  ofResource('a dependency', ({ stack, logicalId, resource }) => { resource.DependsOn = Object.keys(stack.template.Resources).find(id => id !== logicalId) ?? null; }),
  ofResource('a condition that always holds', ({ stack, resource }) => resource.Condition === undefined && (resource.Condition = trueCondition(stack), true)),
  ofResource('Delete where nothing is said', ({ resource }) => isOfKms(resource) && resource.DeletionPolicy === undefined && (resource.DeletionPolicy = 'Delete', true)),
  ofResource('properties that are AWS::NoValue', ({ resource }) => isKey(resource) && (resource.Properties = { ...Object.fromEntries(ABSENT.map(name => [name, { Ref: 'AWS::NoValue' }])), ...resource.Properties }, true)),
  ofResource('properties that are null', ({ resource }) => isKey(resource) && (resource.Properties = { ...Object.fromEntries(ABSENT.map(name => [name, null])), ...resource.Properties }, true)),
  ofResource('properties that are null in either branch of Fn::If', ({ stack, resource }) => isKey(resource)
    && (resource.Properties = { ...Object.fromEntries(ABSENT.map(name => [name, { 'Fn::If': [openCondition(stack), { Ref: 'AWS::NoValue' }, null] }])), ...resource.Properties }, true)),
  ofResource('defaults written out', ({ resource }) => isKey(resource) && resource.Properties?.KeySpec === undefined && (resource.Properties = { ...DEFAULTS, ...resource.Properties }, true)),
  ofResource('the period of rotation written out', ({ resource }) => isKey(resource) && resource.Properties?.EnableKeyRotation === true
    && resource.Properties.RotationPeriodInDays === undefined && (resource.Properties.RotationPeriodInDays = 365, true)),
  ofResource('booleans and numbers as texts', properties(value => typeof value === 'boolean' || typeof value === 'number' ? String(value) : undefined)),
  ofResource('booleans and numbers without quotes', properties(value => value === 'true' || value === 'false' ? value === 'true' : typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : undefined)),
  ofResource('booleans by a mapping', place => properties(value => {
    if (typeof value !== 'boolean') { return undefined; }
    const name = newName('Map');
    (place.stack.template.Mappings ??= {})[name] = { all: { value } };
    return { 'Fn::FindInMap': [name, 'all', 'value'] };
  })(place)),
];

/** A reference that is the whole value, and the resource. */
interface ReferencePlace { readonly place: Place; readonly id: string; readonly attribute?: string; readonly resource: any }
const referencesOf = (world: World): ReferencePlace[] => allValues(world).flatMap(place => {
  const name = functionName(place.value);
  if (name !== 'Ref' && name !== 'Fn::GetAtt') { return []; }
  const [id, ...attribute] = ([] as string[]).concat(name === 'Ref' ? place.value.Ref : Array.isArray(place.value[name]) ? place.value[name] : place.value[name].split('.'));
  const resource = place.stack.template.Resources[id];
  return resource ? [{ place, id, attribute: attribute.length > 0 ? attribute.join('.') : undefined, resource }] : [];
});
const ofReference = (name: string, write: (place: ReferencePlace) => unknown): Rewrite => rewriteOf(name, referencesOf, reference => {
  const next = write(reference);
  return next === undefined ? false : reference.place.put(next);
});

/** Properties that take a key by its id, its ARN or an alias; within functions and policies a reference is a part of something. */
const takesAnyName = ({ place: { path }, resource }: ReferencePlace): boolean => resource.Type === 'AWS::KMS::Key'
  && /Key/.test(String(path[path.length - 1])) && !path.some(step => String(step).startsWith('Fn::') || /Policy|Policies/.test(String(step)));
const arnOfKey = (id: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:kms:\${AWS::Region}:\${AWS::AccountId}:key/\${${id}}` });
const isArnOfKey = ({ attribute, resource: { Type } }: ReferencePlace): boolean => attribute === 'Arn' && (Type === 'AWS::KMS::Key' || Type === 'AWS::KMS::ReplicaKey');
/** `role/`, with the path. */
const kindOf = ({ attribute, resource: { Type, Properties } }: ReferencePlace): string | undefined => {
  const path = Properties?.Path ?? '/';
  const kind = ({ 'AWS::IAM::Role': 'role', 'AWS::IAM::User': 'user' } as { [type: string]: string })[Type];
  return attribute === 'Arn' && kind !== undefined && typeof path === 'string' ? kind + path : undefined;
};
const nameOf = ({ Properties, Type }: any): unknown => Properties?.[Type === 'AWS::IAM::Role' ? 'RoleName' : 'UserName'];

const REFERENCES: readonly Rewrite[] = [
  ofReference('a key by Ref', one => takesAnyName(one) && one.attribute !== undefined ? { Ref: one.id } : undefined),
  ofReference('a key by its attribute Arn', one => takesAnyName(one) && one.attribute !== 'Arn' ? { 'Fn::GetAtt': [one.id, 'Arn'] } : undefined),
  ofReference('a key by its attribute KeyId', one => takesAnyName(one) && one.attribute !== 'KeyId' ? { 'Fn::GetAtt': [one.id, 'KeyId'] } : undefined),
  ofReference('a key by an ARN that is made', one => takesAnyName(one) ? arnOfKey(one.id) : undefined),
  ofReference('a key by Ref of its alias', one => {
    const { place: { stack, logicalId }, id } = one;
    const [alias] = Object.entries(stack.template.Resources).filter(([, { Type, Properties }]) => Type === 'AWS::KMS::Alias' && JSON.stringify(Properties.TargetKeyId).includes(`"${id}"`));
    return takesAnyName(one) && alias !== undefined && alias[0] !== logicalId && isForAliases(stack.template.Resources[logicalId]) ? { Ref: alias[0] } : undefined;
  }),
  ofReference('the ARN of a key, made', one => isArnOfKey(one) ? arnOfKey(one.id) : undefined),
  ofReference('the ARN of a key, by Fn::Join', one => isArnOfKey(one) ? { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':key/', { Ref: one.id }]] } : undefined),
  ofReference('the ARN of a role or user, made of its name', one => {
    const kind = kindOf(one);
    return kind && { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${kind}\${${one.id}}` };
  }),
  ofReference('the ARN of a role or user, by Fn::Join', one => {
    const kind = kindOf(one);
    return kind && { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:${kind}`, { Ref: one.id }]] };
  }),
  ofReference('the ARN of a role or user whose name is written out', one => {
    const [kind, name] = [kindOf(one), nameOf(one.resource)];
    return kind && typeof name === 'string' ? { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${kind}${name}` } : undefined;
  }),
  ofReference('the name of a role or user, out of its ARN', one => {
    const { attribute, resource: { Type, Properties } } = one;
    return attribute === undefined && /^AWS::IAM::(Role|User)$/.test(Type) && (Properties?.Path ?? '/') === '/' ? { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::GetAtt': [one.id, 'Arn'] }] }] } : undefined;
  }),
];
const isForAliases = ({ Type }: any): boolean => /^AWS::(SNS::Topic|SQS::Queue|SecretsManager::Secret|S3::Bucket|Kinesis::Stream)$/.test(Type);

export const RESOURCE_REWRITES: readonly Rewrite[] = [...OF_RESOURCES, ...REFERENCES];
