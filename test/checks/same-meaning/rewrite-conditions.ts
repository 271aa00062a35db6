import { ConditionPlace, conditionsOf, isObject, StatementPlace, statementsOf } from './places';
import { Rewrite, rewriteOf } from './rewrite';
import { listOf } from './rewrite-statements';
import { World } from './world';
import { MULTIVALUED_KEYS } from '../../../src/iam/reference-data';

/*
 * Conditions and principals written otherwise.
 */

const ofCondition = (name: string, change: (place: ConditionPlace) => unknown): Rewrite => rewriteOf(name, conditionsOf, change);

/** Puts a condition in the place of another; false where the statement has it already. */
const put = (place: ConditionPlace, operator: string, key: string, values: unknown): boolean => {
  place.take();
  return place.add(operator, key, values) || (place.add(place.operator, place.key, place.values), false);
};

const MULTIVALUED = new Set(MULTIVALUED_KEYS.map(key => key.toLowerCase()));
const knownTexts = (values: any): string[] | undefined => {
  const list = listOf(values);
  return list?.every(value => typeof value === 'string' && !/\$\{/.test(value)) ? list : undefined;
};
const isFixed = (values: any): boolean => knownTexts(values)?.every(value => !/[*?]/.test(value)) ?? false;
const isArns = (values: any): boolean => knownTexts(values)?.every(value => /^arn:([^:]*:){4}/.test(value)) ?? false;
const swapped = (text: string): string => text.replace(/[a-z]/gi, letter => letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase());
const OF_ARNS = /^(aws:sourcearn|aws:principalarn|kms:encryptioncontext:aws:\w+:arn)$/i;

/** Another operator where a test holds. */
const operator = (name: string, from: RegExp, to: string, when: (place: ConditionPlace) => boolean): Rewrite =>
  ofCondition(name, place => from.test(place.operator) && when(place) && put(place, place.operator.replace(from, to), place.key, place.values));

const CONDITIONS: readonly Rewrite[] = [
  ofCondition('operators in lower case', place => put(place, place.operator.toLowerCase(), place.key, place.values)),
  ofCondition('condition keys in lower case', place => put(place, place.operator, place.key.toLowerCase(), place.values)),
  ofCondition('condition keys in another case', place => put(place, place.operator, swapped(place.key), place.values)),
  operator('StringLike for StringEquals', /^StringEquals$/, 'StringLike', ({ values }) => isFixed(values)),
  operator('StringEquals for StringLike', /^StringLike$/, 'StringEquals', ({ values }) => isFixed(values)),
  operator('StringNotLike for StringNotEquals', /^StringNotEquals$/, 'StringNotLike', ({ values }) => isFixed(values)),
  operator('StringLike for StringEquals, of several values', /:StringEquals$/, ':StringLike', ({ values }) => isFixed(values)),
  operator('ArnEquals for ArnLike', /ArnLike/, 'ArnEquals', () => true),
  operator('ArnLike for ArnEquals', /ArnEquals/, 'ArnLike', () => true),
  operator('ArnLike for StringEquals of ARNs', /^StringEquals/, 'ArnLike', ({ key, values }) => OF_ARNS.test(key) && isArns(values) && isFixed(values)),
  operator('StringLike for ArnLike of ARNs without wildcards', /^Arn(Like|Equals)/, 'StringLike', ({ key, values }) => OF_ARNS.test(key) && isArns(values) && isFixed(values)),
  operator('StringNotEquals for ArnNotLike of ARNs without wildcards', /^ArnNotLike$/, 'StringNotEquals', ({ key, values }) => OF_ARNS.test(key) && isArns(values) && isFixed(values)),
  operator('StringEqualsIgnoreCase of accounts', /^String(Equals|Like)$/, 'StringEqualsIgnoreCase', ({ values }) => knownTexts(values)?.every(value => /^\d{12}$/.test(value)) ?? false),
  operator('StringEquals for Bool', /^Bool$/, 'StringEquals', ({ values }) => knownTexts(values)?.every(value => value === 'true' || value === 'false') ?? false),
  ofCondition('true and false without quotes', place => put(place, place.operator, place.key, changed(place.values, value => value === 'true' || value === 'false' ? value === 'true' : undefined))),
  ofCondition('true and false with quotes', place => put(place, place.operator, place.key, changed(place.values, value => typeof value === 'boolean' ? String(value) : undefined))),
  ofCondition('True and False', place => /^(Bool|Null)/.test(place.operator)
    && put(place, place.operator, place.key, changed(place.values, value => value === 'true' ? 'True' : value === 'false' ? 'FALSE' : undefined))),
  ofCondition('numbers without quotes', place => /^Numeric/.test(place.operator) && put(place, place.operator, place.key, changed(place.values, value => typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined))),
  ofCondition('numbers with quotes', place => put(place, place.operator, place.key, changed(place.values, value => typeof value === 'number' ? String(value) : undefined))),
  ofCondition('Null beside a condition that needs the key', place => /^(String|Arn|Bool|Numeric|Date|Ip)/.test(place.operator) && !/Not|IfExists/.test(place.operator)
    && !MULTIVALUED.has(place.key.toLowerCase()) && place.add('Null', place.key, 'false')),
  ofCondition('IfExists with Null', place => /^(String(Equals|Like)|Arn(Equals|Like))$/.test(place.operator) && !MULTIVALUED.has(place.key.toLowerCase())
    && !isObject(place.statement.value.Condition.Null) && put(place, `${place.operator}IfExists`, place.key, place.values) && place.add('Null', place.key, 'false')),
  // Each request has these; that IfExists restricts nobody less is nothing that the rules say of an Allow.
  ofCondition('IfExists of what is always there', place => place.statement.value.Effect === 'Deny' && /^aws:(SecureTransport|RequestedRegion|PrincipalIsAWSService|ViaAWSService)$/i.test(place.key) && !/IfExists|Null/.test(place.operator)
    && put(place, `${place.operator}IfExists`, place.key, place.values)),
];

/** The values with some of them written otherwise; the same where none is. */
const changed = (values: any, write: (value: unknown) => unknown): unknown => Array.isArray(values) ? values.map(value => write(value) ?? value) : write(values) ?? values;

interface PrincipalPlace { readonly holder: any; readonly name: string; readonly statement: StatementPlace }
const principalsOf = (world: World): PrincipalPlace[] => statementsOf(world).flatMap(statement =>
  ['Principal', 'NotPrincipal'].filter(name => statement.value[name] !== undefined).map(name => ({ holder: statement.value, name, statement })));

const ofPrincipals = (name: string, write: (principals: any, place: PrincipalPlace) => unknown): Rewrite => rewriteOf(name, principalsOf, place => {
  const next = write(place.holder[place.name], place);
  if (next === undefined) { return false; }
  place.holder[place.name] = next;
  return true;
});
const ofAws = (name: string, write: (text: string, place: PrincipalPlace) => string | undefined): Rewrite => ofPrincipals(name, (principals, place) => {
  const texts = listOf(principals?.AWS);
  const next = texts?.map(text => typeof text === 'string' ? write(text, place) ?? text : text);
  return texts === undefined || JSON.stringify(next) === JSON.stringify(texts) ? undefined : { ...principals, AWS: next };
});

const PRINCIPALS: readonly Rewrite[] = [
  ofPrincipals('everyone as an AWS principal', principals => principals === '*' ? { AWS: '*' } : undefined),
  ofPrincipals('everyone as a list', principals => principals === '*' ? { AWS: ['*'] } : undefined),
  ofPrincipals('everyone without a type', principals => JSON.stringify(principals) === '{"AWS":"*"}' ? '*' : undefined),
  ofPrincipals('kinds of principals in another order', principals => isObject(principals) && Object.keys(principals).length > 1 ? Object.fromEntries(Object.entries(principals).reverse()) : undefined),
  ofPrincipals('a kind of which there is none', principals => isObject(principals) && principals.AWS !== undefined ? { Service: { Ref: 'AWS::NoValue' }, ...principals } : undefined),
  ofAws('an account by its id', (text, { statement: { ofKey } }) => ofKey ? /^arn:aws:iam::(\d{12}):root$/.exec(text)?.[1] : undefined),
  ofAws('an account by the ARN of its root', (text, { statement: { ofKey } }) => ofKey && /^\d{12}$/.test(text) ? `arn:aws:iam::${text}:root` : undefined),
];

export const CONDITION_REWRITES: readonly Rewrite[] = [...CONDITIONS, ...PRINCIPALS];
