import * as fs from 'fs';
import * as path from 'path';
import { CfnResource, Duration, IPolicyValidationContext, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Acknowledgements, BARE, BARE_OR_NAMED } from './acknowledgements';
import { describe, findingsOf, idOf, PACK } from './findings';
import { packBase, PluginBase } from './pack-base';
import { Expectations, Level, pageOf, Rule } from './rule';
import { renamedTo, ruleIdOf } from './rule-names';
import { RULES } from './rules';
import { Subject } from './subjects';
import { App } from '../app/app';
import { READ_TYPES } from '../app/types';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { LIMITS } from '../private/limits';
import { checkAccountId, checkDays } from '../private/validate';
import { fromTree } from '../template/load-tree';
import { fromValidation } from '../template/load-validation';
import { LoadedApp } from '../template/loaded-app';

/** How much a finding of KmsChecks weighs. The values are those of cdk-nag's `NagMessageLevel`. */
export enum FindingSeverity {
  /** Fails the synthesis. */
  ERROR = 'Error',
  /** Is reported. */
  WARN = 'Warning',
  /** Is reported as something to know. */
  INFO = 'Info',
}

/** What KmsChecks expects of the app. */
export interface KmsChecksProps {
  /**
   * Whether findings come with the reason for their rule.
   *
   * @default false
   */
  readonly verbose?: boolean;

  /**
   * Whether cdk-nag writes acknowledgements into the CloudFormation metadata of each resource, as its version 2 did. Fails in a project without
   * cdk-nag 3.
   *
   * @default false
   */
  readonly writeSuppressionsToCloudFormation?: boolean;

  /**
   * Rules whose findings weigh more or less than by default, by id: `{ 'Keysmith-KeyRetained': FindingSeverity.INFO }`.
   *
   * @default - the level of each rule, see docs/rules.md
   */
  readonly severities?: { [ruleId: string]: FindingSeverity };

  /**
   * Rules that are not applied, by id; the name of the pack before it can be left out.
   *
   * @default - all rules are applied
   */
  readonly disabledRules?: string[];

  /**
   * The shortest waiting period before deletion that a key can have, 7 to 30 days.
   *
   * @default Duration.days(7)
   */
  readonly minimumPendingWindow?: Duration;

  /**
   * The shortest rotation period that a key can have, 90 to 2560 days.
   *
   * @default Duration.days(90)
   */
  readonly minimumRotationPeriod?: Duration;

  /**
   * The longest rotation period that a key can have, 90 to 2560 days.
   *
   * @default Duration.days(2560)
   */
  readonly maximumRotationPeriod?: Duration;

  /**
   * Accounts whose principals count as your own, so that no bound is asked for: account ids of 12 digits.
   *
   * @default - only the account of each key
   */
  readonly trustedAccounts?: string[];

  /**
   * Whether what is not known before deployment is reported, at info level.
   *
   * @default true
   */
  readonly reportUnknown?: boolean;
}

const LEVELS: { readonly [severity in FindingSeverity]: Level } = { [FindingSeverity.ERROR]: 'error', [FindingSeverity.WARN]: 'warning', [FindingSeverity.INFO]: 'info' };

const Base: typeof PluginBase = packBase();

/**
 * Rules about KMS keys, their policies and everything that is encrypted under them, for any CDK app.
 *
 * It reads what CloudFormation gets, so it needs none of this library's constructs. Findings at level error fail the synthesis.
 * A finding is acknowledged by its id, with the part in brackets: the name of the statement.
 *
 * It is a validation plugin of the CDK. In a project with cdk-nag 3 it extends `NagPack` and stands beside cdk-nag's own packs; a project with
 * cdk-nag 2, or without cdk-nag, uses it the same way.
 *
 * @see https://github.com/cdklabs/cdk-nag
 *
 * @example
 * declare const app: App;
 * declare const key: kms.Key;
 *
 * Validations.of(app).addPlugins(new KmsChecks(app, { minimumPendingWindow: Duration.days(30) }));
 * Validations.of(key).acknowledge({ id: 'Keysmith-KeyRetained', reason: 'a test key' });
 */
@checked
export class KmsChecks extends Base {
  /** Name of the pack in reports. */
  public readonly name: string = 'KmsChecks';
  /** Version of this package. */
  public readonly version?: string;
  /** Ids of the rules that are applied. */
  public readonly ruleIds?: string[];

  private readonly expectations: Expectations;
  private readonly rules: readonly Rule[];
  private readonly levels: { readonly [ruleId: string]: Level };
  private readonly reportUnknown: boolean;
  private readonly verboseReports: boolean;
  private readonly root?: IConstruct;

