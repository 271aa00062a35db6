import { documentsOf, functionName, isObject, Place, StatementPlace, statementsOf } from './places';
import { Rewrite, rewriteOf } from './rewrite';
import { declare, openCondition } from './rewrite-texts';
import { World } from './world';
import { actionsOf } from '../../../src/iam/actions';
import { KMS_ACTIONS } from '../../../src/iam/reference-data';

/*
 * Statements and policies of which another says the same.
 */

const NO_VALUE = { Ref: 'AWS::NoValue' };
const isText = (value: unknown): value is string => typeof value === 'string';
/** One or several, as a list; undefined of a function. */
export const listOf = (value: any): any[] | undefined => Array.isArray(value) ? value : isObject(value) || value === undefined ? undefined : [value];

/** The elements of a statement that are one or several. */
interface Element { readonly holder: any; readonly name: string; readonly values: any; readonly statement: StatementPlace }

export const elementsOf = (world: World): Element[] => statementsOf(world).flatMap(statement => {
  const { value } = statement;
  const named = (holder: any, names: readonly string[]): Element[] =>
    names.filter(name => holder[name] !== undefined).map(name => ({ holder, name, values: holder[name], statement }));
  const { Condition } = value;
  return [
    ...named(value, ['Action', 'NotAction', 'Resource', 'NotResource']),
    ...['Principal', 'NotPrincipal'].filter(name => isObject(value[name]) && functionName(value[name]) === undefined).flatMap(name => named(value[name], Object.keys(value[name]))),
    ...(isObject(Condition) && functionName(Condition) === undefined
      ? Object.values(Condition).filter(keys => isObject(keys) && functionName(keys) === undefined).flatMap(keys => named(keys, Object.keys(keys))) : []),
  ];
});

const ofElement = (name: string, write: (values: any, element: Element) => unknown): Rewrite => rewriteOf(name, elementsOf, element => {
  const next = write(element.values, element);
  if (next === undefined) { return false; }
  element.holder[element.name] = next;
  return true;
});

const LISTS: readonly Rewrite[] = [
  ofElement('one value as a list of one', value => Array.isArray(value) ? undefined : [value]),
  ofElement('a list of one as its value', value => Array.isArray(value) && value.length === 1 ? value[0] : undefined),
  ofElement('values in another order', value => Array.isArray(value) && value.length > 1 ? [...value].reverse() : undefined),
  ofElement('a value twice', value => isText(value) ? [value, value] : undefined),
  ofElement('AWS::NoValue in a list', value => Array.isArray(value) ? [NO_VALUE, ...value] : undefined),
  ofElement('AWS::NoValue in a list, by Fn::If', (value, { statement: { stack } }) =>
    Array.isArray(value) ? [...value, { 'Fn::If': [openCondition(stack), NO_VALUE, NO_VALUE] }] : undefined),
  ofElement('null in a list', value => Array.isArray(value) ? [...value, null] : undefined),
  ofElement('a list within Fn::If', (value, { statement: { stack } }) => Array.isArray(value) ? { 'Fn::If': [openCondition(stack), value, [...value]] } : undefined),
  ofElement('a list by Fn::Split', value => Array.isArray(value) && value.every(one => isText(one) && !/[,$]/.test(one)) ? { 'Fn::Split': [',', value.join(',')] } : undefined),
  ofElement('a list by a parameter of type CommaDelimitedList that has the value', (value, { statement: { stack } }) => {
    if (!Array.isArray(value) || !value.every(one => isText(one) && !/[,$]/.test(one))) { return undefined; }
    const name = declare(stack, 'Parameters', 'Values', { Type: 'CommaDelimitedList' });
    stack.given[name] = value.join(',');
    return { Ref: name };
  }),
  ofElement('a list by Fn::FindInMap', (value, { statement: { stack } }) =>
    Array.isArray(value) && value.every(isText) ? { 'Fn::FindInMap': [declare(stack, 'Mappings', 'Map', { all: { values: value } }), 'all', 'values'] } : undefined),
];

const ofStatement = (name: string, change: (statement: any, place: StatementPlace) => unknown): Rewrite =>
  rewriteOf(name, statementsOf, place => change(place.value, place));

/** A statement for each part of an element that is a list. */
const splitBy = (name: string, parts: (statement: any) => readonly object[] | undefined): Rewrite => rewriteOf(name, statementsOf, place => {
  const statements = parts(place.value);
  return statements !== undefined && statements.length > 1 && place.split(statements.map(part => JSON.parse(JSON.stringify(part))));
});

