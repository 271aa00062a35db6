import { World, WrittenStack } from './world';

/*
 * The places of a template at which something can be written otherwise: values, functions, policies, statements.
 */

/** A value and where it is, so that another can be put there. */
export interface Place<T = any> {
  readonly value: T;
  readonly stack: WrittenStack;
  readonly logicalId: string;
  /** From the properties of the resource on. */
  readonly path: readonly (string | number)[];
  put(value: unknown): void;
}

export interface StatementPlace extends Place<{ [element: string]: any }> {
  readonly ofKey: boolean;
  /** Puts several in the place of the one; false where the place is a branch, which holds one. */
  split(statements: readonly object[]): boolean;
}

export const isObject = (value: unknown): value is { [name: string]: any } => typeof value === 'object' && value !== null && !Array.isArray(value);
export const functionName = (value: unknown): string | undefined => {
  const [name, ...others] = isObject(value) ? Object.keys(value) : [];
  return name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::')) ? name : undefined;
};

/** The parts of a function's argument that are values themselves. */
function* argumentsOf(name: string, argument: any): Generator<readonly [holder: any, key: string | number]> {
  if (!Array.isArray(argument)) { return; }
  switch (name) {
    case 'Fn::If': yield [argument, 1]; yield [argument, 2]; break;
    case 'Fn::Join': case 'Fn::Select': if (Array.isArray(argument[1])) { for (const key of argument[1].keys()) { yield [argument[1], key]; } } else { yield [argument, 1]; } break;
    case 'Fn::Split': yield [argument, 1]; break;
    case 'Fn::Sub': for (const key in argument[1]) { yield [argument[1], key]; } break;
  }
}

/** Every value of the properties of every resource, those inside first. */
export function allValues(world: World): Place[] {
  const found: Place[] = [];
  const look = (holder: any, key: string | number, of: Pick<Place, 'stack' | 'logicalId'>, path: readonly (string | number)[]): void => {
    const value = holder[key];
    const name = functionName(value);
    if (name !== undefined) {
      for (const [inner, at] of argumentsOf(name, value[name])) { look(inner, at, of, [...path, name, at]); }
    } else if (Array.isArray(value)) {
      value.forEach((_, i) => look(value, i, of, [...path, i]));
    } else if (isObject(value)) {
      for (const inner of Object.keys(value)) { look(value, inner, of, [...path, inner]); }
    }
    found.push({ ...of, value, path, put: next => { holder[key] = next; } });
  };
  for (const stack of world.stacks) {
    for (const [logicalId, resource] of Object.entries(stack.template.Resources)) {
      for (const name of Object.keys(resource.Properties ?? {})) { look(resource.Properties, name, { stack, logicalId }, [name]); }
    }
  }
  return found;
}

export const textsOf = (world: World): Place<string>[] => allValues(world).filter(({ value }) => typeof value === 'string' && value !== '');
export const functionsOf = (world: World): Place[] => allValues(world).filter(({ value }) => functionName(value) !== undefined);

const isStatement = (value: unknown): boolean => isObject(value) && value.Effect !== undefined && (value.Action ?? value.NotAction) !== undefined;

export const documentsOf = (world: World): Place[] => allValues(world).filter(({ value }) => isObject(value) && value.Statement !== undefined);

export function statementsOf(world: World): StatementPlace[] {
  const values = allValues(world);
  const isWith = (place: Place, path: readonly unknown[]) => (other: Place) => other.stack === place.stack && other.logicalId === place.logicalId && other.path.join('\n') === path.join('\n');
  return values.filter(({ value }) => isStatement(value)).map(place => ({
    ...place,
    ofKey: place.path[0] === 'KeyPolicy',
    split: statements => {
      const last = place.path[place.path.length - 1];
      if (last === 'Statement') {
        place.put(statements);
        return true;
      }
      const list = values.find(isWith(place, place.path.slice(0, -1)))?.value;
      if (!Array.isArray(list)) { return false; }
      list.splice(list.indexOf(place.value), 1, ...statements);
      return true;
    },
  }));
}

export interface ConditionPlace {
  readonly statement: StatementPlace;
  readonly operator: string;
  readonly key: string;
  readonly values: any;
  /** Takes the condition out; the operator with it where it has no other. */
  take(): void;
  /** Adds one; false where the statement has that operator and key. */
  add(operator: string, key: string, values: unknown): boolean;
}

/** The conditions of statements that are written out. */
export const conditionsOf = (world: World): ConditionPlace[] => statementsOf(world).flatMap(statement => {
  const { value: { Condition } } = statement;
  if (!isObject(Condition) || functionName(Condition) !== undefined) { return []; }
  const written = Object.entries(Condition).filter(([, keys]) => isObject(keys) && functionName(keys) === undefined) as [string, object][];
  return written.flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]): ConditionPlace => ({
    statement,
    operator,
    key,
    values,
    take: () => {
      delete Condition[operator][key];
      if (Object.keys(Condition[operator]).length === 0) { delete Condition[operator]; }
    },
    add: (otherOperator, otherKey, others) => {
      const same = Object.keys(Condition).find(name => name.toLowerCase() === otherOperator.toLowerCase());
      if (same !== undefined && Object.keys(Condition[same]).some(name => name.toLowerCase() === otherKey.toLowerCase())) { return false; }
      (Condition[same ?? otherOperator] ??= {})[otherKey] = others;
      return true;
    },
  })));
});
