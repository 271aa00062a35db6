/**
 * Writes docs/comparison.md: what KmsChecks and other scanners find in the corpus of test/checks/corpus. `--check` writes nothing and fails when the file is
 * not what would be written; it takes the findings of Python tools that are not installed from that file.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { basename, join } from 'path';
import { AwsSolutionsChecks } from 'cdk-nag';
import { cfnNag, kics, prowler, Semantics, trivy } from './scanner-semantics';
import { cfnGuard, cfnLint, checkov, installPythonTools, pythonToolsInstalled, ROOT, ScannerFinding, VERSIONS } from './scanners';
import { KmsChecks } from '../src/checks';
import { BAD, BadCase, Case, caseOf, corpusApp, Defect, findingsByCase, GOOD, REPLICAS } from '../test/checks/corpus';

const FILE = join(ROOT, 'docs', 'comparison.md');
const CASES: readonly Case[] = [...GOOD, ...BAD];

/** The rules that a tool finds in each case, by the case's name. */
type Findings = ReadonlyMap<string, readonly string[]>;

interface Tool {
  readonly name: string;
  readonly how: string;
  /** What each rule is about; a finding about anything else is beside the point. */
  readonly about: (rule: string, bad: BadCase) => boolean;
  readonly find: () => Findings;
  /** Asks for a preset that one may choose, so that its silence or noise says nothing of defects: told of in words only. */
  readonly preset?: boolean;
}

const about = (rules: { readonly [rule: string]: readonly Defect[] }) =>
  (rule: string, { defect }: BadCase): boolean => rules[rule]?.includes(defect) ?? false;
const ROTATION: readonly Defect[] = ['rotation'];
const PUBLIC: readonly Defect[] = ['open to all'];

function templates(): string[] {
  const folder = join(ROOT, 'reports', 'compare');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const write = (name: string, Resources: Case['resources'], Outputs: Case['outputs']) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources, Outputs }, undefined, 2));
    return file;
  };
  return CASES.flatMap(({ name, resources, outputs, replicas }) =>
    [write(name, resources, outputs), ...(replicas ? [write(`${name}${REPLICAS}`, replicas, undefined)] : [])]);
}

function byCase(findings: readonly (readonly [name: string, rule: string])[]): Findings {
  const found = new Map<string, Set<string>>();
  for (const [name, rule] of findings) { found.set(name, (found.get(name) ?? new Set()).add(rule)); }
  return new Map([...found].map(([name, rules]) => [name, [...rules].sort()]));
}

/** Tools are asked once, though several rows may show parts of what they say. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
const files = once(templates);
const app = once(() => corpusApp());
const guard = once(() => cfnGuard(files()));

const fromFiles = (findings: readonly ScannerFinding[]): Findings =>
  byCase(findings.map(({ file, rule }) => [caseOf(basename(file, '.json')), rule] as const));
const fromSemantics = (semantics: Semantics): Findings =>
  byCase(CASES.flatMap(({ name, resources, replicas }) => [resources, replicas ?? {}].flatMap(semantics).map(rule => [name, rule] as const)));

const GUARD_NAMES: { readonly [rule: string]: string } = {
  kms_key_rotation_enabled_check: 'CT.KMS.PR.1', kms_asymmetric_rsa_keyspec_check: 'CT.KMS.PR.2', kms_create_grant_aws_service_check: 'CT.KMS.PR.3',
};
const fromGuard = (wanted: readonly string[]): Findings =>
  fromFiles(guard().map(finding => ({ ...finding, rule: GUARD_NAMES[finding.rule] ?? finding.rule })).filter(({ rule }) => wanted.includes(rule)));

/** A Python tool, or what the committed page says of it where it is not installed. */
const python = (name: string, find: () => readonly ScannerFinding[]) => (): Findings => pythonToolsInstalled() ? fromFiles(find()) : committed(name);

function committed(tool: string): Findings {
  const findings: (readonly [string, string])[] = [];
  for (const line of readFileSync(FILE, 'utf8').split('\n')) {
    const cells = /^\| `([a-z0-9-]+)` \|.*\| ([^|]*) \|$/.exec(line);
    for (const entry of cells?.[2].split('; ') ?? []) {
      const [name, rules] = entry.split(': ');
      if (name === tool) { findings.push(...rules.replace(/\*/g, '').split(', ').map(rule => [cells![1], rule] as const)); }
    }
  }
  return byCase(findings);
}

