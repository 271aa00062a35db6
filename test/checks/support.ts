import { App } from '../../src/app/app';
import { Expectations, Level, NOT_APPLICABLE, Outcomes } from '../../src/checks/rule';
import { RULES } from '../../src/checks/rules';
import { subjectsOf } from '../../src/checks/subjects';
import { partitionOf } from '../../src/template/place';
import { RawResource, Template } from '../../src/template/template';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

export const EXPECTED: Expectations = { minimumPendingWindowDays: 7, minimumRotationDays: 90, maximumRotationDays: 2560, trustedAccounts: [] };

export type Resources = { [logicalId: string]: RawResource };

export const ROOT = { Sid: 'EnableIamPolicies', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
export const ADMINISTRATION = { ...ROOT, Sid: 'EnableIamAdministration', Action: ['kms:DescribeKey', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'] };
export const OTHER_ROOT = `arn:aws:iam::${OTHER_ACCOUNT}:root`;
export const role = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;

/** A statement that allows; the Sid is Test. */
export const allow = (principal: any, action: string | string[], condition?: any, more: any = {}) => ({
  Sid: 'Test', Effect: 'Allow', Principal: principal, Action: action, Resource: '*', ...(condition ? { Condition: condition } : {}), ...more,
});
export const deny = (condition: any, action: string | string[] = 'kms:*', principal: any = { AWS: '*' }) => ({ ...allow(principal, action, condition), Effect: 'Deny' });

export const key = (properties: any = {}, attributes: any = {}): RawResource => ({ Type: 'AWS::KMS::Key', Properties: properties, ...attributes });
/** A key with these statements. */
export const keyWith = (...statements: any[]): Resources => ({ Key: key({ KeyPolicy: { Version: '2012-10-17', Statement: statements } }) });
/** A key with the account's statement and these. */
export const delegated = (...statements: any[]): Resources => keyWith(ROOT, ...statements);
export const PARAMETER = { Ref: 'Parameter' };
export const conditional = (whenTrue: any, whenFalse: any) => ({ 'Fn::If': ['Condition', whenTrue, whenFalse] });

export function template(resources: Resources, { index = 0, account = ACCOUNT, region = REGION, ...rest }: any = {}): Template {
  return { index, title: `Stack${index}`, place: { account, region, partition: partitionOf(region) }, resources, outputs: {}, ...rest };
}

/** What a rule says of an app; 'n/a' where it is about nothing in it. */
function outcomesOf(id: string, resources: Resources | Template[], expected: Partial<Expectations> = {}): Outcomes {
  const rule = RULES.find(r => r.id === id);
  if (!rule) { throw new Error(`no rule ${id}`); }
  const stacks = Array.isArray(resources) ? resources : [template(resources)];
  const outcomes = subjectsOf(new App(stacks))
    .filter(subject => [rule.subject, ...rule.alsoAbout ?? []].includes(subject.kind))
    .map(subject => rule.check(subject.view, { ...EXPECTED, ...expected }));
  if (outcomes.every(outcome => outcome === NOT_APPLICABLE)) { return NOT_APPLICABLE; }
  return outcomes.flatMap(outcome => outcome === NOT_APPLICABLE ? [] : outcome);
}

/** What a rule says of an app: `finding Test: …`, `undecidable: …`; nothing where all is well; 'n/a' where it is about nothing. */
export function verdicts(id: string, resources: Resources | Template[], expected: Partial<Expectations> = {}): string[] | 'n/a' {
  const outcomes = outcomesOf(id, resources, expected);
  return outcomes === NOT_APPLICABLE ? outcomes : outcomes.map(({ verdict, id: part, message }) => `${verdict}${part ? ` ${part}` : ''}: ${message}`);
}

/** What the findings of a rule weigh where they weigh otherwise than the rule: nothing where all is well, undefined for the weight of the rule. */
export const weights = (id: string, resources: Resources): (Level | undefined)[] => {
  const outcomes = outcomesOf(id, resources);
  return outcomes === NOT_APPLICABLE ? [] : outcomes.map(({ level }) => level);
};

/** The remedies of its findings, where they are not that of the rule. */
export const remedies = (id: string, resources: Resources): (string | undefined)[] => {
  const outcomes = outcomesOf(id, resources);
  return outcomes === NOT_APPLICABLE ? [] : outcomes.map(({ fix }) => fix);
};

/** Cases of one rule: what the template is like, the template, what the rule says (a list, or 'n/a'). */
export type Case = [string, Resources, string[] | 'n/a'];

export function cases(id: string, table: Case[]): void {
  const rule = RULES.find(r => r.id === id)!;
  describe(rule?.title ?? id, () => {
    test.each(table)('%s', (_, resources, said) => {
      expect(verdicts(id, resources)).toEqual(said);
    });
  });
}
