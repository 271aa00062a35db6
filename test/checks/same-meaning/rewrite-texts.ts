import { Place, textsOf } from './places';
import { Means, Rewrite, rewriteOf } from './rewrite';
import { World, WrittenStack } from './world';
import { partitionOf } from '../../../src/template/place';

/*
 * A text written as a function of CloudFormation that gives this text.
 */

/** Variables of other tools, and references that CloudFormation looks up, are filled in before functions are. */
const isLiteral = (text: string): boolean => !/\$\{(?!aws:|kms:|\*\}|\?\}|\$\})|\{\{/.test(text);
const literals = (world: World): Place<string>[] => textsOf(world).filter(({ value }) => isLiteral(value));

/** `${aws:username}` is no variable of Fn::Sub. */
const escaped = (text: string): string => text.replace(/\$\{/g, '${!');
const halves = (text: string, { chance }: Means): [string, string] => {
  const at = chance.below(text.length + 1);
  return [text.slice(0, at), text.slice(at)];
};

let made = 0;
/** A name that nothing has. */
export const newName = (what: string): string => `${what}N${++made}`;

/** Declares something of a section of a template, and says by which name. */
export function declare(stack: WrittenStack, section: 'Parameters' | 'Mappings' | 'Conditions' | 'Outputs', what: string, definition: unknown): string {
  const name = newName(what);
  (stack.template[section] ??= {})[name] = definition;
  return name;
}

/** A condition that the deployment decides. */
export const openCondition = (stack: WrittenStack): string =>
  declare(stack, 'Conditions', 'Whether', { 'Fn::Equals': [{ Ref: declare(stack, 'Parameters', 'Stage', { Type: 'String' }) }, 'prod'] });
export const trueCondition = (stack: WrittenStack): string => declare(stack, 'Conditions', 'Always', { 'Fn::Equals': ['a', 'a'] });
const falseCondition = (stack: WrittenStack): string => declare(stack, 'Conditions', 'Never', { 'Fn::Not': [{ Condition: trueCondition(stack) }] });

const written = (name: string, write: (text: string, stack: WrittenStack, means: Means, world: World) => unknown, more: Partial<Rewrite> = {}): Rewrite =>
  rewriteOf(name, literals, (place, means, world) => {
    const value = write(place.value, place.stack, means, world);
    return value === undefined ? false : place.put(value);
  }, more);

const join = (delimiter: string, ...parts: unknown[]) => ({ 'Fn::Join': [delimiter, parts] });
const select = (index: number | string, from: unknown) => ({ 'Fn::Select': [index, from] });

/** What pseudo parameters are in place of: each part of an ARN or of the name of a service is one by itself. */
function withPseudoParameters(text: string, { account, region }: WrittenStack): string | undefined {
  if (account === undefined || region === undefined || partitionOf(region) !== 'aws' || text.includes('${')) { return undefined; }
  const next = text.replaceAll(account, '${AWS::AccountId}').replace(/^arn:aws:/, 'arn:${AWS::Partition}:')
    .replace(new RegExp(`(?<=[:.])${region}(?=[:.])`), '${AWS::Region}').replace(/(?<=\.)amazonaws\.com$/, '${AWS::URLSuffix}');
  return next === text ? undefined : next;
}

const MADE_OF_TEXTS: readonly Rewrite[] = [
  written('a text by Fn::Sub', text => ({ 'Fn::Sub': escaped(text) })),
  written('a text by Fn::Sub with a variable', (text, _, means) => {
    const [a, b] = halves(text, means);
    return { 'Fn::Sub': [`${escaped(a)}\${rest}`, { rest: b }] };
  }),
  written('a text by Fn::Sub of variables only', (text, _, means) => {
    const [a, b] = halves(text, means);
    return { 'Fn::Sub': ['${a}${b}', { a, b: { 'Fn::Sub': escaped(b) } }] };
  }),
  written('a text by Fn::Join', (text, _, means) => join('', ...halves(text, means))),
  written('a text by Fn::Join of its parts', text => /[:./]/.test(text) ? join(/[:./]/.exec(text)![0], ...text.split(/[:./]/.exec(text)![0])) : undefined),
  written('a text by Fn::Join of Fn::Join', (text, _, means) => {
    const [a, b] = halves(text, means);
    return join('', join('', ...halves(a, means)), { 'Fn::Join': ['', join('', b)['Fn::Join'][1]] });
  }),
  written('a text by Fn::Join with nothing in it', text => join('', text, { Ref: 'AWS::NoValue' })),
  written('a text by Fn::Select', text => select(1, ['other', text])),
  written('a text by Fn::Select with the index as a text', text => select('0', [text])),
  written('a text by Fn::Select of Fn::Split', text => text.includes('|') ? undefined : select(1, { 'Fn::Split': ['|', `other|${text}|another`] })),
  written('a text by Fn::Join of Fn::Split', text => text.includes('/') ? { 'Fn::Join': ['/', { 'Fn::Split': ['/', text] }] } : undefined),
];

const LOOKED_UP: readonly Rewrite[] = [
  written('a text by a parameter that has the value', (text, stack) => {
    const name = declare(stack, 'Parameters', 'Value', { Type: 'String' });
    stack.given[name] = text;
    return { Ref: name };
  }),
  written('a text with a parameter in it that has the value', (text, stack, means) => {
    const [a, b] = halves(text, means);
    const name = declare(stack, 'Parameters', 'Value', { Type: 'String' });
    stack.given[name] = b;
    return { 'Fn::Sub': `${escaped(a)}\${${name}}` };
  }),
  written('a text by a parameter that can have no other value', (text, stack) => ({ Ref: declare(stack, 'Parameters', 'Only', { Type: 'String', Default: text, AllowedValues: [text] }) })),
  written('a text by Fn::FindInMap of one row', (text, stack) => ({ 'Fn::FindInMap': [declare(stack, 'Mappings', 'Map', { all: { value: text } }), 'all', 'value'] })),
  written('a text by Fn::FindInMap that is the same in every row', (text, stack) =>
    ({ 'Fn::FindInMap': [declare(stack, 'Mappings', 'Map', { dev: { value: text }, prod: { value: text } }), { Ref: declare(stack, 'Parameters', 'Stage', { Type: 'String' }) }, 'value'] })),
  written('a text by Fn::FindInMap under the Region', (text, stack) =>
    stack.region === undefined ? undefined : { 'Fn::FindInMap': [declare(stack, 'Mappings', 'Map', { [stack.region]: { value: text }, 'ap-south-1': { value: 'other' } }), { Ref: 'AWS::Region' }, 'value'] }),
  written('a text by Fn::FindInMap with a default', (text, stack) =>
    ({ 'Fn::FindInMap': [declare(stack, 'Mappings', 'Map', { all: { other: 'other' } }), 'all', 'value', { DefaultValue: text }] })),
  written('a text by Fn::ImportValue', (text, _, __, world) => {
    const name = newName('export');
    exporter(world).template.Outputs![name] = { Value: text, Export: { Name: name } };
    return { 'Fn::ImportValue': name };
  }),
  written('a text by Fn::ImportValue of a name that is made', (text, { name: stackName }, _, world) => {
    const name = newName('export');
    exporter(world).template.Outputs![name] = { Value: text, Export: { Name: `${stackName}-${name}` } };
    return { 'Fn::ImportValue': { 'Fn::Sub': `\${AWS::StackName}-${name}` } };
  }),
];

/** A stack more, which exports. */
export function exporter(world: World): WrittenStack {
  const known = world.stacks.find(({ name }) => name === EXPORTER);
  if (known) { return known; }
  const [{ account, region }] = world.stacks;
  const stack: WrittenStack = { name: EXPORTER, account, region, given: {}, template: { Resources: {}, Outputs: {} } };
  world.stacks.push(stack);
  return stack;
}
const EXPORTER = 'exporter';

const CHOSEN: readonly Rewrite[] = [
  written('a text by Fn::If with the same in both branches', (text, stack) => ({ 'Fn::If': [openCondition(stack), text, text] })),
  written('a text by Fn::If with the same in both branches, by functions', (text, stack) => ({ 'Fn::If': [openCondition(stack), join('', text), { 'Fn::Sub': escaped(text) }] })),
  written('a text by Fn::If of a condition that always holds', (text, stack) => ({ 'Fn::If': [trueCondition(stack), text, 'other'] })),
  written('a text by Fn::If of a condition that never holds', (text, stack) => ({ 'Fn::If': [falseCondition(stack), { Ref: 'AWS::NoValue' }, text] })),
  written('a text by Fn::If of a condition on the Region', (text, stack) => stack.region === undefined ? undefined
    : { 'Fn::If': [declare(stack, 'Conditions', 'Here', { 'Fn::Equals': [{ Ref: 'AWS::Region' }, stack.region] }), text, 'other'] }),
  written('a text by Fn::If of a condition by parameters', (text, stack) => {
    const name = declare(stack, 'Parameters', 'Stage', { Type: 'String', Default: 'dev', AllowedValues: ['dev', 'prod'] });
    stack.given[name] = 'prod';
    return { 'Fn::If': [declare(stack, 'Conditions', 'IsProd', { 'Fn::Equals': [{ Ref: name }, 'prod'] }), text, 'other'] };
  }),
];

const OF_PLACE: readonly Rewrite[] = [
  written('account, Region and partition by pseudo parameters', (text, stack) => {
    const next = withPseudoParameters(text, stack);
    return next === undefined ? undefined : next === '${AWS::AccountId}' ? { Ref: 'AWS::AccountId' } : { 'Fn::Sub': next };
  }, { needsPlace: true }),
  written('account, Region and partition by Fn::Join of Ref', (text, stack) => {
    const next = withPseudoParameters(text, stack);
    return next === undefined ? undefined : join('', ...next.split(/\$\{([^}]*)\}/).map((part, i) => i % 2 === 0 ? part : { Ref: part }).filter(part => part !== ''));
  }, { needsPlace: true }),
];

export const TEXT_REWRITES: readonly Rewrite[] = [...MADE_OF_TEXTS, ...LOOKED_UP, ...CHOSEN, ...OF_PLACE];
