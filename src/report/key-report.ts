import { App as CdkApp, Stack, Stage } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { KeyStatementSummary, KeySummary } from './key-summary';
import { reportText } from './report-text';
import { summarize } from './summarize';
import { App } from '../app/app';
import { KMS_ACTIONS } from '../iam/reference-data';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { fromAssembly } from '../template/load-assembly';
import { fromObject } from '../template/load-object';
import { Template } from '../template/template';

/** Where a template given alone is deployed to. */
export interface KeyReportOptions {
  /**
   * Name of the stack.
   *
   * @default 'template'
   */
  readonly stackName?: string;

  /**
   * Account id, to tell this account's principals from others'.
   *
   * @default - unknown
   */
  readonly account?: string;

  /**
   * Region code, to tell services of the key's region from others'.
   *
   * @default - unknown
   */
  readonly region?: string;
}

/**
 * Who can do what with which key, read from synthesized templates of any app, whatever its constructs.
 *
 * What a template leaves to the deployment is said as such. Policies of other apps and accounts are not seen.
 *
 * @example
 * const app = new App();
 * const report = KeyReport.fromAssembly(app.synth());
 * const summary = report.toText();
 */
@checked
export class KeyReport {
  /** The keys of a synthesized app. */
  public static fromAssembly(assembly: CloudAssembly): KeyReport {
    return KeyReport.fromDirectory(assembly.directory);
  }

  /** The keys of an app by the output directory of its synthesis, `cdk.out`. Fails when there is no manifest in it. */
  public static fromDirectory(directory: string): KeyReport {
    return KeyReport.ofTemplates(fromAssembly(directory));
  }

  /** The keys of one CloudFormation template, as an object. */
  public static fromTemplate(template: any, options: KeyReportOptions = {}): KeyReport {
    const { stackName = 'template', ...place } = options;
    return KeyReport.ofTemplates([fromObject(template, { stackName, nameAssumed: options.stackName === undefined, ...place })]);
  }

  /** The keys of an app, which this synthesizes. */
  public static fromApp(app: CdkApp): KeyReport {
    return KeyReport.fromAssembly(app.synth());
  }

  /** The keys of one stack and its nested stacks. This synthesizes the app or stage of the stack. */
  public static fromStack(stack: Stack): KeyReport {
    const { keys } = KeyReport.fromAssembly(Stage.of(stack)!.synth());
    return new KeyReport(keys.filter(key => key.stack === stack.stackName || key.stack.startsWith(`${stack.stackName}/`)));
  }

  private static ofTemplates(templates: readonly Template[]): KeyReport {
    return new KeyReport(summarize(new App(templates)));
  }

  /** The keys, in the order of their stacks and templates. */
  public readonly keys: KeySummary[];

  private constructor(keys: KeySummary[]) {
    this.keys = keys;
  }

  /**
   * Who can do one thing with one key, under which conditions; what a Deny takes away is among the restrictions of the key.
   *
   * Fails for an action that KMS does not have and for a key that is none of the report.
   *
   * @param action action of KMS, such as `kms:Decrypt`
   * @param key alias, logical id or name of the key
   */
  public whoCan(action: string, key: string): KeyStatementSummary[] {
    const name = KMS_ACTIONS.find(known => `kms:${known}`.toLowerCase() === action.toLowerCase());
    if (name === undefined) { refuse({ property: 'action', value: action, bound: 'must be an action of KMS', remedy: "such as 'kms:Decrypt'" }); }
    const found = this.keys.filter(({ aliases, logicalId, name: path, stack }) => [...aliases, logicalId, path, `${stack}/${logicalId}`].includes(key));
    if (found.length !== 1) {
      refuse({ property: 'key', value: key, bound: found.length === 0 ? 'must be a key of the report' : `must be one key, and is ${found.length}`, remedy: 'give an alias, or stack/logicalId' });
    }
    return found[0].access.filter(({ actions }) => actions.includes(`kms:${name}`));
  }

  /** The report as text for people. */
  public toText(): string {
    return reportText(this.keys);
  }

  /** The report as JSON, indented. */
  public toJson(): string {
    return `${JSON.stringify({ keys: this.keys }, undefined, 2)}\n`;
  }
}
