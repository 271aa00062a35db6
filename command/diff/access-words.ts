import { KeyDifferences } from './access';
import { AccessChange, KeyPair, Witness } from './changes';
import { App } from '../../src/app/app';
import { Key } from '../../src/app/model';
import { Difference } from '../../src/iam/compare';
import { conditionKeyAsWritten } from '../../src/iam/condition-keys';
import { Caller, Request } from '../../src/iam/request';
import { wordsForActions } from '../../src/report/permission-words';
import { principalText, shownIn } from '../../src/report/values';
import { titleOf } from '../find-key';

/** People by the names that the app gives them. */
export class Names {
  private readonly byText = new Map<string, string>();
  private readonly texts: readonly ((text: string) => string)[];

  constructor(before: App, after: App) {
    this.texts = [after, before].map(shownIn);
    for (const { arns, kind, name } of [...before.identities, ...after.identities]) { arns.forEach(arn => this.byText.set(arn, `${kind} ${name}`)); }
  }

  /** A caller in words. */
  public of({ kind, texts: [text], account }: Caller, { resource: { stack: { place } } }: Key): string {
    const known = this.byText.get(text);
    if (known) { return known; }
    const here = account === place.account;
    if (text === 'some-service.amazonaws.com') { return 'any other AWS service'; }
    if (text.endsWith(':role/some-role')) {
      return account === '000000000000' ? 'anyone of another AWS account' : `${here ? 'any other role of the account' : `any role of account ${this.shown(account ?? '')}`} whose IAM policies allow it`;
    }
    if (kind === 'root') { return here ? 'the root user of the account' : `the root user of account ${this.shown(account ?? '')}`; }
    return principalText(this.shown(text), place);
  }

  /** A text with names for symbols. */
  public shown(text: string): string {
    return this.texts.reduce((shown, of) => of(shown), text);
  }
}

/** The differences of a key as changes, in words. */
export function accessChanges({ differences, alike, unread }: KeyDifferences, { before, after }: KeyPair, names: Names): AccessChange[] {
  const key = (after ?? before)!;
  const found = new Map<string, AccessChange>();
  const add = (change: AccessChange): void => {
    const id = JSON.stringify([change.direction, change.principal, change.actions]);
    if (!found.has(id)) { found.set(id, change); }
  };
  for (const difference of differences) {
    const people = [names.of(difference.caller, key), ...alike.get(difference.caller.texts[0]) ?? []];
    for (const principal of people) { add(changeOf(difference, principal, key, names)); }
  }
  if (unread) {
    add({
      ...placeOf(key),
      kind: 'access',
      direction: 'unknown',
      principal: 'whoever is chosen at deployment',
      actions: [],
      witness: null,
      words: `what the policy of ${titleOf(key)} says of access is decided at deployment, and is written otherwise now`,
    });
  }
  return [...found.values()];
}

export const placeOf = (key: Key): { readonly key: string; readonly stack: string; readonly logicalId: string } =>
  ({ key: titleOf(key), stack: key.resource.stack.title, logicalId: key.resource.logicalId });

function changeOf({ direction, actions, partly, caller, witness }: Difference, principal: string, key: Key, names: Names): AccessChange {
  return {
    ...placeOf(key),
    kind: 'access',
    direction,
    principal,
    actions,
    words: `${principal} ${verb(direction, partly ?? false)} ${permissionWords(actions)} with ${titleOf(key)}`,
    witness: witness ? witnessOf({ ...witness, caller }, principal, names) : null,
  };
}

/** More words than these are counted: the list of actions has them. */
const MOST_WORDS = 6;

/** What actions let one do, in words that a sentence takes: `decrypt, create grants and call 3 more operations`. */
function permissionWords(actions: readonly string[]): string {
  const words = wordsForActions(actions).map(word => word.startsWith('everything') ? `do ${word}` : word);
  const operations = words.filter(word => /^[A-Z]/.test(word));
  const verbs = words.filter(word => !/^[A-Z]/.test(word));
  const shown = [...verbs.slice(0, MOST_WORDS), ...(operations.length > 0 && operations.length + verbs.length <= MOST_WORDS ? [`call ${operations.join(', ')}`] : [])];
  const left = operations.length + verbs.length > MOST_WORDS ? operations.length + Math.max(0, verbs.length - MOST_WORDS) : 0;
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`;
}

/** `can newly`, or, where somebody could in some cases and can in others, `can in more cases`. */
export function verb(direction: AccessChange['direction'], partly: boolean): string {
  switch (direction) {
    case 'widened': return partly ? 'can, in more cases than before,' : 'can newly';
    case 'narrowed': return partly ? 'can, in fewer cases than before,' : 'can no longer';
    default: return 'might gain or lose, as the deployment decides:';
  }
}

function witnessOf({ caller, action, context = {} }: Request, principal: string, names: Names): Witness {
  const named = names.shown(caller.texts[0]);
  return {
    principal: /^\$\{/.test(named) ? principal : named,
    action,
    context: Object.fromEntries(Object.entries(context).map(([name, values]) => [conditionKeyAsWritten(name), ([] as string[]).concat(values).map(value => names.shown(value))])),
  };
}
