import { CfnResource, Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { list } from '../private/policy-json';
import { Referring, referring } from '../private/references';

/*
 * Whether policies of an app allow somebody to work with the data of a resource: policies of their own, or of the resource.
 */

/** Whether a principal is allowed more than to look at a resource; where it is known by its ARN, also by policies of the resource. */
export function isGranted(principal: unknown, arn: string, resource: CfnResource): boolean {
  const own = Construct.isConstruct(principal) ? resourcesOf(principal) : [];
  return own.some(policy => allowing(referring(policy), ({ Resource }, { refersTo }) => refersTo(Resource, resource) || namesOf(resource).some(name => mentions(Resource, name))))
    || around(resource).some(policy => allowing(referring(policy), ({ Principal }) => mentions(Principal, withoutPartition(arn))));
}

/** A policy can leave the partition to CloudFormation. */
const withoutPartition = (arn: string): string => arn.replace(/^arn:[^:]*:/, '');

const resourcesOf = (construct: IConstruct): readonly CfnResource[] => construct.node.findAll().filter(CfnResource.isCfnResource);

/** The resource, and those that aws-cdk-lib makes with it: its policy among them. */
function around(resource: CfnResource): readonly CfnResource[] {
  const { scope } = resource.node;
  return scope && !Stack.isStack(scope) && scope.node.defaultChild === resource ? resourcesOf(scope) : [resource];
}

type Test = (statement: any, referring: Referring) => boolean;

/** Whether a policy document somewhere in the properties allows something of that kind. */
function allowing(resource: Referring, test: Test): boolean {
  const visit = (value: any): boolean => {
    if (Array.isArray(value)) { return value.some(visit); }
    if (value === null || typeof value !== 'object') { return false; }
    return value.Effect === 'Allow' && value.Action !== undefined
      ? list(value.Action).some(action => !LOOKS.test(String(action))) && test(value, resource)
      : Object.values(value).some(visit);
  };
  return visit(resource.properties);
}

/** Actions that need no key: they say something about a resource, never what it holds. */
const LOOKS = /^(kms:|[\w-]+:(List|Describe|Tag|Untag|Get\w*(Attributes|Url|Location|Policy|Tagging)$))/;

/** The names that the app gives a resource: what is elsewhere is known by them. */
const namesOf = (resource: CfnResource): readonly string[] => Object.entries<unknown>(referring(resource).properties ?? {})
  .flatMap(([property, value]) => /Name$/.test(property) && typeof value === 'string' ? [value] : []);

/** Whether a value holds a text as a whole, or as the last part of an ARN. */
const mentions = (value: unknown, text: string): boolean =>
  new RegExp(`(^|[":/])${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}("|/|$)`).test(JSON.stringify(value) ?? '');
