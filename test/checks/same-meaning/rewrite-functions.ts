import { functionName, functionsOf, Place } from './places';
import { Rewrite, rewriteOf } from './rewrite';
import { declare, openCondition, trueCondition } from './rewrite-texts';
import { WrittenStack } from './world';

/*
 * A function of CloudFormation written as another, or around another, that gives the same.
 */

/** A rewrite of the functions of a name; undefined where one is left as it is. */
const ofFunction = (name: string, of: readonly string[], write: (argument: any, place: Place) => unknown): Rewrite =>
  rewriteOf(name, functionsOf, place => {
    const found = functionName(place.value)!;
    const next = of.includes(found) ? write(place.value[found], place) : undefined;
    return next === undefined ? false : place.put(next);
  });

const ANY = ['Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::ImportValue', 'Fn::FindInMap', 'Fn::If', 'Fn::Select', 'Fn::Split'];
/** Functions that give texts, whatever the parameters are. */
const TEXTS = ['Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::ImportValue'];
const isNoValue = ({ value }: Place): boolean => value.Ref === 'AWS::NoValue';
const attribute = (argument: any): [string, string] => {
  const [id, ...rest] = Array.isArray(argument) ? argument : String(argument).split('.');
  return [id, rest.join('.')];
};

/** The parts of a template of Fn::Sub: texts, and what is filled in. */
function partsOf(argument: any): unknown[] {
  const [template, given] = Array.isArray(argument) ? argument : [argument, {}];
  return template.split(/(\$\{[^!][^}]*\})/).filter((part: string) => part !== '').map((part: string) => {
    const name = /^\$\{([^!][^}]*)\}$/.exec(part)?.[1].trim();
    if (name === undefined) { return part.replaceAll('${!', '${'); }
    if (Object.hasOwn(given, name)) { return given[name]; }
    return name.includes('.') ? { 'Fn::GetAtt': attribute(name) } : { Ref: name };
  });
}
/** Variables of IAM and of other tools are nobody's to refer to. */
const isOfCloudFormation = (argument: any): boolean => !/\$\{(?!AWS::)[^}]*:/.test(Array.isArray(argument) ? argument[0] : argument);

/** The opposite of a condition. */
const opposite = (stack: WrittenStack, name: string): string => declare(stack, 'Conditions', 'Not', { 'Fn::Not': [{ Condition: name }] });

export const FUNCTION_REWRITES: readonly Rewrite[] = [
  ofFunction('Fn::Sub by Fn::Join', ['Fn::Sub'], argument => isOfCloudFormation(argument) ? { 'Fn::Join': ['', partsOf(argument)] } : undefined),
  ofFunction('Fn::Sub by Fn::Sub with variables', ['Fn::Sub'], argument => {
    if (!isOfCloudFormation(argument)) { return undefined; }
    const parts = partsOf(argument);
    return { 'Fn::Sub': [parts.map((_, i) => `\${p${i}}`).join(''), Object.fromEntries(parts.map((part, i) => [`p${i}`, part]))] };
  }),
  ofFunction('Fn::Join by Fn::Sub', ['Fn::Join'], ([delimiter, parts], place) => !Array.isArray(parts) || !parts.every(part => isText(part, place)) ? undefined
    : { 'Fn::Sub': [parts.map((_, i) => `\${p${i}}`).join(delimiter), Object.fromEntries(parts.map((part, i) => [`p${i}`, part]))] }),
  ofFunction('Ref by Fn::Sub', ['Ref'], (name, place) => isNoValue(place) || isList(name, place) ? undefined : { 'Fn::Sub': `\${${name}}` }),
  ofFunction('Ref by Fn::Join', ['Ref'], (name, place) => isNoValue(place) || isList(name, place) ? undefined : { 'Fn::Join': ['', [{ Ref: name }]] }),
  ofFunction('Fn::GetAtt by a text', ['Fn::GetAtt'], argument => ({ 'Fn::GetAtt': attribute(argument).join('.') })),
  ofFunction('Fn::GetAtt by Fn::Sub', ['Fn::GetAtt'], argument => ({ 'Fn::Sub': `\${${attribute(argument).join('.')}}` })),
  ofFunction('a function within Fn::Join', TEXTS, (_, { value }) => ({ 'Fn::Join': ['', [value]] })),
  // Of nothing nothing is selected.
  ofFunction('a function within Fn::Select', ANY.filter(name => name !== 'Fn::If'), (_, place) => isNoValue(place) ? undefined : { 'Fn::Select': [0, [place.value]] }),
  ofFunction('a function within Fn::If of a condition that always holds', ANY, (_, { stack, value }) => ({ 'Fn::If': [trueCondition(stack), value, 'other'] })),
  ofFunction('a function in both branches of Fn::If', ANY, (_, { stack, value }) => ({ 'Fn::If': [openCondition(stack), value, JSON.parse(JSON.stringify(value))] })),
  ofFunction('Fn::If the other way round', ['Fn::If'], ([condition, whenTrue, whenFalse], { stack }) => ({ 'Fn::If': [opposite(stack, condition), whenFalse, whenTrue] })),
  ofFunction('Fn::If of a condition that is another', ['Fn::If'], ([condition, ...branches], { stack }) => ({ 'Fn::If': [declare(stack, 'Conditions', 'Same', { Condition: condition }), ...branches] })),
  ofFunction('Fn::If of a condition and one that holds', ['Fn::If'], ([condition, ...branches], { stack }) =>
    ({ 'Fn::If': [declare(stack, 'Conditions', 'Both', { 'Fn::And': [{ Condition: condition }, { Condition: trueCondition(stack) }] }), ...branches] })),
  ofFunction('Fn::If within Fn::If of the same condition', ['Fn::If'], ([condition, whenTrue, whenFalse]) =>
    ({ 'Fn::If': [condition, { 'Fn::If': [condition, whenTrue, 'other'] }, { 'Fn::If': [condition, 'other', whenFalse] }] })),
];

/** Whether a value is one text, whatever the deployment fills in. */
const isText = (value: any, place: Place): boolean => typeof value === 'string' || TEXTS.includes(functionName(value)!) || (typeof value?.Ref === 'string' && value.Ref !== 'AWS::NoValue' && !isList(value.Ref, place));

/** Whether a parameter can be a list, which no text can hold. */
const isList = (name: string, { stack }: Place): boolean => /List/.test(stack.template.Parameters?.[name]?.Type ?? '');
