/*
 * Security Hub findings (ASFF): one for each rule that a key breaks, archived once it is kept again. Pure.
 *
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 */
import { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { Home } from './config';
import { KeyRecord, Report } from './inventory';

interface FindingRule {
  readonly id: string;
  readonly title: string;
  readonly severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  readonly broken: (key: KeyRecord) => string | undefined;
}

const RULES: readonly FindingRule[] = [
  {
    id: 'public-access',
    title: 'KMS key can be used by any AWS account',
    severity: 'CRITICAL',
    broken: key => (key.external?.some(e => e.principal === '*' && e.boundedBy.length === 0) ? 'The key policy allows every principal of AWS without a condition.' : undefined),
  },
  {
    id: 'external-access',
    title: 'KMS key is shared outside the account',
    severity: 'LOW',
    broken: key => {
      const known = key.external?.filter(e => e.principal !== '*' || e.boundedBy.length > 0) ?? [];
      return known.length ? `Reached by ${known.slice(0, 5).map(e => e.principal).join(', ')}${known.length > 5 ? ` and ${known.length - 5} more` : ''}.` : undefined;
    },
  },
  {
    id: 'rotation-off',
    title: 'KMS key does not rotate though it could',
    severity: 'MEDIUM',
    broken: key => (key.rotation === 'off' && key.state === 'Enabled' ? 'Automatic rotation is off.' : undefined),
  },
  {
    id: 'unused',
    title: 'KMS key is not used',
    severity: 'LOW',
    broken: key => (key.unused ? `No use in ${key.lastUse.idleDays} days.` : undefined),
  },
];

/** Fields of a finding that a later run needs to archive it. */
export interface OpenFinding {
  readonly id: string;
  readonly arn: string;
  readonly rule: string;
  readonly region: string;
  readonly createdAt: string;
}

export interface Findings {
  readonly findings: AwsSecurityFinding[];
  readonly open: OpenFinding[];
}

export function findings(report: Report, home: Home, before: readonly OpenFinding[] = []): Findings {
  const known = new Map(before.map(finding => [finding.id, finding]));
  const open = new Map<string, OpenFinding>();
  const result: AwsSecurityFinding[] = [];
  const base = (finding: OpenFinding, rule: FindingRule): AwsSecurityFinding => ({
    SchemaVersion: '2018-10-08',
    Id: finding.id,
    ProductArn: `arn:${home.partition}:securityhub:${home.region}:${home.account}:product/${home.account}/default`,
    GeneratorId: `cdk-keysmith/key-lifecycle/${rule.id}`,
    AwsAccountId: home.account,
    Types: ['Software and Configuration Checks/AWS Security Best Practices'],
    CreatedAt: finding.createdAt,
    UpdatedAt: report.finishedAt,
    Severity: { Label: rule.severity },
    Title: rule.title,
    Description: rule.title,
    Resources: [{ Type: 'AwsKmsKey', Id: finding.arn, Partition: home.partition as 'aws', Region: finding.region }],
  });
  for (const key of report.keys) {
    for (const rule of RULES) {
      const text = rule.broken(key);
      if (text === undefined) { continue; }
      const id = `cdk-keysmith/key-lifecycle/${rule.id}/${key.arn}`;
      const finding = { id, arn: key.arn, rule: rule.id, region: key.region, createdAt: known.get(id)?.createdAt ?? report.finishedAt };
      open.set(id, finding);
      result.push({ ...base(finding, rule), Description: text, Compliance: { Status: 'FAILED' }, RecordState: 'ACTIVE' });
    }
  }
  // Only what was surely read again is archived: a key that could not be read keeps its finding.
  const read = new Map(report.keys.map(key => [key.arn, key.errors.length === 0]));
  for (const finding of before.filter(f => !open.has(f.id))) {
    const rule = RULES.find(r => r.id === finding.rule);
    if (rule && (read.get(finding.arn) ?? report.complete)) {
      result.push({ ...base(finding, rule), Compliance: { Status: 'PASSED' }, RecordState: 'ARCHIVED' });
    } else {
      open.set(finding.id, finding);
    }
  }
  return { findings: result, open: [...open.values()] };
}
