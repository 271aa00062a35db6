import { findings, World } from './world';

/*
 * Faults of the sort that was found before, planted in front of the rules: what each makes of a template is read as if it were written. The rewrites must show each.
 */

type Misread = (value: any) => any;

/** Each value of a template as a fault reads it, inside first. */
const everywhere = (misread: Misread) => (value: any): any => {
  const inner = Array.isArray(value) ? value.map(everywhere(misread))
    : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, everywhere(misread)(one)])) : value;
  return misread(inner);
};
const isFunction = (value: any, name: string): boolean => typeof value === 'object' && value !== null && name in value;
const isStatement = (value: any): boolean => isFunction(value, 'Effect');
const UNKNOWN = { Ref: 'NobodyKnows' };

const FAULTS = {
  'Fn::Join of Fn::Join is not read': value => isFunction(value, 'Fn::Join') && JSON.stringify(value['Fn::Join'][1]).includes('"Fn::Join"') ? UNKNOWN : value,
  'Fn::Select of an import is not read': value => isFunction(value, 'Fn::ImportValue') ? UNKNOWN : value,
  'a null is a value': value => isStatement(value) && Object.values(value).includes(null) ? { ...value, Action: 'kms:Decrypt' } : value,
  'one action is no action': value => isStatement(value) && typeof value.Action === 'string' ? { ...value, Action: [] } : value,
  'of Fn::If the first branch counts': value => isFunction(value, 'Fn::If') ? value['Fn::If'][1] : value,
  'operators are compared by case': value => isStatement(value) && Object.keys(value.Condition ?? {}).some(name => name === name.toLowerCase()) ? { ...value, Condition: undefined } : value,
  'an account is its root alone': value => isStatement(value) && /^\d+$/.test(value.Principal?.AWS) ? { ...value, Principal: UNKNOWN } : value,
  'only the first statement of somebody counts': value => Array.isArray(value) && value.every(isStatement)
    ? value.filter((one, i) => value.findIndex(other => JSON.stringify(other.Principal) === JSON.stringify(one.Principal)) === i) : value,
} satisfies { readonly [fault: string]: Misread };

export type Fault = keyof typeof FAULTS;
export const ALL_FAULTS = Object.keys(FAULTS) as Fault[];

/** What the rules say of a world with a fault in how it is read. */
export const findingsWith = (fault: Fault) => (world: World): string[] =>
  findings({ ...world, stacks: world.stacks.map(stack => ({ ...stack, template: everywhere(FAULTS[fault])(stack.template) })) });
