import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { readKeys } from './key-reader';
import { KeyStatementSummary, KeySummary } from './key-summary';
import { Template, templatesOf } from './templates';
import { refuse } from '../private/errors';

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
export class KeyReport {
  /** The keys of a synthesized app. */
  public static fromAssembly(assembly: CloudAssembly): KeyReport {
    return KeyReport.fromDirectory(assembly.directory);
  }

  /** The keys of an app by the output directory of its synthesis, `cdk.out`. Fails when there is no manifest in it. */
  public static fromDirectory(directory: string): KeyReport {
    return new KeyReport(readKeys(templatesOf(directory)));
  }

  /** The keys of one CloudFormation template, as an object. */
  public static fromTemplate(template: any, options: KeyReportOptions = {}): KeyReport {
    if (template === null || typeof template !== 'object') {
      refuse({ property: 'template', value: template, bound: 'must be a parsed CloudFormation template' });
    }
    const { stackName = 'template', account, region } = options;
    return new KeyReport(readKeys([{ stack: stackName, account, region, template: template as Template }]));
  }

  /** The keys, in the order of their stacks and templates. */
  public readonly keys: KeySummary[];

  private constructor(keys: KeySummary[]) {
    this.keys = keys;
  }

  /** The report as text for people. */
  public toText(): string {
    if (this.keys.length === 0) { return 'No customer managed keys.\n'; }
    const stacks = [...new Set(this.keys.map(key => key.stack))];
    return stacks.map(stack => stackText(stack, this.keys.filter(key => key.stack === stack))).join('\n');
  }

  /** The report as JSON, indented. */
  public toJson(): string {
    return `${JSON.stringify({ keys: this.keys }, undefined, 2)}\n`;
  }
}

function stackText(stack: string, keys: readonly KeySummary[]): string {
  const sum = (cost: (key: KeySummary) => number) => keys.map(cost).reduce((a, b) => a + b, 0);
  const total = `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}, ${costText(sum(key => key.monthlyCost), sum(key => key.monthlyCostWhenRotated))}`;
  return [`${stack}: ${total}`, '', ...keys.flatMap(keyText)].join('\n');
}

function keyText(key: KeySummary): string[] {
  const rows: [string, string[]][] = [
    ['Kind', [`${key.kind}${key.enabled ? '' : ', disabled'}`]],
    ['Also named', key.aliases.slice(1)],
    ['For', key.description ? [key.description] : []],
    ['Rotation', [key.rotation]],
    ['Deletion', [`after ${key.pendingWindow}; ${key.removalPolicy === 'RETAIN' ? 'RETAIN: the key stays when its stack lets go of it' : 'DESTROY: scheduled when its stack lets go of it'}`]],
    ['Replicas', key.replicas],
    ['Allowed', key.access.map(row => statementText(row, ' '))],
    ['Denied', key.restrictions.map(row => statementText(row, '; '))],
    ['Cost', [costText(key.monthlyCost, key.monthlyCostWhenRotated)]],
  ];
  return [`  ${key.aliases[0] ?? key.name}`, ...rows.flatMap(([title, lines]) => lines.map((line, i) => `    ${(i === 0 ? title : '').padEnd(12)}${line}`)), ''];
}

function statementText({ principals, permissions, conditions, source }: KeyStatementSummary, separator: string): string {
  const who = principals.join(', ');
  const delegated = source === 'key policy' && who === 'the account' ? ', as its IAM policies say' : '';
  const origin = source === 'key policy' ? '' : ` (${source})`;
  return `${who}${delegated}: ${[permissions.join(', '), ...conditions].join(separator)}${origin}`;
}

/** Dollars of a month, before and after the price has grown. */
function costText(now: number, later: number): string {
  const dollars = (amount: number) => `$${amount.toFixed(2)}`;
  return `${dollars(now)} a month${later > now ? `, ${dollars(later)} from the second rotation on` : ''}`;
}
