import { principalText } from './values';
import { actionName } from '../iam/actions';
import { Condition } from '../iam/condition';
import { isMultivalued, testOf } from '../iam/condition-test';
import { asksForWhateverArn } from '../iam/operators';
import { matchesEverything } from '../iam/pattern';
import { Statement } from '../iam/statement';
import { isOpaque, Truth } from '../iam/symbols';
import { GRANT_ACTIONS } from '../private/actions';
import { Place } from '../private/arns';
import { remember } from '../private/remember';
import { CATALOG } from '../services/catalog';

/*
 * Conditions in words that say no more than the policy: what a request without the condition key, with another value or with several
 * can do must be readable from them. Where there is no phrase for an operator, key and operator stand as they are written.
 */

/** How values are shown, and where the key is. */
export interface Wording {
  readonly text: (value: string) => string;
  readonly place: Place;
}

/** What must be so for a statement to count, in words. */
export function allowWords(conditions: readonly Condition[], wording: Wording): string[] {
  return unique(said(conditions).map(condition => byPresence(condition) ?? holds(condition, wording)));
}

/** What a Deny exempts, and when it hits; what comes with "when" must all be so. */
export function denyWords({ conditions, reach }: Pick<Statement, 'conditions' | 'reach'>, wording: Wording): string[] {
  const all = unique(said(conditions).map(condition => byPresence(condition) ?? spared(condition, reach, wording) ?? holds(condition, wording)));
  const isException = (words: string): boolean => /^(unless|except) /.test(words) || isWindow(words);
  const hits = all.filter(words => !isException(words)).map(words => words.replace(/^when /, ''));
  return [...all.filter(isException), ...(hits.length > 0 ? [`when ${hits.join(' and ')}`] : [])];
}

/** What every request meets says nothing. */
const said = (conditions: readonly Condition[]): readonly Condition[] => withoutCompanions(conditions).filter(condition => {
  const { absent, there } = presence(condition) ?? {};
  return absent !== 'yes' || there !== 'yes';
});

const unique = (words: readonly string[]): string[] => [...new Set(words)];

/** `Null: false` beside a condition that demands the key anyhow says nothing new. */
const withoutCompanions = (conditions: readonly Condition[]): readonly Condition[] => conditions.filter(one => one.base !== 'null' || !isFalse(one.values)
  || !conditions.some(other => other.name === one.name && other.base !== 'null' && !passesWithout(other)));

const isFalse = (values: readonly string[]): boolean => values.length > 0 && values.every(value => value.toLowerCase() === 'false');
const isTrue = (values: readonly string[]): boolean => values.length > 0 && values.every(value => value.toLowerCase() === 'true');

/** Whether the condition holds for a request without its key. */
const passesWithout = ({ ifExists, negated, set }: Condition): boolean => set === 'all' || (set !== 'any' && negated) || ifExists;

const or = (values: readonly string[]): string => values.join(' or ');

/** What a condition holds for that asks no more than whether its key is there: undefined for others. */
function presence(condition: Condition): { readonly absent: Truth; readonly there: Truth } | undefined {
  const { base, name, values } = condition;
  const asksForAny = /^string(not)?like$/.test(base) && values.some(matchesEverything);
  if (isOpaque(name) || (base !== 'null' && values.length > 0 && !asksForAny)) { return undefined; }
  const { holds: test } = testOf(condition, false);
  const [absent, there] = [[], [['value']]].map(given => test({ get: () => given }));
  return absent === 'unknown' || there === 'unknown' ? undefined : { absent, there };
}

/** What is so for a request that has, or lacks, a key, whatever its value. */
function byPresence(condition: Condition): string | undefined {
  const { key, name, operator, values } = condition;
  if (isOpaque(name)) { return 'when conditions hold that only the deployment knows'; }
  const { absent, there } = presence(condition) ?? {};
  if (absent === 'yes') { return `when ${key} is absent`; }
  if (there === 'yes') { return `when ${key} is there`; }
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-empty-array-condition
  return there === undefined || values.length > 0 ? undefined : `when ${key} ${operator} an empty list, which is never`;
}

