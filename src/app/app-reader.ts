import { Key } from './model';
import { ReadDocument } from './read-document';
import { Resource, Template } from '../template/template';

/** What the readers of an app are given: resources and their values, and which key a value names. */
export interface AppReader {
  all(type: string): readonly Resource[];
  /** One evaluated property. */
  value(resource: Resource, property: string): any;
  /** Something of a resource, evaluated. */
  evaluate(value: unknown, stack: Template): unknown;
  /** The key of the app that a text names: its Ref, an ARN, or an alias. */
  keyOf(text: unknown, stack: Template): Key | undefined;
  /** The key that a property names. */
  keyBehind(resource: Resource, property: string): Key | undefined;
  /** The resource that a text names by Ref or attribute. */
  resourceOf(text: unknown): Resource | undefined;
  /** A policy of a stack. */
  readDocument(document: unknown, stack: Template): ReadDocument;
}
