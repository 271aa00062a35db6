import { addressOf, namesOfResource } from './resource-names';
import { quoted, suggestion, UserError } from './user-error';
import { App } from '../src/app/app';
import { Key } from '../src/app/model';
import { matchesPattern } from '../src/iam/pattern';
import { constructName } from '../src/template/template';

/** How many candidates a message lists. */
const MOST_CANDIDATES = 6;

/** The names by which people call a key: aliases, logical id, construct path. */
export const namesOf = (key: Key): string[] => [...key.aliases.map(({ name }) => name), ...namesOfResource(key.resource)];

/** What a key is called in answers: its alias, else where it is. */
export const titleOf = (key: Key): string => key.aliases[0]?.name ?? `${key.resource.stack.title}/${constructName(key.resource)}`;

/** The key of an alias, a logical id, STACK/LOGICALID or a construct path. */
export function findKey(app: App, wanted: string): Key {
  const found = app.keys.filter(key => namesOf(key).includes(wanted));
  if (found.length === 1) { return found[0]; }
  const list = (keys: readonly Key[]) => keys.slice(0, MOST_CANDIDATES).map(({ resource }) => addressOf(resource)).join(', ');
  if (found.length > 1) { throw new UserError(`${quoted(wanted)} names ${found.length} keys: ${list(found)}`); }
  if (app.keys.length === 0) { throw new UserError('the templates hold no KMS key'); }
  throw new UserError(`no key is called ${quoted(wanted)}${suggestion(wanted, app.keys.flatMap(namesOf))}; there ${app.keys.length === 1 ? 'is' : 'are'} ${list(app.keys)}`);
}

/** The keys that one of the patterns names; all when there is none. */
export const keysLike = (app: App, patterns: readonly string[]): Key[] =>
  app.keys.filter(key => patterns.length === 0 || patterns.some(pattern => namesOf(key).some(name => matchesPattern(pattern, name))));
