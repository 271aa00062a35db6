import { readFileSync } from 'fs';
import { join } from 'path';
import { Errors, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { KINDS } from '../../src/private/check-types';
import { baseOf, declaredTypes } from '../../tools/public-api';
import { attempts, inputStack, parameter, wrongValues } from '../support/inputs';
import { publicApi } from '../support/public-api';

/* Every property of every construct, option and factory, as TypeScript declares them: with the wrong type, with a value known at deployment. */

const API = publicApi();
const ATTEMPTS = attempts(API);

test('the declared types are those of the sources: npx tsx tools/generate-declared-types.ts', () => {
  expect(readFileSync(join(__dirname, '../../src/private/declared-types.ts'), 'utf8')).toBe(declaredTypes(API));
});

test('every object type of a property can be known at run time', () => {
  const types = Object.values(API.structs).flatMap(struct => Object.values(struct)).map(baseOf);
  const unknown = types.filter(type => !KINDS[type] && !API.structs[type] && !API.enums[type]
    && !['string', 'number', 'boolean', 'any', 'object'].includes(type));
  expect([...new Set(unknown)]).toEqual([]);
});

test('there is something to try', () => { expect(ATTEMPTS.length).toBeGreaterThan(300); });

/** The refusal, or what came instead. */
function outcome(attempt: () => void): { refused: boolean; message: string } {
  try {
    attempt();
    return { refused: false, message: 'accepted' };
  } catch (error) {
    const { message, stack = '' } = error as Error;
    return { refused: Errors.isValidationError(error) && /^(\[.*?\] )?'/.test(message), message: `${message} ${Errors.isValidationError(error) ? '' : stack.split('\n')[1]}` };
  }
}

test('a value of the wrong type is refused by property, never by a TypeError', () => {
  const wrong = ATTEMPTS.flatMap(({ title, property, type, call }) => wrongValues(API, type).flatMap(value => {
    const { refused, message } = outcome(() => call(inputStack(), value));
    return refused && message.includes(property.split('.').pop()!) || /noSuchProperty/.test(message) ? [] : [`${title} = ${JSON.stringify(value) ?? 'undefined'}: ${message}`];
  }));
  expect(wrong).toEqual([]);
});

/** A string property, also in a list or a map. */
const TEXTS = ATTEMPTS.filter(({ type }) => baseOf(type) === 'string');

test('a text known at deployment is refused, or comes whole into the template', () => {
  const wrong = TEXTS.flatMap(({ title, property, type, call }) => {
    const stack = inputStack();
    const token = parameter(stack).valueAsString;
    const value = wrapped(type.replace('?', ''), token);
    const { refused, message } = outcome(() => { call(stack, value); problems(stack, property); });
    return refused || message === 'accepted' ? [] : [`${title}: ${message}`];
  });
  expect(wrong).toEqual([]);
});

function wrapped(type: string, token: string): unknown {
  if (type.endsWith('[]')) { return [wrapped(type.slice(0, -2), token)]; }
  if (type.endsWith('{}')) { return { name: wrapped(type.slice(0, -2), token) }; }
  return token;
}

/** Throws for a template in which a token shows, is cut, or is taken for an ARN. */
function problems(stack: Stack, property: string): void {
  const { Parameters: _, ...template } = Template.fromStack(stack).toJSON();
  const text = JSON.stringify(template);
  const shows = /.{0,60}(Token\[|token-|TOKEN).{0,40}/.exec(text);
  if (shows) { throw new Error(`a token shows: ${shows[0]}`); }
  const taken = /"[^"]*(SourceArn|:arn)":\[?\{"Ref":"P"\}/.exec(text);
  if (taken && !/arn/i.test(property)) { throw new Error(`a name stands where an ARN belongs: ${taken[0]}`); }
}

test('a list known at deployment is refused by property', () => {
  const wrong = ATTEMPTS.filter(({ type }) => /^string\[\]\??$/.test(type)).flatMap(({ title, property, call }) => {
    const stack = inputStack();
    const { message } = outcome(() => call(stack, parameterList(stack)));
    return message.includes(`'${property}' must not be a list token`) ? [] : [`${title}: ${message}`];
  });
  expect(wrong).toEqual([]);
});

const parameterList = (stack: Stack): string[] => {
  const list = parameter(stack);
  list.type = 'CommaDelimitedList';
  return list.valueAsList;
};
