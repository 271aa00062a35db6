import { Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif';
import { CheckResult, ReportedFinding } from './run-check';
import { idOf } from '../../src/checks/findings';
import { RULES } from '../../src/checks/rules';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;
/** What GitHub shows of one upload. https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const MOST_RESULTS = 5000;
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** SARIF 2.1.0, as code scanning takes it. */
export function checkSarif({ findings }: CheckResult, version: string): string {
  const used = RULES.filter(rule => findings.some(({ ruleId }) => ruleId === idOf(rule)));
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'keysmith',
          informationUri: 'https://cdk-keysmith.github.io/cdk-keysmith/',
          semanticVersion: version,
          rules: used.map((rule): ReportingDescriptor => ({
            id: idOf(rule),
            name: rule.id,
            shortDescription: { text: `${rule.title}.` },
            fullDescription: { text: rule.explanation },
            help: { text: `${rule.fix} https://docs.aws.amazon.com/${rule.page}`, markdown: `${rule.fix} [AWS](https://docs.aws.amazon.com/${rule.page})` },
            helpUri: findings.find(({ ruleId }) => ruleId === idOf(rule))!.help,
            defaultConfiguration: { level: LEVELS[rule.level] },
            properties: { tags: ['security', 'kms'], precision: 'high' },
          })),
        },
      },
      columnKind: 'utf16CodeUnits',
      results: findings.slice(0, MOST_RESULTS).map(finding => resultOf(finding, used.findIndex(rule => idOf(rule) === finding.ruleId))),
    }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf({ ruleId, id, level, message, fix, file, line, source, fingerprint, acknowledged, stack, logicalId, constructPath }: ReportedFinding, ruleIndex: number): Result {
  // A finding without a line is shown at the top of its file.
  const template = physical(file, line ?? 1);
  // Code scanning shows what is in the repository: the program, where that is known, and not what it synthesized.
  const inRepository = source !== undefined && !source.file.startsWith('..');
  return {
    ruleId,
    ruleIndex,
    level: LEVELS[level],
    message: { text: `${message} ${fix}` },
    locations: [{
      physicalLocation: inRepository ? physical(source.file, source.line) : template,
      logicalLocations: [{ fullyQualifiedName: constructPath ?? `${stack}/${logicalId}`, name: logicalId, kind: 'resource' }],
    }],
    ...(inRepository ? { relatedLocations: [{ id: 1, message: { text: 'The synthesized template' }, physicalLocation: template }] } : {}),
    partialFingerprints: { 'keysmith/v1': fingerprint },
    properties: { id },
    ...(acknowledged === null ? {} : { suppressions: [{ kind: 'external' as const, status: 'accepted' as const, justification: acknowledged }] }),
  };
}

const physical = (file: string, line: number): PhysicalLocation => ({ artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' }, region: { startLine: line } });

const uriOf = (file: string): string => file.split(/[\\/]/).map(encodeURIComponent).join('/');