const version = (name: string): string => JSON.parse(readFileSync(join(ROOT, 'node_modules', ...name.split('/'), 'package.json'), 'utf8')).version;

const TOOLS: readonly Tool[] = [
  {
    name: 'KmsChecks',
    how: 'run; errors and warnings',
    about: (rule, { finds }) => finds.includes(rule),
    find: () => byCase([...findingsByCase(new KmsChecks().validateScope(app()), severity => severity !== 'info')]
      .flatMap(([name, rules]) => rules.map(rule => [name, rule.replace('Keysmith-', '')] as const))),
  },
  {
    name: 'cdk-nag',
    how: `run; cdk-nag ${version('cdk-nag')}, AwsSolutionsChecks, rules about KMS`,
    about: about({ 'AwsSolutions-KMS5': ROTATION }),
    find: () => byCase([...findingsByCase(new AwsSolutionsChecks(app()).validateScope(app()))]
      .flatMap(([name, rules]) => rules.filter(rule => rule.includes('-KMS')).map(rule => [name, rule] as const))),
  },
  {
    name: 'cfn-guard',
    how: `run; the binary and the Control Tower rules CT.KMS.PR.1 and PR.2 of @cdklabs/cdk-validator-cfnguard ${version('@cdklabs/cdk-validator-cfnguard')}`,
    about: about({ 'CT.KMS.PR.1': ROTATION }),
    find: () => fromGuard(['CT.KMS.PR.1', 'CT.KMS.PR.2']),
  },
  {
    name: 'cfn-guard PR.3',
    how: 'run',
    about: () => false,
    preset: true,
    find: () => fromGuard(['CT.KMS.PR.3']),
  },
  {
    name: 'checkov',
    how: `run; checkov ${VERSIONS.checkov}, CKV_AWS_7 and CKV_AWS_33`,
    about: about({ CKV_AWS_7: ROTATION, CKV_AWS_33: PUBLIC }),
    find: python('checkov', () => checkov(files())),
  },
  {
    name: 'cfn-lint',
    how: `run; cfn-lint ${VERSIONS['cfn-lint']}, errors and W3037`,
    about: (rule, { defect }) => defect === (rule === 'W3037' ? 'dead statement' : 'refused'),
    find: python('cfn-lint', () => cfnLint(files())),
  },
  {
    name: 'KICS',
    how: 'semantics, from its queries for CloudFormation: rotation (1c07bfaf, 235ca980), wildcard principal (f6049677), vulnerable policy (da905474), unusable key (2844c749)',
    about: about({ '1c07bfaf': ROTATION, '235ca980': ROTATION, 'f6049677': PUBLIC, 'da905474': [...PUBLIC, 'privilege'], '2844c749': ['life cycle', 'consumer'] }),
    find: () => fromSemantics(kics),
  },
  {
    name: 'Prowler',
    how: 'semantics, from its documentation: checks of a live account, as if the template were deployed',
    about: about({ kms_cmk_rotation_enabled: ROTATION, kms_key_not_publicly_accessible: PUBLIC, kms_cmk_are_used: ['life cycle', 'consumer'] }),
    find: () => fromSemantics(prowler),
  },
  { name: 'cfn-nag', how: 'semantics, from its documentation: F19 and F76', about: about({ F19: ROTATION, F76: PUBLIC }), find: () => fromSemantics(cfnNag) },
  { name: 'Trivy', how: 'semantics, from its documentation: AWS-0065', about: about({ 'AWS-0065': ROTATION }), find: () => fromSemantics(trivy) },
];

const percent = (part: number, whole: number): string => whole === 0 ? '–' : `${Math.round(100 * part / whole)} %`;
const link = (source: string): string =>
  source === 'written' ? 'written' : `[${basename(source.replace(/#.*$/, ''), '.html')}](https://docs.aws.amazon.com/${source})`;
