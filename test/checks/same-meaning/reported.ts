import { templatesOf, World } from './world';
import { App } from '../../../src/app/app';
import { KeyStatementSummary } from '../../../src/report/key-summary';
import { summarize } from '../../../src/report/summarize';

/** Each thing that somebody can do, and when, however rows put these together. */
const partsOf = (what: string, rows: readonly KeyStatementSummary[]): string[] => rows.flatMap(({ principals, actions, conditions }) =>
  principals.flatMap(principal => actions.map(action => `${what}: ${principal} | ${action} | ${conditions.map(words => words.toLowerCase()).sort().join(' and ')}`)));

/** What the report says of the keys of a world: who can do what and when, and what each key is. */
export function reported(world: World): string[] {
  const said = summarize(new App(templatesOf(world))).flatMap(({ logicalId, kind, enabled, rotation, pendingWindow, removalPolicy, aliases, access, restrictions }) =>
    [...partsOf('can', access), ...partsOf('cannot', restrictions), `is ${kind}, ${enabled}, ${rotation}, ${pendingWindow}, ${removalPolicy}, ${[...aliases].sort().join()}`]
      .map(line => `${world.whose[logicalId] ?? logicalId} ${line}`));
  // Keys and operators are as they are written.
  return [...new Set(said.map(line => line.toLowerCase()))].sort();
}

/** Rewrites of what the report says in the words of the template: names of conditions and resources, operators, and values in their order. */
export const IN_WORDS_OF_THE_TEMPLATE: ReadonlySet<string> = new Set([
  'Fn::If the other way round', 'Fn::If of a condition that is another', 'Fn::If of a condition and one that holds', 'what Fn::If chooses in a statement, around the statement', 'elements in another order',
  'values in another order', 'a statement for each value of a condition', 'a resource by another logical id', 'StringLike for StringEquals', 'StringEquals for StringLike', 'StringNotLike for StringNotEquals',
  'StringLike for StringEquals, of several values', 'ArnEquals for ArnLike', 'ArnLike for ArnEquals', 'ArnLike for StringEquals of ARNs', 'StringLike for ArnLike of ARNs without wildcards',
  'StringNotEquals for ArnNotLike of ARNs without wildcards', 'StringEqualsIgnoreCase of accounts', 'StringEquals for Bool', 'IfExists with Null', 'IfExists of what is always there', 'resources in another order',
]);
