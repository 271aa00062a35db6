import { AppReader } from './app-reader';
import { opaque, trailingReference } from '../iam/symbols';
import { fill } from '../private/arns';
import { generatedName } from '../template/generated-name';
import { Resource } from '../template/template';

/*
 * What the name and the ARN of a resource will be, as far as the template tells: one without a name is none of those that a policy writes out.
 */

interface Named {
  /** The property that names it. */
  readonly property: string;
  /** Characters of the longest name, from which on CloudFormation shortens the one that it makes. */
  readonly longest: number;
  readonly lowerCase?: boolean;
  /** Of types whose Ref is the name. */
  readonly arn?: string;
}

const iam = (kind: string, property: string, longest: number): Named => ({ property, longest, arn: `arn:{partition}:iam::{account}:${kind}{resource}` });

const NAMED: { readonly [type: string]: Named } = {
  'AWS::IAM::Role': iam('role', 'RoleName', 64),
  'AWS::IAM::User': iam('user', 'UserName', 64),
  'AWS::IAM::Group': iam('group', 'GroupName', 128),
  'AWS::S3::Bucket': { property: 'BucketName', longest: 63, lowerCase: true, arn: 'arn:{partition}:s3:::{resource}' },
  'AWS::SNS::Topic': { property: 'TopicName', longest: 256 },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', longest: 512 },
  'AWS::CloudTrail::Trail': { property: 'TrailName', longest: 128 },
  'AWS::CloudWatch::Alarm': { property: 'AlarmName', longest: 255 },
  'AWS::CloudWatch::CompositeAlarm': { property: 'AlarmName', longest: 255 },
  'AWS::Events::EventBus': { property: 'Name', longest: 256 },
  'AWS::Events::Rule': { property: 'Name', longest: 64 },
};

/** The name of a resource, partly known where CloudFormation makes it; undefined where the template does not tell. */
export function physicalName(app: AppReader, resource: Resource): string | undefined {
  const named = NAMED[resource.raw.Type];
  const given = named && app.value(resource, named.property);
  return typeof given === 'string' ? given : named && given === undefined ? generatedName(resource, named) : undefined;
}

/** The same of a user's or role's ARN. */
export function physicalArn(app: AppReader, resource: Resource): string | undefined {
  const { arn } = NAMED[resource.raw.Type] ?? {};
  const name = physicalName(app, resource);
  return arn === undefined || name === undefined ? undefined : fill(arn, resource.stack.place, arn.includes(':iam:') ? pathOf(app, resource) + name : name);
}

/** `/`, or what the template says. */
function pathOf(app: AppReader, resource: Resource): string {
  const path = app.value(resource, 'Path') ?? '/';
  return typeof path === 'string' ? path : opaque('path');
}

/** What will be in the place of a text that ends with the name or the ARN of a resource; undefined where nothing is known of it. */
export function physicalText(app: AppReader, text: string): string | undefined {
  const reference = trailingReference(text);
  const { attribute } = reference ?? {};
  if (!reference || (attribute !== undefined && attribute !== 'Arn')) { return undefined; }
  const symbol = text.slice(text.lastIndexOf('${'));
  const resource = app.resourceOf(symbol);
  if (!resource || NAMED[resource.raw.Type]?.arn === undefined) { return undefined; }
  const whole = attribute === 'Arn' ? physicalArn(app, resource) : physicalName(app, resource);
  return whole === undefined ? undefined : text.slice(0, -symbol.length) + whole;
}
