import { createHash } from 'crypto';
import { Acknowledgements } from './acknowledgements';
import { CheckConfig } from './config';
import { App } from '../../src/app/app';
import { Finding } from '../../src/checks/finding';
import { describe, findingsOf, idOf } from '../../src/checks/findings';
import { Level, pageOf } from '../../src/checks/rule';
import { RULES } from '../../src/checks/rules';
import { LIMITS } from '../../src/private/limits';
import { Template } from '../../src/template/template';
import { SourceLine } from '../read/construct-metadata';
import { Inputs } from '../read/read-inputs';
import { Remedy, remedyForUse, useOf } from '../remedy';

/** A finding as the command tells it. Public: the JSON of `check`. */
export interface ReportedFinding {
  readonly ruleId: string;
  /** The rule's id, with the name of the statement in brackets: what an acknowledgement names. */
  readonly id: string;
  readonly level: Level;
  readonly message: string;
  readonly fix: string;
  readonly help: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly constructPath: string | null;
  /** Where in the resource: `Properties.KeyPolicy`. */
  readonly location: string;
  readonly file: string;
  readonly line: number | null;
  /** Where the program creates the construct, relative to the working directory; absent where the CDK recorded no stack, or the file is not here. */
  readonly source?: SourceLine;
  /** The same as long as rule, construct and statement are the same, wherever they are in the file. */
  readonly fingerprint: string;
  /** Why it is accepted; null when it is not. */
  readonly acknowledged: string | null;
  /** The statement that is missing; null where none is, or it takes a decision. */
  readonly remedy: Remedy | null;
}

export interface CheckResult {
  readonly schemaVersion: 1;
  readonly command: 'check';
  readonly summary: { readonly error: number; readonly warning: number; readonly info: number; readonly acknowledged: number; readonly keys: number };
  readonly findings: readonly ReportedFinding[];
}

const WEIGHT: { readonly [level in Level]: number } = { error: 0, warning: 1, info: 2 };

/** Applies the rules to the templates. */
export function runCheck(inputs: Inputs, config: CheckConfig): CheckResult {
  const app = new App(inputs.templates);
  const acknowledgements = new Acknowledgements(inputs, config.acknowledgements);
  const off = new Set(config.disabledRules);
  const findings = findingsOf(app, {
    rules: RULES.filter(rule => !off.has(idOf(rule))),
    levels: config.levels,
    reportUnknown: config.reportUnknown,
    isAsked: config.isAsked,
    expectations: {
      minimumPendingWindowDays: config.minimumPendingWindow ?? LIMITS.pendingWindowDays.min,
      minimumRotationDays: config.minimumRotationPeriod ?? LIMITS.rotationPeriodDays.min,
      maximumRotationDays: config.maximumRotationPeriod ?? LIMITS.rotationPeriodDays.max,
      trustedAccounts: config.trustedAccounts,
    },
  }).map(finding => told(finding, app, inputs, acknowledgements)).sort(byWeight);
  const open = findings.filter(({ acknowledged }) => acknowledged === null);
  const count = (level: Level): number => open.filter(finding => finding.level === level).length;
  return {
    schemaVersion: 1,
    command: 'check',
    summary: { error: count('error'), warning: count('warning'), info: count('info'), acknowledged: findings.length - open.length, keys: app.keys.length },
    findings,
  };
}

function told(finding: Finding, app: App, inputs: Inputs, acknowledgements: Acknowledgements): ReportedFinding {
  const { rule, subject, level, id, message, fix, statement } = finding;
  const template = inputs.templates[subject.stack];
  const path = template.resources[subject.logicalId]?.Metadata?.['aws:cdk:path'];
  const constructPath = typeof path === 'string' ? path.replace(/\/Resource$/, '') : null;
  const within = statement === undefined ? [] : ['Statement', statement];
  const line = inputs.lineOf(subject.stack, ['Resources', subject.logicalId, ...subject.location.split('.'), ...within]);
  return {
    ruleId: idOf(rule),
    id,
    level,
    message: `${describe(finding)}${settledBy(finding, template)}`,
    fix,
    help: pageOf(rule),
    stack: template.title,
    logicalId: subject.logicalId,
    constructPath,
    location: subject.location,
    file: inputs.fileOf(subject.stack),
    line: line ?? null,
    source: inputs.sourceOf(subject.stack, subject.logicalId),
    fingerprint: createHash('sha256').update([id, template.title, constructPath ?? subject.logicalId, subject.location].join('\n')).digest('hex').slice(0, 32),
    acknowledged: acknowledgements.reasonFor(id, template, subject.logicalId, typeof path === 'string' ? path : undefined) ?? null,
    remedy: remedyOf(idOf(rule), subject, message, app),
  };
}

/** With which options the command would know. */
function settledBy({ dependsOn = [] }: Finding, { parameters = {} }: Template): string {
  // A function is named with its arguments: FindInMap(Accounts Stage Consumer).
  const isParameter = (name: string): boolean => Object.hasOwn(parameters, name);
  const chosenBy = (name: string): string[] => isParameter(name) ? [name] : name.split(/[()\s]+/).slice(1).filter(isParameter);
  const options = new Set(dependsOn.flatMap(name => OF_THE_STACK[name] ?? chosenBy(name).map(parameter => `--parameters ${parameter}=…`)));
  return options.size === 0 ? '' : ` ${[...options].join(' ')} would tell.`;
}
const OF_THE_STACK: { readonly [name: string]: string[] } = { 'AWS::AccountId': ['--account'], 'AWS::Region': ['--region'] };

/** What a service misses can be written for the user. */
function remedyOf(ruleId: string, { stack, logicalId }: Finding['subject'], message: string, app: App): Remedy | null {
  const use = ruleId === 'Keysmith-ServiceCanUseKey' ? useOf(app, stack, logicalId, message) : undefined;
  return use ? remedyForUse(use) ?? null : null;
}

/** Open before accepted, errors first, then as the files have them. */
function byWeight(a: ReportedFinding, b: ReportedFinding): number {
  return Number(a.acknowledged !== null) - Number(b.acknowledged !== null)
    || WEIGHT[a.level] - WEIGHT[b.level]
    || compare(a.file, b.file)
    || (a.line ?? 0) - (b.line ?? 0)
    || compare(a.logicalId, b.logicalId)
    || compare(a.id, b.id)
    || compare(a.message, b.message);
}

const compare = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0;

/** `lib/keys.ts:12`, where the construct is created, before `cdk.out/App.template.json:80`, where CloudFormation reads of it. */
export const placesOf = ({ file, line, source }: ReportedFinding): string[] =>
  [...source ? [`${source.file}:${source.line}`] : [], `${file}${line === null ? '' : `:${line}`}`];