const reversed = (value: any): any => isObject(value) ? Object.fromEntries(Object.entries(value).reverse().map(([name, inner]) => [name, reversed(inner)])) : value;

const STATEMENTS: readonly Rewrite[] = [
  // What KMS refuses a Sid for goes with it.
  ofStatement('no Sid', statement => !/[^\u0000-\u00FF]/.test(statement.Sid ?? '') && delete statement.Sid),
  ofStatement('another Sid', statement => { statement.Sid = `${statement.Sid ?? ''}Other`; }),
  ofStatement('an empty Sid', statement => statement.Sid === undefined && (statement.Sid = '', true)),
  ofStatement('elements in another order', (_, place) => place.put(reversed(place.value))),
  splitBy('a statement for each action', statement => listOf(statement.Action)?.map(Action => ({ ...statement, Action }))),
  // Beside a key an alias does no harm, alone it is a fault.
  splitBy('a statement for each resource', statement => /alias\//.test(JSON.stringify(statement.Resource)) ? undefined : listOf(statement.Resource)?.map(Resource => ({ ...statement, Resource }))),
  // Roles beside a service under a condition that services alone meet are let alone.
  splitBy('a statement for each principal', statement => isObject(statement.Principal) && functionName(statement.Principal) === undefined && !/aws:source/i.test(JSON.stringify(statement.Condition ?? ''))
    ? Object.entries(statement.Principal).flatMap(([type, values]) => (listOf(values) ?? [values]).map(value => ({ ...statement, Principal: { [type]: value } }))) : undefined),
  splitBy('a statement for each value of a condition', statement => {
    for (const [operator, keys] of Object.entries<any>(statement.Condition ?? {})) {
      // Of these one value is enough; one that kms:ViaService never has is a fault by itself.
      if (/not|null|forall/i.test(operator) || keys['kms:ViaService'] !== undefined || !isObject(keys) || functionName(keys) !== undefined) { continue; }
      const [key] = Object.keys(keys).filter(one => Array.isArray(keys[one]) && keys[one].length > 1);
      if (key !== undefined) { return keys[key].map((value: unknown) => ({ ...statement, Condition: { ...statement.Condition, [operator]: { ...keys, [key]: value } } })); }
    }
    return undefined;
  }),
  splitBy('a statement twice', statement => [statement, statement]),
  ofStatement('an empty Condition', statement => statement.Condition === undefined && (statement.Condition = {}, true)),
  ofStatement('an operator without keys', statement => isObject(statement.Condition ?? {}) && functionName(statement.Condition) === undefined && ((statement.Condition ??= {}).StringNotLike ??= {}, true)),
  ofStatement('elements that are null', statement => { for (const name of ['Sid', 'Condition', 'NotPrincipal', 'NotAction']) { statement[name] ??= null; } }),
  ofStatement('elements that are AWS::NoValue', statement => { for (const name of ['Sid', 'Condition', 'NotPrincipal', 'NotAction', 'NotResource']) { statement[name] ??= NO_VALUE; } }),
  ofStatement('a statement in both branches of Fn::If', (statement, place) => place.put({ 'Fn::If': [openCondition(place.stack), statement, JSON.parse(JSON.stringify(statement))] })),
  rewriteOf('what Fn::If chooses in a statement, around the statement', statementsOf, place => {
    const [found] = conditionsWithin(place.value);
    if (found === undefined) { return false; }
    return place.put({ 'Fn::If': [found, assuming(place.value, found, true), assuming(place.value, found, false)] });
  }),
];

const conditionsWithin = (value: any): string[] => typeof value !== 'object' || value === null ? []
  : [...functionName(value) === 'Fn::If' ? [value['Fn::If'][0]] : [], ...Object.values(value).flatMap(conditionsWithin)];
/** A value where a condition holds or does not. */
const assuming = (value: any, condition: string, holds: boolean): any => {
  if (Array.isArray(value)) { return value.map(one => assuming(one, condition, holds)); }
  if (!isObject(value)) { return value; }
  const choice = functionName(value) === 'Fn::If' ? value['Fn::If'] : undefined;
  if (choice?.[0] === condition) { return assuming(choice[holds ? 1 : 2], condition, holds); }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, assuming(inner, condition, holds)]));
};

