import { Log, ReportingDescriptor, Result } from 'sarif';
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

function resultOf({ ruleId, id, level, message, fix, file, line, fingerprint, acknowledged, stack, logicalId, constructPath }: ReportedFinding, ruleIndex: number): Result {
  return {
    ruleId,
    ruleIndex,
    level: LEVELS[level],
    message: { text: `${message} ${fix}` },
    locations: [{
      // A finding without a line is shown at the top of its file.
      physicalLocation: { artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' }, region: { startLine: line ?? 1 } },
      logicalLocations: [{ fullyQualifiedName: constructPath ?? `${stack}/${logicalId}`, name: logicalId, kind: 'resource' }],
    }],
    partialFingerprints: { 'keysmith/v1': fingerprint },
    properties: { id },
    ...(acknowledged === null ? {} : { suppressions: [{ kind: 'external' as const, status: 'accepted' as const, justification: acknowledged }] }),
  };
}

const uriOf = (file: string): string => file.split(/[\\/]/).map(encodeURIComponent).join('/');
