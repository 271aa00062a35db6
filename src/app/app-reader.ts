import { Key } from './model';
import { ReadDocument } from './read-document';
import { Resource, Template } from '../template/template';

/** What the readers of an app are given: resources and their values, and which key a value names. */
export interface AppReader {
  all(type: string): readonly Resource[];
  /** One evaluated property. */
  value(resource: Resource, property: string): any;
  /** Something of a resource, evaluated where the resource is. */
  evaluate(value: unknown, resource: Resource): unknown;
  /** What something of a resource is where conditions that the deployment decides hold or do not: each of the ways, undefined where there is one or too many. */
  eachWay<T>(resource: Resource, properties: readonly string[], make: () => T): readonly T[] | undefined;
  /** The key of the app that a text names: its Ref, an ARN, or an alias. */
  keyOf(text: unknown, stack: Template): Key | undefined;
  /** The key that a property names. */
  keyBehind(resource: Resource, property: string): Key | undefined;
  /** The resource that a text names by Ref or attribute. */
  resourceOf(text: unknown): Resource | undefined;
  /** A policy that a resource has. */
  readDocument(document: unknown, resource: Resource): ReadDocument;
}
