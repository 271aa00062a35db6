import { folder, keysmith } from './support';
import { BAD, Case, GOOD } from '../checks/corpus';
import { simulate } from '../support/oracle';

/*
 * Every command on every template of the checks' corpus: none is without an answer, and what `diff` says of a template that was changed in one place
 * is so for AWS: its witness is a request that one side allows and the other does not.
 */

const ENV = ['--account', '111122223333', '--region', 'eu-west-1'];
const REPLACED: readonly (readonly [RegExp, string])[] = [[/\$\{AWS::Partition\}/g, 'aws'], [/\$\{AWS::AccountId\}/g, '111122223333'], [/\$\{AWS::Region\}/g, 'eu-west-1']];

/** A policy with the values of a deployment; undefined where it names what the deployment makes. */
function deployed(policy: unknown): any {
  const plain = JSON.parse(JSON.stringify(policy), (_, value) => {
    if (typeof value?.['Fn::Sub'] === 'string') { return REPLACED.reduce((text, [pattern, by]) => text.replace(pattern, by), value['Fn::Sub']); }
    return typeof value?.Ref === 'string' && value.Ref.startsWith('AWS::') ? REPLACED.reduce((text, [pattern, by]) => text.replace(pattern, by), `\${${value.Ref}}`) : value;
  });
  return /"(Ref|Fn::\w+)":|\$\{/.test(JSON.stringify(plain)) ? undefined : plain;
}

const listOf = (value: unknown): any[] => value === undefined ? [] : ([] as unknown[]).concat(value);

/** One change of the policy of a key. */
const CHANGES: { readonly [name: string]: (statements: any[]) => any[] } = {
  'a statement less': statements => statements.slice(0, -1),
  'a principal more': statements => [...statements, { Sid: 'More', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/more' }, Action: ['kms:Decrypt', 'kms:CreateGrant'], Resource: '*' }],
  'a condition more': ([first, ...others]) => first ? [{ ...first, Condition: { ...first.Condition, StringEquals: { ...first.Condition?.StringEquals, 'aws:PrincipalTag/team': 'orders' } } }, ...others] : [],
  'no condition': statements => statements.map(({ Condition: _, ...statement }) => statement),
};

const keysOf = ({ resources }: Case): string[] => Object.keys(resources).filter(id => resources[id].Type === 'AWS::KMS::Key' && Array.isArray(resources[id].Properties?.KeyPolicy?.Statement));

function changed(one: Case, change: (statements: any[]) => any[]) {
  const copy = structuredClone({ Resources: one.resources }) as any;
  for (const id of keysOf(one)) { copy.Resources[id].Properties.KeyPolicy.Statement = change(copy.Resources[id].Properties.KeyPolicy.Statement); }
  return copy;
}

/** A policy that KMS refuses for its size takes its time. */
const CASES = [...GOOD, ...BAD].filter(({ name }) => name !== 'policy-too-large');
/** By turns, or all with CORPUS_ALL=1. */
const inTurn = <T>(list: readonly T[], turn: number): readonly T[] => process.env.CORPUS_ALL ? list : list.filter((_, i) => i === turn % list.length);
const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

test('every command has an answer for every template', async () => {
  const wrong: string[] = [];
  for (const [turn, one] of CASES.entries()) {
    const cwd = folder({ 't.json': { Resources: one.resources, Outputs: one.outputs } });
    const data = Object.keys(one.resources).filter(id => /^AWS::(S3::Bucket|DynamoDB::Table|SQS::Queue|SNS::Topic|SecretsManager::Secret|Logs::LogGroup|Kinesis::Stream)$/.test(one.resources[id].Type));
    for (const args of [
      ['check', 't.json', '--fail-on', 'never'], ['report', 't.json'], ['report', 't.json', '--format', 'html'], ['cost', 't.json'], ['plan', 't.json'], ['diff', 't.json', 't.json'],
      ...keysOf(one).flatMap(key => inTurn(['STRANGER', 'OUTSIDER', 'account', 's3.amazonaws.com'], turn).map(who => ['explain', key, 't.json', '--who', who, '--can', 'kms:Decrypt'])),
      ...data.map(id => ['explain', id, 't.json', '--who', 'STRANGER']),
    ]) {
      const { code, out, err } = await keysmith([...args, ...ENV], cwd);
      // A resource without a key of the app is no data behind one.
      if ((code !== 0 || out === '') && !/no key is called|nothing is called/.test(err)) { wrong.push(`${one.name}: ${args.join(' ')}: ${code} ${err}`); }
      if (args[0] === 'diff' && out !== 'Nothing changes: neither access nor keys\n') { wrong.push(`${one.name}: ${out}`); }
    }
  }
  expect(wrong).toEqual([]);
}, 300_000);

test.each(Object.keys(CHANGES))('%s: each witness is allowed on one side and denied on the other', async name => {
  const wrong: string[] = [];
  let checked = 0;
  const names = Object.keys(CHANGES);
  for (const one of CASES.filter((_, turn) => inTurn(names, turn).includes(name))) {
    const now = changed(one, CHANGES[name]);
    const { code, out, err } = await keysmith(['diff', 'old.json', 'new.json', ...ENV, '--format', 'json'], folder({ 'old.json': { Resources: one.resources }, 'new.json': now }));
    if (code !== 0) { wrong.push(`${one.name}: ${err}`); continue; }
    for (const { kind, direction, logicalId, principal, witness } of JSON.parse(out).changes) {
      if (kind !== 'access' || direction === 'unknown' || !witness) { continue; }
      const [before, after] = [one.resources, now.Resources].map(resources => deployed(resources[logicalId].Properties.KeyPolicy));
      // IAM policies of the app's own roles are another matter.
      if (!before || !after || /\$\{/.test(JSON.stringify(witness)) || Object.keys(one.resources).some(id => principal.includes(id))) { continue; }
      const ask = (policy: object) => simulate({ principal: witness.principal, action: witness.action, policy, identity: [EVERYTHING], context: onlyPresent(witness.context) });
      const [gives, withholds] = direction === 'widened' ? [after, before] : [before, after];
      const answers = [await ask(gives), await ask(withholds)];
      // A misspelt condition key is none that AWS has.
      if (answers.some(({ ignored }) => ignored.length > 0)) { continue; }
      checked++;
      if (answers[0].decision !== 'Allowed' || answers[1].decision === 'Allowed') { wrong.push(`${one.name}: ${direction} ${JSON.stringify(witness)}: ${answers.map(({ decision }) => decision).join()}`); }
    }
  }
  expect(wrong).toEqual([]);
  expect(checked).toBeGreaterThan(4);
}, 300_000);

const onlyPresent = (context: { readonly [key: string]: string[] }): { [key: string]: string | string[] } =>
  Object.fromEntries(Object.entries(context).filter(([, values]) => listOf(values).length > 0).map(([key, values]) => [key, values.length === 1 ? values[0] : values]));
