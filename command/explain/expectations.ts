import { existsSync, readFileSync } from 'fs';
import { resolve } from 'path';
import { contextOf, explain, Question } from './run-explain';
import { App } from '../../src/app/app';
import { Decision } from '../../src/iam/decide';
import { isRecord } from '../../src/private/policy-json';
import { parseTemplate } from '../read/parse-template';
import { quoted, suggestion, UserError } from '../user-error';

/** A question with the answer that a team decided on. */
export interface Expectation {
  readonly name?: string;
  readonly key: string;
  readonly who: string;
  readonly can: string;
  readonly when: { readonly [conditionKey: string]: readonly string[] };
  readonly exact: boolean;
  readonly expect: Decision['verdict'];
}

/** Public: the JSON of `explain --expectations`. */
export interface ExpectationsResult {
  readonly schemaVersion: 1;
  readonly command: 'explain';
  readonly summary: { readonly passed: number; readonly failed: number };
  readonly results: readonly {
    readonly name: string | null;
    readonly key: string;
    readonly principal: string;
    readonly action: string;
    readonly expected: Decision['verdict'];
    readonly verdict: Decision['verdict'];
    readonly passed: boolean;
    readonly why: string;
  }[];
}

const PROPERTIES = ['name', 'key', 'who', 'can', 'when', 'exact', 'expect'];
const VERDICTS: readonly string[] = ['allowed', 'denied', 'depends'];

/** A list of questions, or a mapping with `expectations`. JSON or YAML. */
export function readExpectations(file: string, cwd: string): Expectation[] {
  const path = resolve(cwd, file);
  if (!existsSync(path)) { throw new UserError(`--expectations: there is no ${quoted(file)}`); }
  const { template, lineOf } = parseTemplate(readFileSync(path, 'utf8'), file);
  const list = isRecord(template) ? template.expectations : template;
  if (!Array.isArray(list) || list.length === 0) { throw new UserError(`${file}: must hold a list 'expectations' of { key, who, can, expect }`); }
  return list.flatMap((given: unknown, i) => {
    const at = `${file}:${lineOf(isRecord(template) ? ['expectations', i] : [i]) ?? 1}`;
    if (!isRecord(given)) { throw new UserError(`${at}: must be a mapping of key, who, can and expect`); }
    const unknown = Object.keys(given).find(property => !PROPERTIES.includes(property));
    if (unknown !== undefined) { throw new UserError(`${at}: unknown property ${quoted(unknown)}${suggestion(unknown, PROPERTIES)}`); }
    for (const property of ['key', 'who', 'can', 'expect']) {
      if (given[property] === undefined) { throw new UserError(`${at}: '${property}' is missing`); }
    }
    if (!VERDICTS.includes(String(given.expect))) { throw new UserError(`${at}: 'expect' must be ${VERDICTS.join(', ')}, got ${quoted(String(given.expect))}`); }
    if (given.when !== undefined && !isRecord(given.when)) { throw new UserError(`${at}: 'when' must be a mapping of condition keys to values`); }
    const when = Object.fromEntries(Object.entries(given.when ?? {}).map(([name, value]) => [name, ([] as unknown[]).concat(value).map(String)]));
    // Several actions, or several principals, are several questions.
    return ([] as unknown[]).concat(given.who).flatMap(who => ([] as unknown[]).concat(given.can).map((can): Expectation => ({
      name: given.name === undefined ? undefined : String(given.name),
      key: String(given.key),
      who: String(who),
      can: String(can),
      when,
      exact: given.exact === true,
      expect: String(given.expect) as Decision['verdict'],
    })));
  });
}

/** Asks each question. */
export function runExpectations(app: App, expectations: readonly Expectation[], organization: Question['organization']): ExpectationsResult {
  const results = expectations.map(({ name, key, who, can, when, exact, expect }) => {
    const { result } = explain(app, { key, who, action: can, when: { ...contextOf([]), ...when }, exact, organization });
    return {
      name: name ?? null,
      key,
      principal: who,
      action: result.action,
      expected: expect,
      verdict: result.verdict,
      passed: result.verdict === expect,
      why: [...result.reasons.map(({ words }) => words), ...(result.dependsOn.length > 0 ? [`it depends on ${result.dependsOn.join(', ')}`] : [])].join('; '),
    };
  });
  const passed = results.filter(({ passed: is }) => is).length;
  return { schemaVersion: 1, command: 'explain', summary: { passed, failed: results.length - passed }, results };
}