/** The condition as a sentence that is true when it holds. */
function holds(condition: Condition, wording: Wording): string {
  const { key, negated } = condition;
  const phrase = phraseOf(condition, wording);
  if (phrase === undefined) { return asWritten(condition, wording); }
  if (negated) { return passesWithout(condition) ? unless(phrase) : asWritten(condition, wording); }
  return passesWithout(condition) ? `${phrase} or without ${key}` : phrase;
}

const unless = (phrase: string): string => `unless ${phrase.replace(/^with (?=.* = )/, '')}`;

const asWritten = ({ operator, key, values }: Condition, { text }: Wording): string => `when ${key} ${operator} ${or(values.map(value => shownAs(value, text)))}`;
/** An empty text would go unseen. */
const shownAs = (value: string, text: Wording['text']): string => value === '' ? '""' : text(value);

/** Whether every request for one of the actions has a key. */
const isThere = (name: string, actions: ReadonlySet<string>): boolean => name === 'kms:grantisforawsresource' && [...actions].every(action => OF_GRANTS.has(action));
/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource */
const OF_GRANTS: ReadonlySet<string> = new Set(GRANT_ACTIONS.map(actionName));

/** Who is exempt by a condition of a Deny; undefined where it has no words of its own for that. */
function spared(condition: Condition, actions: ReadonlySet<string>, wording: Wording): string | undefined {
  const { base, key, name, operator, values, negated } = condition;
  // A request that lacks the key meets no such condition, and so is exempt, too.
  const lacking = passesWithout(condition) || isThere(name, actions) ? '' : ` or without ${key}`;
  if (base === 'bool' && isFalse(values)) {
    switch (name) {
      case 'aws:principalisawsservice': return 'except AWS services';
      case 'aws:viaawsservice': return 'except through AWS services';
      case 'kms:grantisforawsresource': return `except AWS resources${lacking}`;
      case 'aws:multifactorauthpresent': return `unless with MFA${lacking}`;
    }
  }
  if (operator === 'NumericLessThan' && values.length === 1) {
    if (name === 'kms:schedulekeydeletionpendingwindowindays') { return `${WINDOW} ${values[0]} days`; }
    if (name === 'kms:trailingdayswithoutkeyusage') { return `${UNUSED} ${values[0]} days without use`; }
  }
  const phrase = negated ? phraseOf(condition, wording) : undefined;
  if (phrase === undefined) { return undefined; }
  return name === 'aws:principalarn' && lacking === '' ? exceptions(values, wording) : `${unless(phrase)}${lacking}`;
}

const WINDOW = 'with a waiting period under';
const UNUSED = 'until';
const isWindow = (words: string): boolean => words.startsWith(WINDOW) || words.startsWith(UNUSED);

/** The roles of AWS services are always exempt, and said as that. */
function exceptions(values: readonly string[], { text, place }: Wording): string {
  const people = values.filter(value => !/:role\/(aws:\*|aws-service-role\/\*)$/.test(value));
  const services = people.length < values.length ? ['roles of AWS services'] : [];
  return `except ${[...people.map(value => principalText(shownAs(value, text), place)), ...services].join(', ')}`;
}

/** What a value of the key is, in words: true for a request that has one of the values, and for no other. */
type Phrase = (values: readonly string[], wording: Wording) => string;

const named = (words: string): Phrase => values => `${words} ${or(values)}`;
const people: Phrase = (values, { place }) => `as ${or(values.map(value => principalText(value, place)))}`;

const PHRASES: { readonly [key: string]: Phrase } = {
  'kms:viaservice': (values, { place }) => `through ${or(values.map(value => serviceName(value, place)))}`,
  'kms:calleraccount': named('from account'),
  'kms:requestalias': named('by the name'),
  'kms:replicaregion': named('to'),
  'aws:principalorgid': named('from organization'),
  'aws:principalaccount': named('from account'),
  'aws:principalarn': people,
  'aws:sourcearn': named('for'),
  'aws:sourceaccount': named('for account'),
  'aws:sourceorgid': named('for organization'),
  'aws:sourcevpce': named('from VPC endpoint'),
  'aws:sourcevpc': named('from VPC'),
  'aws:requestedregion': named('in'),
};

