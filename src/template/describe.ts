import { REFERENCE } from './reference';

/** A function of CloudFormation in words that are the same for the same value only: `Select(0 Split(, Names))`. */
export const describeFunction = (name: string, argument: unknown): string => `${name.replace('Fn::', '')}(${describe(argument)})`;

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) { return String(value); }
  if (Array.isArray(value)) { return value.map(describe).join(' '); }
  const entries = Object.entries(value);
  const [[name, argument] = ['', undefined]] = entries;
  if (entries.length === 1 && name === 'Ref') { return String(argument); }
  if (entries.length === 1 && name === REFERENCE) { return ([] as unknown[]).concat(argument).slice(1).filter(part => part !== undefined).join('.'); }
  if (entries.length === 1 && name === 'Fn::GetAtt') { return ([] as unknown[]).concat(argument).join('.'); }
  return entries.length === 1 && name.startsWith('Fn::') ? describeFunction(name, argument) : JSON.stringify(value);
}
