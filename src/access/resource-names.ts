import { CfnResource, IResource, Reference, Resource, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { RowContext } from './row-context';
import { fill } from '../private/arns';
import { refuse } from '../private/errors';
import { RESOURCE_TYPES } from '../services/resource-types';

/*
 * A key's policy that refers to a topic, while the topic refers to the key, is a cycle that CloudFormation refuses. So what a key
 * policy says of a resource of the same app is made of names that are written in the app, and of wildcards where CloudFormation
 * makes the name; only resources from elsewhere are named by their ARN.
 */

/** A kind of resource: how its ARN is made of its name. */
export interface ResourceKind {
  readonly arn: string;
  /** The property of the CloudFormation resource that holds the name. */
  readonly nameProperty: string;
  /** The name of a resource inside another, `bus/rule`. */
  readonly parentProperty?: string;
}

/** The ARN, or the pattern that it matches, of a construct's resource, without a reference to it. */
export function arnWithoutReference(construct: IResource, arn: string, kind: ResourceKind, context: RowContext): string {
  if (!Resource.isOwnedResource(construct) && refersToNothing(arn, construct)) { return arn; }
  const name = givenName(construct, kind.nameProperty);
  const parent = kind.parentProperty && hasProperty(construct, kind.parentProperty) ? givenName(construct, kind.parentProperty) ?? '*' : undefined;
  // The default event bus has no part in the ARNs of its rules.
  const full = [parent === 'default' ? undefined : parent, name ?? '*'].filter(part => part !== undefined).join('/');
  return fill(kind.arn, { partition: context.partition, region: regionOf(construct, context), account: accountOf(construct, context) }, full);
}

const known = (value: string, otherwise: string): string => Token.isUnresolved(value) ? otherwise : value;
export const accountOf = (construct: IResource, context: RowContext): string => known(construct.env.account, context.account);
export const regionOf = (construct: IResource, context: RowContext): string => known(construct.env.region, context.region);

/** The name of a construct's resource, without a reference to it; '*' where CloudFormation makes the name. Fails for another kind. */
export function nameWithoutReference(property: string, construct: IResource, types: readonly string[]): string {
  const resource = resourceOf(construct);
  const type = resource
    ? types.find(t => t === resource.cfnResourceType)
    : types.find(t => typeof (construct as unknown as { [name: string]: unknown })[RESOURCE_TYPES[t].attribute] === 'string');
  if (!type) {
    refuse({ property, value: construct.node.path, bound: `takes constructs of ${types.join(' and ')}${resource ? `, this is ${resource.cfnResourceType}` : ''}` });
  }
  if (resource) { return givenName(construct, RESOURCE_TYPES[type].property) ?? '*'; }
  const name = (construct as unknown as { [name: string]: string })[RESOURCE_TYPES[type].attribute];
  return refersToNothing(name, construct) ? name : '*';
}

const resourceOf = (construct: IResource): CfnResource | undefined => {
  const resource = construct.node.defaultChild;
  return CfnResource.isCfnResource(resource) ? resource : undefined;
};

const property = (construct: IResource, name: string): unknown => (resourceOf(construct) as { [name: string]: unknown } | undefined)?.[name];

const hasProperty = (construct: IResource, name: string): boolean => property(construct, name) !== undefined;

/** The name that the app gives, if it gives one and the name refers to no resource. */
function givenName(construct: IResource, name: string): string | undefined {
  const given = property(construct, name);
  return typeof given === 'string' && refersToNothing(given, construct) && Stack.of(construct).resolve(given) !== undefined ? given : undefined;
}

function refersToNothing(value: string, construct: IResource): boolean {
  const { tokens } = Tokenization.reverseString(value);
  return tokens.every(token => !Reference.isReference(token) || !CfnResource.isCfnResource(token.target))
    && !JSON.stringify(Stack.of(construct).resolve(value) ?? '').includes('"Fn::GetAtt"');
}
