import { addressOf, namesOfResource } from './resource-names';
import { quoted, suggestion, suggestionOr, UserError } from './user-error';
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
  throw new UserError(`no key is called ${quoted(wanted)}${suggestionOr(wanted, app.keys.flatMap(namesOf), `there ${app.keys.length === 1 ? 'is' : 'are'} ${list(app.keys)}`)}`);
}

const isLike = (key: Key, pattern: string): boolean => namesOf(key).some(name => matchesPattern(pattern, name));

/** The keys that one of the patterns names; all when there is none. A pattern that names none in any of the apps is misspelt. */
export function keysLike(app: App, patterns: readonly string[], ...others: readonly App[]): Key[] {
  for (const pattern of patterns) {
    const keys = [app, ...others].flatMap(({ keys: of }) => of);
    if (!keys.some(key => isLike(key, pattern))) { throw new UserError(`--key: no key is called ${quoted(pattern)}${suggestion(pattern, keys.flatMap(namesOf))}`); }
  }
  return app.keys.filter(key => patterns.length === 0 || patterns.some(pattern => isLike(key, pattern)));
}