  constructor(scope?: IConstruct, props: KmsChecksProps = {}) {
    super(scope, props);
    this.packName = PACK;
    // The version that the package is published with; the repository's own is 0.0.0.
    this.version = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')).version;
    for (const [property, ids] of [['severities', Object.keys(props.severities ?? {})], ['disabledRules', props.disabledRules ?? []]] as const) {
      const unknown = ids.find(id => !ruleIdOf(id));
      if (unknown === undefined) { continue; }
      const now = renamedTo(unknown);
      refuse({
        property, value: unknown, bound: 'must name rules of this pack', remedy: now ? `it is '${now}' now` : "such as 'Keysmith-RotationEnabled', see docs/rules.md",
      });
    }
    checkDays('minimumPendingWindow', props.minimumPendingWindow, LIMITS.pendingWindowDays);
    checkDays('minimumRotationPeriod', props.minimumRotationPeriod, LIMITS.rotationPeriodDays);
    checkDays('maximumRotationPeriod', props.maximumRotationPeriod, LIMITS.rotationPeriodDays);
    props.trustedAccounts?.forEach(account => checkAccountId('trustedAccounts', account));
    const off = new Set(props.disabledRules?.map(ruleIdOf));
    const applied = RULES.filter(rule => !off.has(idOf(rule)));
    this.ruleIds = applied.map(idOf);
    this.rules = applied;
    this.levels = Object.fromEntries(Object.entries(props.severities ?? {}).map(([id, severity]) => [ruleIdOf(id), LEVELS[severity]]));
    this.reportUnknown = props.reportUnknown ?? true;
    this.verboseReports = props.verbose ?? false;
    this.root = scope?.node.root;
    this.expectations = {
      minimumPendingWindowDays: props.minimumPendingWindow?.toDays() ?? LIMITS.pendingWindowDays.min,
      minimumRotationDays: props.minimumRotationPeriod?.toDays() ?? LIMITS.rotationPeriodDays.min,
      maximumRotationDays: props.maximumRotationPeriod?.toDays() ?? LIMITS.rotationPeriodDays.max,
      trustedAccounts: props.trustedAccounts ?? [],
    };
  }

  /** Checks the templates of a synthesized app. Called by the CDK. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    // aws-cdk-lib gives the app since 2.258 and of the stacks of the templates since 2.262: before, the constructs are read.
    const { appConstruct = this.root, stackTemplates } = context as Partial<IPolicyValidationContext>;
    if (!appConstruct) { refuse({ property: 'scope', value: undefined, bound: 'must be the app under this version of aws-cdk-lib', remedy: 'write new KmsChecks(app)' }); }
    if (!stackTemplates) { return this.report(fromTree(appConstruct, READ_TYPES), undefined, BARE_OR_NAMED); }
    // The CDK itself applies acknowledgements that name this plugin, and shows them in its report.
    return this.report(fromValidation(appConstruct, context), undefined, BARE);
  }

  /** Checks the constructs under a scope without synthesis; the rest of the app is read for what they refer to. */
  public validateScope(scope: IConstruct): PolicyValidationPluginReport {
    return this.report(fromTree(scope.node.root, READ_TYPES), scope === scope.node.root ? undefined : scope, BARE_OR_NAMED);
  }

  /** Checks one resource. Called by nothing here: an app is read as a whole, and once. */
  protected checkResource(node: CfnResource): void {
    this.validateScope(node);
  }

  private report(app: LoadedApp, scope: IConstruct | undefined, prefix: RegExp): PolicyValidationPluginReport {
    const report = new Report(app, prefix);
    const findings = findingsOf(new App(app.templates), {
      rules: this.rules,
      expectations: this.expectations,
      levels: this.levels,
      reportUnknown: this.reportUnknown,
      isAsked: scope && (({ stack, logicalId }) => isUnder(app.constructOf(stack, logicalId), scope)),
    });
    for (const finding of findings) {
      const { rule, subject, id, formerId, level, fix } = finding;
      const why = this.verboseReports ? ` ${rule.explanation}` : '';
      report.add(subject, formerId, {
        ruleName: id,
        description: `${describe(finding)}${why}`,
        fix: `${fix} See ${pageOf(rule)}`,
        severity: level,
      });
    }
    return { success: !report.violations.some(({ severity }) => severity === 'error'), violations: report.violations };
  }
}

/** Gathers findings, those of one kind together, as cdk-nag does. */
class Report {
  public readonly violations: Mutable<PolicyViolation>[] = [];
  private readonly known = new Map<string, Mutable<PolicyViolation>>();
  private readonly acknowledgements: Acknowledgements;

  constructor(private readonly app: LoadedApp, prefix: RegExp) {
    this.acknowledgements = new Acknowledgements(prefix);
  }

  public add({ stack, logicalId, location }: Subject, formerId: string | undefined, given: Omit<PolicyViolation, 'violatingResources'>): void {
    const construct = this.app.constructOf(stack, logicalId);
    if (construct && this.acknowledgements.has(construct, given.ruleName)) { return; }
    const violation = construct ? this.withFormerNames(construct, formerId, given) : given;
    const resource = { constructPath: construct?.node.path ?? `${this.app.stacks[stack].node.path}/${logicalId}`, locations: [location] };
    const key = `${violation.ruleName} ${violation.severity} ${violation.description}`;
    const before = this.known.get(key);
    if (before) {
      before.violatingResources.push(resource);
    } else {
      const added = { ...violation, violatingResources: [resource] };
      this.known.set(key, added);
      this.violations.push(added);
    }
  }

  /** An acknowledgement under the former name of a rule counts; one by the position of a statement might be meant for another. */
  private withFormerNames(
    construct: IConstruct, formerId: string | undefined, given: Omit<PolicyViolation, 'violatingResources'>,
  ): Omit<PolicyViolation, 'violatingResources'> {
    const { ruleName } = given;
    const renamed = this.acknowledgements.underFormerName(construct, ruleName);
    if (renamed) { return { ...given, severity: 'info', description: `Acknowledged as '${renamed}', which is called '${ruleName}' now.`, fix: `Acknowledge '${ruleName}'.` }; }
    const moved = this.acknowledgements.underPosition(construct, formerId);
    if (!moved) { return given; }
    return { ...given, description: `${given.description} It is acknowledged as '${moved}', a position that another statement can take: acknowledge '${ruleName}'.` };
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const isUnder = (construct: IConstruct | undefined, scope: IConstruct): boolean => construct !== undefined && construct.node.scopes.includes(scope);
