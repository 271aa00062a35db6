import { spawnSync } from 'child_process';
import { join } from 'path';
import * as cdk from 'aws-cdk-lib';
// jsii's own rule for names of Python.
// eslint-disable-next-line import/no-extraneous-dependencies
import { toSnakeCase } from 'codemaker';
import { runText } from './adopt-support';
import * as library from '../../src';
import { App } from '../../src/app/app';
import { requestedKey } from '../../src/app/requested-key';
import { compare } from '../../src/iam/compare';
import { STRUCTS } from '../../src/private/declared-types';
import { fromObject } from '../../src/template/load-object';
import { BAD, GOOD } from '../checks/corpus';
import { adoptedCorpus } from '../support/adopted-corpus';

/*
 * Every key of the corpus of the checks, adopted: the proof holds, and so does the text in TypeScript and Python. `npm run test:languages` runs all of both.
 */

const cases = adoptedCorpus();

test('every policy is tried', () => { expect(cases.length).toBeGreaterThan((GOOD.length + BAD.length) / 2); });

test('is said by a construct with the same access and the same properties', () => {
  const wrong = cases.flatMap(({ name, adopted: { differences, properties } }) => [
    ...(differences.length > 0 ? [`${name}: ${JSON.stringify(differences.map(({ direction, actions }) => [direction, actions[0]]))}`] : []),
    ...properties.filter(property => property !== 'Description').map(property => `${name}: ${property}`),
  ]);
  expect(wrong).toEqual([]);
  expect(cases.filter(({ adopted }) => adopted.construct === 'EncryptedKey').length).toBeGreaterThan(cases.length / 3);
});

// A sample: compiling each takes long.
test.each(cases.filter((_, i) => i % 10 === 0).map(one => [one.name, one] as const))('%s: the TypeScript does what was proven', (_, { template, logicalId, account, region, typescript }) => {
  const before = template.resources[logicalId];
  const { Type, Properties } = runText(typescript).Resources[logicalId];
  expect(Type).toBe(before.Type);
  const after = fromObject({ Resources: { ...template.resources, [logicalId]: { ...before, Properties } } }, { stackName: template.title, account, region });
  const [old, now] = [new App([{ ...template, index: 0 }]), new App([{ ...after, place: template.place }])]
    .map(one => one.keys.find(({ resource }) => resource.logicalId === logicalId)!);
  expect(compare({ key: { statements: old.policy.decidable } }, { key: { statements: now.policy.decidable } }, requestedKey(old))).toEqual([]);
});

interface Names {
  readonly error?: string;
  readonly calls: readonly (readonly [string, readonly string[]])[];
  readonly attributes: readonly string[];
  readonly imports: readonly string[];
  readonly functions: readonly string[];
}

const hasPython = spawnSync('python3', ['--version']).status === 0;
const python = hasPython ? describe : describe.skip;

python(hasPython ? 'the Python of every key of the corpus' : 'the Python of every key of the corpus: SKIPPED, for there is no python3', () => {
  const { stdout } = spawnSync('python3', [join(__dirname, '..', 'support', 'python-names.py')], { input: JSON.stringify(cases.map(({ python: text }) => text)), encoding: 'utf8', maxBuffer: 67_108_864 });
  const read: readonly Names[] = JSON.parse(stdout);

  test('is Python', () => {
    expect(read).toHaveLength(cases.length);
    expect(cases.length).toBeGreaterThan(100);
    expect(read.flatMap(({ error }, i) => error ? [`${cases[i].name}: ${error}`] : [])).toEqual([]);
    expect(read.every(({ functions }) => functions.length === 1)).toBe(true);
  });

  test('imports what the packages export', () => {
    const known = (name: string): boolean => {
      const [, module, item] = /^(.*)\.(\w+)$/.exec(name)!;
      return module === 'cdk_keysmith' ? item in library : module === 'aws_cdk' ? item in cdk : name === 'constructs.Construct';
    };
    expect([...new Set(read.flatMap(({ imports }) => imports))].filter(name => !known(name))).toEqual([]);
  });

  test('names members by the names that jsii gives them', () => {
    const modules: { readonly [name: string]: any } = { ...cdk, ...library, iam: cdk.aws_iam, kms: cdk.aws_kms };
    const attributes = [...new Set(read.flatMap(names => names.attributes))];
    const wrong = attributes.filter(path => {
      const [first, ...steps] = path.split('.');
      // Variables of the code: their members are those of the CDK's own constructs.
      if (['key', 'resource', 'alias', 'child', '?'].includes(first) || /^alias\d+$/.test(first)) { return !steps.every(step => OF_CONSTRUCTS.includes(step)); }
      let owner = modules[first];
      for (const step of steps) {
        const name = Object.getOwnPropertyNames(owner ?? {}).find(member => member === step || /^[a-z]/.test(member) && toSnakeCase(member) === step);
        if (name === undefined) { return true; }
        owner = owner[name];
      }
      return false;
    });
    expect(wrong).toEqual([]);
    expect(attributes).toEqual(expect.arrayContaining(['KeyAccess.statement', 'iam.PolicyStatement.from_json', 'kms.CfnKey', 'key.node.default_child']));
  });

  test('gives keywords that the props have', () => {
    const props: { readonly [callee: string]: readonly string[] } = {
      'EncryptedKey': Object.keys(STRUCTS.EncryptedKeyProps).map(name => toSnakeCase(name)),
      'KeyAccess.account': Object.keys(STRUCTS.AccountAccessOptions).map(name => toSnakeCase(name)),
      'kms.CfnKey': Object.getOwnPropertyNames(cdk.aws_kms.CfnKey.prototype).map(name => toSnakeCase(name)),
      'kms.CfnReplicaKey': Object.getOwnPropertyNames(cdk.aws_kms.CfnReplicaKey.prototype).map(name => toSnakeCase(name)),
      'kms.CfnAlias': Object.getOwnPropertyNames(cdk.aws_kms.CfnAlias.prototype).map(name => toSnakeCase(name)),
    };
    const wrong = read.flatMap(({ calls }) => calls.flatMap(([callee, keywords]) => keywords.filter(keyword => !props[callee]?.includes(keyword)).map(keyword => `${callee}(${keyword}=)`)));
    expect([...new Set(wrong)]).toEqual([]);
  });
});

const OF_CONSTRUCTS = ['node', 'default_child', 'override_logical_id', 'tags', 'set_tag', 'add_override', 'add_property_override', 'add_property_deletion_override', 'add_metadata',
  'apply_removal_policy', 'find_child', 'try_remove_child', 'ref', 'key_id'];
