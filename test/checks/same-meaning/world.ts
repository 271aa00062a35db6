import { App } from '../../../src/app/app';
import { findingsOf } from '../../../src/checks/findings';
import { RULES } from '../../../src/checks/rules';
import { fromObject } from '../../../src/template/load-object';
import { Template } from '../../../src/template/template';
import { EXPECTED } from '../support';

/*
 * Templates that are rewritten, and what the rules say of them. A rewrite changes a copy, in place.
 */

/** A template as it is written. */
export interface Written {
  Parameters?: { [name: string]: any };
  Mappings?: { [name: string]: any };
  Conditions?: { [name: string]: any };
  Resources: { [logicalId: string]: any };
  Outputs?: { [name: string]: any };
}

export interface WrittenStack {
  readonly name: string;
  /** Absent where nobody knows. */
  readonly account?: string;
  readonly region?: string;
  readonly template: Written;
  /** Values of parameters that are settled. */
  readonly given: { [parameter: string]: unknown };
  /** Of a nested stack: the resource of the first stack that makes it. */
  readonly nestedBy?: string;
}

export interface World {
  readonly name: string;
  readonly stacks: WrittenStack[];
  /** The resources that rewrites made, by the one of the base that each stands for. */
  readonly whose: { [logicalId: string]: string };
}

export const copyOf = (world: World): World => JSON.parse(JSON.stringify(world));

export const templatesOf = ({ stacks }: World): Template[] => stacks.map(({ name, account, region, template, given, nestedBy }, index) => ({
  ...fromObject(template, { index, stackName: name, account, region, parameters: given }),
  ...(nestedBy === undefined ? {} : { parent: { stack: 0, logicalId: nestedBy } }),
}));

/** What the rules say of a world, each once: `error WildcardPrincipal Key`. Of what is the same fault of several resources it counts that it is said, not of which. */
export function findings(world: World): string[] {
  const found = findingsOf(new App(templatesOf(world)), { rules: RULES, expectations: EXPECTED, reportUnknown: true });
  return [...new Set(found.map(({ level, rule, subject, fault }) => `${level} ${rule.id} ${fault === undefined ? world.whose[subject.logicalId] ?? subject.logicalId : '-'}`))].sort();
}

/** What only one of two says. */
export const difference = (before: readonly string[], after: readonly string[]): string[] =>
  [...before.filter(line => !after.includes(line)).map(line => `gone: ${line}`), ...after.filter(line => !before.includes(line)).map(line => `new: ${line}`)];
