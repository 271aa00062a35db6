import { createHash } from 'crypto';
import { Statement } from './statement';
import { shown } from './symbols';

const words = (text: string): string => text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
/** Longer names are cut; the hash tells them apart. */
const LONGEST = 40;

/**
 * How a statement is named in an acknowledgement: `Keysmith-Rule[AllowUse]`. One without a Sid is named by what it says, `sns-Decrypt-1a2b3c`, so that the name
 * goes where the statement goes. The number of a stack is no part of it.
 */
export function statementId(statement: Statement): string {
  const { sid, effect, principals, notPrincipal, actions, notAction, resources, notResource, conditions, branch } = statement;
  if (sid) { return words(sid); }
  const sorted = (values: readonly string[]) => values.map(shown).sort();
  const content = JSON.stringify([
    effect, notPrincipal, sorted(principals.map(({ text }) => text)), notAction, sorted(actions), notResource, sorted(resources),
    conditions.map(({ operator, key, values }) => JSON.stringify([operator, key, sorted(values)])).sort(), branch,
  ]);
  const who = principals.slice(0, 1).map(({ text }) => nameOf(shown(text)));
  const what = actions.slice(0, 1).map(action => shown(action).replace(/^kms:/i, '').replace(/\*/g, ''));
  const name = words([...who, ...what].join('-')).slice(0, LONGEST);
  return [...(name ? [name] : []), createHash('sha256').update(content).digest('hex').slice(0, 6)].join('-');
}

/** `sns` of a service, the name of a role: what people call a principal. */
const nameOf = (text: string): string => text === '*' ? 'everyone' : text.replace(/\.amazonaws\.com(\.cn)?$/, '').replace(/^arn:[^:]*:(iam|sts)::/, '').replace(/^.*\//, '');

/** How it was named before: by its position, which another statement takes as soon as one comes before it. */
export const formerStatementId = ({ sid, label }: Statement): string | undefined => sid ? undefined : words(label);
