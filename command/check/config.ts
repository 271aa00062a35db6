import { existsSync, readFileSync } from 'fs';
import { resolve } from 'path';
import { Acknowledgement } from './acknowledgements';
import { idOf, PACK } from '../../src/checks/findings';
import { Level } from '../../src/checks/rule';
import { renamedTo, ruleIdOf } from '../../src/checks/rule-names';
import { RULES } from '../../src/checks/rules';
import { Subject } from '../../src/checks/subjects';
import { LIMITS } from '../../src/private/limits';
import { isRecord } from '../../src/private/policy-json';
import { parseTemplate } from '../read/parse-template';
import { quoted, suggestion, UserError } from '../user-error';

/** What `check` expects of the templates. */
export interface CheckConfig {
  readonly disabledRules: readonly string[];
  readonly levels: { readonly [ruleId: string]: Level };
  readonly reportUnknown: boolean;
  readonly minimumPendingWindow?: number;
  readonly minimumRotationPeriod?: number;
  readonly maximumRotationPeriod?: number;
  readonly trustedAccounts: readonly string[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** Which resources are judged; all when absent. */
  readonly isAsked?: (subject: Subject) => boolean;
}

type Content = { readonly [property: string]: unknown };

const KNOWN = RULES.map(idOf);
const LEVELS: readonly Level[] = ['error', 'warning', 'info'];
const PROPERTIES = [
  'disabledRules', 'severities', 'reportUnknown', 'minimumPendingWindow', 'minimumRotationPeriod', 'maximumRotationPeriod', 'trustedAccounts', 'acknowledge',
] as const;

/** Rule names as people write them: with the pack's name or without, several with commas. */
export function ruleIds(given: readonly string[], option: string): string[] {
  return given.flatMap(text => text.split(',')).map(text => text.trim()).filter(text => text !== '').map(text => {
    const id = ruleIdOf(text);
    if (id !== undefined) { return id; }
    const now = renamedTo(text);
    throw new UserError(now
      ? `${option}: the rule ${quoted(text)} is called ${now} now`
      : `${option}: there is no rule ${quoted(text)}${suggestion(text.startsWith(`${PACK}-`) ? text : `${PACK}-${text}`, KNOWN)}`);
  });
}

/** The configuration of a file, JSON or YAML; every part might be absent. */
export function readConfig(file: string | undefined, disabled: readonly string[], cwd: string): CheckConfig {
  const given = file === undefined ? {} : contentOf(file, cwd);
  const unknown = Object.keys(given).find(property => !(PROPERTIES as readonly string[]).includes(property));
  if (unknown !== undefined) { throw new UserError(`${file}: unknown property ${quoted(unknown)}${suggestion(unknown, PROPERTIES)}`); }
  return {
    disabledRules: [...ruleIds(textList(given, 'disabledRules', file), `${file}: 'disabledRules'`), ...ruleIds(disabled, '--rules-off')],
    levels: levelsOf(given.severities, file),
    reportUnknown: given.reportUnknown !== false,
    minimumPendingWindow: days(given, 'minimumPendingWindow', LIMITS.pendingWindowDays, file),
    minimumRotationPeriod: days(given, 'minimumRotationPeriod', LIMITS.rotationPeriodDays, file),
    maximumRotationPeriod: days(given, 'maximumRotationPeriod', LIMITS.rotationPeriodDays, file),
    trustedAccounts: textList(given, 'trustedAccounts', file).map(account => {
      if (!/^\d{12}$/.test(account)) { throw new UserError(`${file}: 'trustedAccounts' takes account ids of 12 digits, got: ${quoted(account)}`); }
      return account;
    }),
    acknowledgements: acknowledged(given.acknowledge, file),
  };
}

function contentOf(file: string, cwd: string): Content {
  const path = resolve(cwd, file);
  if (!existsSync(path)) { throw new UserError(`--config: there is no ${quoted(file)}`); }
  const { template } = parseTemplate(readFileSync(path, 'utf8'), file);
  if (!isRecord(template)) { throw new UserError(`${file}: must hold a mapping with ${PROPERTIES.join(', ')}`); }
  return template;
}

function days(given: Content, property: string, { min, max }: { readonly min: number; readonly max: number }, file: string | undefined): number | undefined {
  const value = given[property];
  if (value === undefined) { return undefined; }
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    throw new UserError(`${file}: '${property}' must be a whole number of days from ${min} to ${max}, got: ${JSON.stringify(value)}`);
  }
  return value as number;
}

function textList(given: Content, property: string, file: string | undefined): string[] {
  const value = given[property];
  if (value === undefined) { return []; }
  if (!Array.isArray(value)) { throw new UserError(`${file}: '${property}' must be a list`); }
  return value.map(String);
}

function levelsOf(value: unknown, file: string | undefined): { [ruleId: string]: Level } {
  if (value === undefined) { return {}; }
  if (!isRecord(value)) { throw new UserError(`${file}: 'severities' must be a mapping of rules to ${LEVELS.join(', ')}`); }
  return Object.fromEntries(Object.entries(value).map(([rule, level]) => {
    if (!LEVELS.includes(level as Level)) { throw new UserError(`${file}: the severity of ${quoted(rule)} must be ${LEVELS.join(', ')}, got: ${JSON.stringify(level)}`); }
    return [ruleIds([rule], `${file}: 'severities'`)[0], level as Level];
  }));
}

/** `acknowledge: { Keysmith-KeyRetained: reason }`: for every resource. */
function acknowledged(value: unknown, file: string | undefined): Acknowledgement[] {
  if (value === undefined) { return []; }
  if (!isRecord(value)) { throw new UserError(`${file}: 'acknowledge' must be a mapping of findings to reasons`); }
  return Object.entries(value).map(([id, reason]) => {
    if (typeof reason !== 'string' || reason.trim() === '') { throw new UserError(`${file}: ${quoted(id)} under 'acknowledge' needs a reason`); }
    const [bare] = id.split('[');
    const [known] = ruleIds([bare], `${file}: 'acknowledge'`);
    return { id: known + id.slice(bare.length), reason };
  });
}
