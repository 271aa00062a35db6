import { placeOf } from './place';
import { Sections, sectionsOf, Template } from './template';
import { withoutNulls } from './without-nulls';
import { refuse } from '../private/errors';
import { isRecord } from '../private/policy-json';

/** Where a template that is given alone is deployed to. */
export interface Deployment {
  /** Position among the templates that are read together. */
  readonly index?: number;
  readonly stackName: string;
  /** Whether the stack might be called otherwise: names that CloudFormation makes tell nothing then. */
  readonly nameAssumed?: boolean;
  /** Unknown: the account and Region of a deployment are symbols. */
  readonly account?: string;
  readonly region?: string;
  /** Values of its parameters, as far as they are settled. */
  readonly parameters?: { readonly [name: string]: unknown };
}

/** One template that was parsed already. */
export function fromObject(template: unknown, { index = 0, stackName, nameAssumed, account, region, parameters }: Deployment): Template {
  const written = withoutNulls(template);
  const resources = isRecord(written) ? written.Resources : undefined;
  if (!isRecord(resources)) {
    refuse({ property: 'template', value: kindOf(template), bound: 'must be a parsed CloudFormation template' });
  }
  return { index, name: stackName, nameAssumed, title: stackName, place: placeOf(account, region), given: parameters, ...sectionsOf(written as Sections) };
}

const SHORT = 40;

/** A template might be long: a message says what was given, not all of it. */
const kindOf = (value: unknown): string => value === null ? 'null' : Array.isArray(value) ? 'a list'
  : typeof value === 'string' ? (value.length <= SHORT ? value : `a text of ${value.length} characters`) : typeof value === 'object' ? 'an object without Resources' : String(value);
