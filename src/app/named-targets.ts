import { AppReader } from './app-reader';
import { Key, Use } from './model';
import { physicalName } from './physical-names';
import { opaque, resourceSymbol } from '../iam/symbols';
import { fill } from '../private/arns';
import { eachOf } from '../template/scalar';
import { Resource } from '../template/template';

/*
 * What properties of resources name: topics and queues with their keys, values at a path, and the texts that stand for an ARN.
 */

/** A topic or queue, and its key. */
export interface Target {
  readonly target: Resource;
  readonly key: Key;
}

export const listOf = (value: any): any[] => Array.isArray(value) ? value : [];
export const symbol = (resource: Resource, attribute?: string): string => resourceSymbol(resource.stack.index, resource.logicalId, attribute);
export const name = (value: unknown, what: string): string => typeof value === 'string' ? value : opaque(what);
/** What a service says about the resource for which it works. */
export const source = (resource: Resource, arns: string[]): Use['request'] => ({ 'aws:sourcearn': arns, 'aws:sourceaccount': [resource.stack.place.account] });

/** The first key that a property can name. */
export function keyed(app: AppReader, resource: Resource, property: string): Key | undefined {
  for (const value of eachOf(app.value(resource, property))) {
    const key = app.keyOf(value, resource.stack);
    if (key) { return key; }
  }
  return undefined;
}

/** The topic or queue that a text names, and its key. */
export function targetOf(app: AppReader, text: unknown, type: string): Target | undefined {
  const target = eachOf(text).map(one => app.resourceOf(one)).find(resource => resource?.raw.Type === type);
  const key = target && keyed(app, target, 'KmsMasterKeyId');
  return key && { target: target!, key };
}

/** The texts that stand for the ARN of a resource: by its name, and its attribute. */
export const arnsOf = (app: AppReader, resource: Resource, format: string, what: string): string[] =>
  [fill(format, resource.stack.place, physicalName(app, resource) ?? opaque(what)), symbol(resource, 'Arn')];

/** The ARN of a topic is its Ref. */
export const topicArns = (app: AppReader, topic: Resource): string[] =>
  [symbol(topic), arnsOf(app, topic, 'arn:{partition}:sns:{region}:{account}:{resource}', 'topic name')[0]];

/** The encryption context of a topic's messages. */
export const topicContext = (app: AppReader, topic: Resource): Use['request'] => ({ 'kms:encryptioncontext:aws:sns:topicarn': topicArns(app, topic) });

/** The values at a path of a resource's properties: `Targets[].Address`, `Tables{}.Key`. */
export function valuesAt(app: AppReader, resource: Resource, path: string): readonly unknown[] {
  const [first, ...rest] = path.split('.');
  return rest.reduce((each, step) => stepInto(each, step), into(eachOf(app.value(resource, bare(first))), first));
}

/** A path without its brackets. */
export const bare = (path: string): string => path.replace(/[[\]{}]/g, '');
/** Every entry of a list, every value of a map, where the step has brackets. */
const into = (values: readonly unknown[], step: string): readonly unknown[] => step === bare(step) ? values
  : values.flatMap(value => typeof value === 'object' && value !== null ? Object.values(value).flatMap(eachOf) : []);
const stepInto = (values: readonly unknown[], step: string): readonly unknown[] =>
  into(values.flatMap(value => eachOf((value as any)?.[bare(step)])), step);