/** AWS's default policy, good as it is. A rule that fires on it says nothing of what else a policy holds. */
const PLAIN = GOOD.find(({ name }) => name === 'default-policy')!;
const PLAIN_STATEMENT = JSON.stringify(PLAIN.resources.Key.Properties.KeyPolicy.Statement[0]);
const isPlainToo = ({ resources }: Case): boolean => JSON.stringify(resources).includes(PLAIN_STATEMENT);

function render(): string {
  const all = TOOLS.map(tool => ({ tool, found: tool.find() }));
  const rulesOf = (found: Findings, { name }: Case) => found.get(name) ?? [];
  const isRight = ({ tool, found }: typeof all[number], rule: string, bad: BadCase) =>
    tool.about(rule, bad) && !(isPlainToo(bad) && rulesOf(found, PLAIN).includes(rule));
  const finds = (at: typeof all[number], bad: BadCase) => rulesOf(at.found, bad).some(rule => isRight(at, rule, bad));
  const defects = [...new Set(BAD.map(({ defect }) => defect))];
  const count = <T>(of: readonly T[], test: (one: T) => boolean): number => of.filter(test).length;

  const shown = all.filter(({ tool }) => !tool.preset);
  const preset = all.find(({ tool }) => tool.preset)!.found;
  const totals = shown.map(one => {
    const right = count(BAD, bad => finds(one, bad));
    const beside = count(BAD, bad => !finds(one, bad) && rulesOf(one.found, bad).length > 0);
    const wrong = count(GOOD, good => rulesOf(one.found, good).length > 0);
    const cells = [right, BAD.length - right, beside, wrong, GOOD.length - wrong, percent(right, right + beside + wrong), percent(right, BAD.length)];
    return `| ${one.tool.name} | ${cells.join(' | ')} |`;
  });
  const recall = defects.map(defect => {
    const cases = BAD.filter(bad => bad.defect === defect);
    return `| ${defect} | ${cases.length} | ${shown.map(one => count(cases, bad => finds(one, bad)) || '–').join(' | ')} |`;
  });
  const said = (one: Case, right: (at: typeof all[number], rule: string) => boolean) => all
    .filter(({ found }) => rulesOf(found, one).length > 0)
    .map(at => `${at.tool.name}: ${rulesOf(at.found, one).map(rule => right(at, rule) ? `**${rule}**` : rule).join(', ')}`).join('; ') || 'nobody';

  return `# KmsChecks and other scanners on one corpus

<!-- Written by tools/compare-scanners.ts; do not edit. -->

The corpus in \`test/checks/corpus\` has ${GOOD.length} good keys, in shapes that AWS's documentation shows or allows, and ${BAD.length} bad ones, each with one defect and otherwise as good as the good ones. Every
scanner gets the same templates.

**Read it with care.** The corpus is ours. The bad half has the defects that KmsChecks knows, and a test makes sure that it finds all of them and is silent on the good half. So
its own row is what the tests guarantee, not a discovery. The other tools look at far more than keys and claim no more than the rules shown. What the table tells of them is where they
are silent about keys, and which of their findings are false alarms. A few shapes of AWS's own pages are in the bad half on purpose: the console's \`kms:Create*\` for
administrators, use by all of another account, a grant that names no bound.

A finding counts as right when its rule is about the defect of the case, and does not fire on AWS's default statement in the same policy just as well. A bad case where a tool says
only something else counts as *beside the point*, a good case where it says anything as a *false alarm*; both count against precision. What tools ask for and we take for no defect: single-Region keys (Prowler), no explicit deletion window and no default
statement (KICS), rotation of keys that KMS cannot rotate (several).

## In all

| tool | bad, found | bad, missed | of these, beside the point | good, false alarm | good, silent | precision | recall |
|---|---|---|---|---|---|---|---|
${totals.join('\n')}

How each was asked:

${shown.map(({ tool }) => `- **${tool.name}**: ${tool.how}.`).join('\n')}

Control Tower's third rule, CT.KMS.PR.3, asks every key policy for one certain Deny on CreateGrant. That is a preset to choose (\`KeyRestriction.grantsForAwsResourcesOnly()\` writes it)
rather than a defect to find, so it is not counted: it fires on ${count(GOOD, good => preset.has(good.name))} of the ${GOOD.length} good cases and ${count(BAD, bad => preset.has(bad.name))} of the ${BAD.length} bad ones.

"Semantics" are small functions in \`tools/scanner-semantics.ts\`, written from what the tool documents, not the tool.

Where false alarms come from:

- CKV_AWS_33 and F76 look at \`Principal: *\` and not at its conditions, so an organization or \`kms:CallerAccount\` makes no difference. Prowler knows the organization and not \`kms:CallerAccount\`.
- KICS's da905474 fires on the statement that KMS itself writes, and 2844c749 on any explicit deletion window.
- Rules about rotation, except for KICS's, ask it of imported keys. Those of checkov, cfn-nag and Trivy also ask it of HMAC keys.

## On templates of other people

What was found in public CloudFormation and SAM templates that nobody here wrote, judged finding by finding against the statement and AWS's pages, info by info too. The four mechanical rules
(KeyHasAlias, KeyRetained, RotationEnabled, AliasRetained) are apart. The rows of fresh ones before anything was mended are the honest ones: what the rules said of templates that nobody had looked at before.

| templates | repositories | templates read | keys | findings | true | debatable | false |
|---|---|---|---|---|---|---|---|
| with which the rules were mended, after it | 61 | 155 | 81 | 170 | 167 | 3 | 0 |
| fresh ones, before anything was mended for them | 19 | 37 | 29 | 54 | 40 | 11 | 3 |
| the fresh ones, after it | 20 | 38 | 30 | 53 | 45 | 8 | 0 |
| a second fresh set, before anything was mended for it | 42 | 75 | 160 | 196 | 102 | 92 | 2 |
| the second fresh set, after it | 43 | 78 | 164 | 143 | 139 | 4 | 0 |
| a third fresh set, before anything was mended for it | 5 | 9 | 20 | 18 | 10 | 2 | 6 |
| the third fresh set, after it | 5 | 9 | 20 | 13 | 11 | 2 | 0 |
| a fourth fresh set, before anything was mended for it | 46 | 148 | 102 | 109 | 83 | 26 | 0 |
| the fourth fresh set, after it | 46 | 148 | 102 | 110 | 108 | 2 | 0 |
| a fifth fresh set, before anything was mended for it | 39 | 119 | 85 | 115 | 96 | 18 | 1 |
| the fifth fresh set, after it | 39 | 119 | 85 | 105 | 104 | 1 | 0 |
| a sixth fresh set, before anything was mended for it | 17 | 30 | 31 | 29 | 21 | 8 | 0 |
| the sixth fresh set, after it | 17 | 30 | 31 | 23 | 23 | 0 | 0 |

Of the 92 debatable findings of the second set, 54 are one statement of one template (a service named by \`AWS::URLSuffix\`, said for each log group under the key) and 18 have the right fault with the remedy of the
rule rather than that of the service. The six false ones of the third are one statement of one template, too: CloudWatch Logs by the name without a Region, under a source account. The debatable findings of the fourth have the right fault: 17 a remedy that another service needs, or
that names a source which the service is not documented to send, and 5 do not say what an unknown principal would get. Of the 18 of the fifth, 9 say one log bucket again for each bucket that logs to it, and 6 name the account of the stack beside the parameter that settles it; the false one speaks of volumes
under a signing key. Seven of the eight of the sixth are one statement, said for each way in which conditions of the template choose its principals.

## Found, by defect

| defect | cases | ${shown.map(({ tool }) => tool.name).join(' | ')} |
|---|---|${shown.map(() => '---|').join('')}
${recall.join('\n')}

## Bad cases

Rules in bold are about the defect.

| case | shape | defect | who says what |
|---|---|---|---|
${BAD.map(bad => `| \`${bad.name}\` | ${link(bad.source)} | ${bad.defect} | ${said(bad, (at, rule) => isRight(at, rule, bad))} |`).join('\n')}

## Good cases

| case | shape | who says what |
|---|---|---|
${GOOD.map(good => `| \`${good.name}\` | ${link(good.source)} | ${said(good, () => false)} |`).join('\n')}
`;
}

const checks = process.argv.includes('--check');
if (!checks) { installPythonTools(); }
const text = render();
if (!checks) {
  writeFileSync(FILE, text);
} else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) {
  console.error('docs/comparison.md is stale: run npx tsx tools/compare-scanners.ts');
  process.exitCode = 1;
}