const ofAction = (name: string, write: (action: string, element: Element) => string | readonly string[] | undefined): Rewrite => ofElement(name, (value, element) => {
  if (!['Action', 'NotAction'].includes(element.name)) { return undefined; }
  const actions = listOf(value);
  if (!actions?.every(isText)) { return undefined; }
  const next = actions.flatMap(action => write(action, element) ?? action);
  return JSON.stringify(next) === JSON.stringify(actions) ? undefined : next;
});

const reach = (pattern: string): string => [...actionsOf(pattern)].join();

const ACTIONS: readonly Rewrite[] = [
  ofAction('actions in lower case', action => action.toLowerCase()),
  ofAction('actions in upper case', action => action.toUpperCase()),
  ofAction('the name of the service in upper case', action => action.replace(/^kms:/, 'KMS:')),
  ofAction('two wildcards for one', action => action.replace('*', '**')),
  ofAction('a wildcard for what alone can be there', action => {
    const open = `${action.slice(0, -1)}*`;
    return /^kms:\w{4}/i.test(action) && reach(open) === reach(action) ? open : undefined;
  }),
  ofAction('a question mark for what alone can be there', action => {
    const open = `${action.slice(0, -1)}?`;
    return /^kms:\w{4}/i.test(action) && reach(action) !== '' && reach(open) === reach(action) ? open : undefined;
  }),
  // By its name CreateGrant or DescribeKey is meant, by a pattern it is not, and the rules say so.
  ofAction('every action for a pattern', action => /^kms:\w+\*$/i.test(action) && reach(action) !== '' && !['creategrant', 'describekey'].some(name => actionsOf(action).has(name)) ? KMS_ACTIONS.filter(name => actionsOf(action).has(name.toLowerCase())).map(name => `kms:${name}`) : undefined),
  ofAction('any action for any of KMS', (action, { statement }) => statement.ofKey && action === 'kms:*' ? '*' : undefined),
  ofAction('an action beside a pattern that has it', action => action === 'kms:GenerateDataKey*' ? [action, 'kms:GenerateDataKey'] : undefined),
];

const ofDocument = (name: string, change: (document: any, place: Place) => unknown): Rewrite => rewriteOf(name, documentsOf, place => change(place.value, place));
/** Versions matter to variables alone, and to what looks like one. */
const hasVariables = (document: any): boolean => JSON.stringify(document).includes('${');
/** A text among the policies of AWS SAM is a name; IAM takes no null. */
const canBeText = (document: any, { stack, logicalId }: Place): boolean => !hasVariables(document) && !/"(Ref|Fn::\w+)":|\bnull\b/.test(JSON.stringify(document))
  && !stack.template.Resources[logicalId].Type.startsWith('AWS::Serverless::');

const DOCUMENTS: readonly Rewrite[] = [
  ofDocument('one statement as a list', document => isObject(document.Statement) && functionName(document.Statement) === undefined && (document.Statement = [document.Statement], true)),
  ofDocument('a list of one statement as the statement', document => Array.isArray(document.Statement) && document.Statement.length === 1 && ([document.Statement] = document.Statement, true)),
  ofDocument('statements in another order', document => Array.isArray(document.Statement) && document.Statement.length > 1 && (document.Statement.reverse(), true)),
  ofDocument('AWS::NoValue and null among the statements', document => Array.isArray(document.Statement) && (document.Statement.unshift(NO_VALUE, null), true)),
  ofDocument('statements in both branches of Fn::If', (document, { stack }) => {
    document.Statement = { 'Fn::If': [openCondition(stack), document.Statement, JSON.parse(JSON.stringify(document.Statement))] };
  }),
  ofDocument('a policy in both branches of Fn::If', (document, place) => place.put({ 'Fn::If': [openCondition(place.stack), document, JSON.parse(JSON.stringify(document))] })),
  ofDocument('no Version', document => !hasVariables(document) && document.Version !== undefined && delete document.Version),
  ofDocument('the Version of 2008', document => !hasVariables(document) && (document.Version = '2008-10-17', true)),
  ofDocument('an Id', document => { document.Id = 'policy'; }),
  ofDocument('a policy as text', (document, place) => canBeText(document, place) && place.put(JSON.stringify(document, undefined, 2))),
  ofDocument('a policy by Fn::ToJsonString', (document, place) => canBeText(document, place) && place.put({ 'Fn::ToJsonString': document })),
  ofDocument('a policy as text by Fn::Sub', (document, place) => canBeText(document, place) && place.put({ 'Fn::Sub': JSON.stringify(document) })),
];

export const STATEMENT_REWRITES: readonly Rewrite[] = [...LISTS, ...STATEMENTS, ...ACTIONS, ...DOCUMENTS];