/** Of keys with several values: when one of them is such, and when none is another. */
const SETS: { readonly [key: string]: { readonly one: Phrase; readonly none: Phrase } } = {
  'kms:encryptioncontextkeys': {
    one: values => `with ${values.length === 1 ? `the context key ${values[0]}` : `one of the context keys ${values.join(', ')}`}, and any others`,
    none: values => `with no other context than ${values.join(', ')}`,
  },
  'kms:grantoperations': {
    one: values => `for grants of ${or(values)}, and any other operations`,
    none: values => `for the operations ${values.join(', ')} and no others`,
  },
  'kms:resourcealiases': { one: named('while it is named'), none: values => `while it has no other name than ${or(values)}` },
  'aws:principalorgpaths': { one: named('from'), none: named('from nowhere but') },
  'aws:sourceorgpaths': { one: named('for'), none: named('for nothing but') },
};

const WILDCARD = /[*?]/;
const isArnKey = (name: string): boolean => /arn$/.test(name);

/** Words for the values of a condition, regardless of `Not`; undefined where there are none that say the same as the operator. */
function phraseOf(condition: Condition, wording: Wording): string | undefined {
  const { base, name, set, values, negated } = condition;
  if (values.some(value => asksForWhateverArn(base, value))) { return undefined; }
  const shown = values.map(value => shownAs(value, wording.text));
  if (base === 'bool') { return isTrue(values) ? BOOLEANS[name] : undefined; }
  const family = base.replace('not', '');
  const compares = family === 'stringlike' || (family === 'stringequals' && !values.some(value => WILDCARD.test(value.replace(/\$\{\?[^}]*\}/g, ''))))
    || (isArnKey(name) && (family === 'arnlike' || family === 'arnequals'));
  if (!compares) { return undefined; }
  if (isMultivalued(name)) { return setPhrase(name, set, negated, shown, wording); }
  // A set operator makes no difference to a key that holds one value, except for requests without it.
  const context = /^kms:encryptioncontext:./.test(name) ? condition.key.slice('kms:EncryptionContext:'.length) : undefined;
  return context !== undefined ? `with ${context} = ${or(shown)}` : PHRASES[name]?.(shown, wording);
}

function setPhrase(name: string, set: Condition['set'], negated: boolean, values: readonly string[], wording: Wording): string | undefined {
  const phrases = SETS[name];
  // Without a set operator such a condition is never met; turned round it is for the operator to say.
  if (!phrases || set === '') { return undefined; }
  // That none of them is such is that not one of them is.
  return negated ? (set === 'all' ? phrases.one(values, wording) : undefined) : (set === 'any' ? phrases.one : phrases.none)(values, wording);
}

const BOOLEANS: { readonly [key: string]: string } = {
  'aws:multifactorauthpresent': 'with MFA',
  'kms:grantisforawsresource': 'for AWS resources only',
};

const lettersOf = (service: string): string => service.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The service that has a name in kms:ViaService for its own; services that work through another one's name have it too. */
const ownerOf = remember((prefix: string): string => {
  const services = Object.values(CATALOG).filter(use => use.viaService === prefix).map(use => use.service.replace(/^(Amazon|AWS) /, ''));
  return services.find(service => lettersOf(service).includes(prefix)) ?? services[0] ?? prefix;
});

function serviceName(viaService: string, { region }: Place): string {
  const [, prefix, where] = /^([^.]+)\.(.+)\.amazonaws\.com$/.exec(viaService) ?? [];
  if (!prefix) { return viaService; }
  return where === region.replace('${AWS.', '${AWS::') ? ownerOf(prefix) : `${ownerOf(prefix)} in ${where === '*' ? 'any region' : where}`;
}
