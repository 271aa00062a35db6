import { Code, constant, json, Line, made, Names, run, runLines } from './code';
import { Unsayable } from './read-key';
import { App } from '../../src/app/app';
import { Key } from '../../src/app/model';
import { requestedKey } from '../../src/app/requested-key';
import { compare, Difference } from '../../src/iam/compare';
import { fromObject } from '../../src/template/load-object';
import { RawResource } from '../../src/template/template';

/** What the package and the CDK give to code that is run. */
export interface Library {
  readonly keysmith: any;
  readonly cdk: any;
}

/** The construct of a key, as code. */
export interface Written {
  readonly construct: 'EncryptedKey' | 'CfnKey' | 'CfnReplicaKey';
  readonly id: string;
  readonly props: Code;
  /** What follows: logical ids, other aliases, what no property of the construct says. */
  readonly lines: readonly Line[];
}

/** What the construct makes, beside what is there. */
export interface Proof {
  /** Access that the written construct gives and the key does not, or the other way round; none unless it is an error of ours. */
  readonly differences: readonly Difference[];
  /** Properties of the resource that are not the same. */
  readonly properties: readonly string[];
  /** The resources that the code makes, by logical id and type. */
  readonly made: readonly { readonly logicalId: string; readonly type: string; readonly aliasName?: string }[];
}

/** How code names a construct. */
export const pathOf = (construct: Written['construct']): string => construct === 'EncryptedKey' ? construct : `kms.${construct}`;

/** Runs the code, and compares the key that it makes with the one that is there. */
export function prove(key: Key, library: Library, { construct: type, id, props, lines }: Written): Proof {
  const names = namesFor(library);
  const { stack: template, logicalId, raw } = key.resource;
  const { account, region } = template.place;
  const { cdk } = library;
  const isKnown = (text: string): boolean => /^[a-z0-9-]+$/.test(text);
  const env = { account: isKnown(account) ? account : undefined, region: isKnown(region) ? region : undefined };
  const stack = new cdk.Stack(new cdk.App({ analyticsReporting: false }), 'Adopted', { env });
  const construct = run(made(pathOf(type), constant('scope'), json(id), props), { ...names, scope: stack });
  runLines(lines, { ...names, scope: stack, key: construct });
  const problems: string[] = stack.node.findAll().flatMap(({ node }: any) => node.validate());
  if (problems.length > 0) { throw new Unsayable(problems[0]); }
  const rendered = stack.resolve(Object.assign({}, ...stack.node.findAll().filter((node: any) => cdk.CfnResource.isCfnResource(node))
    .map((node: any) => node._toCloudFormation().Resources)));
  const plain: { [id: string]: RawResource } = JSON.parse(JSON.stringify(rendered));
  const [madeKey] = Object.values(plain).filter(({ Type }) => Type === raw.Type);
  const { parameters: Parameters, conditions: Conditions, mappings: Mappings, resources } = template;
  const sections = { Parameters, Conditions, Mappings, Resources: { ...resources, [logicalId]: { ...raw, Properties: madeKey.Properties } } };
  const after = new App([{ ...fromObject(sections, { stackName: template.title, account, region }), given: template.given, place: template.place }]);
  const before = new App([{ ...template, index: 0 }]);
  const find = (of: App): Key => of.keys.find(({ resource }) => resource.logicalId === logicalId)!;
  const [old, now] = [find(before), find(after)];
  return {
    differences: compare({ key: { statements: old.policy.decidable } }, { key: { statements: now.policy.decidable } }, requestedKey(old)),
    properties: changedProperties(raw.Properties ?? {}, madeKey.Properties ?? {}),
    made: Object.entries(plain).map(([name, { Type, Properties }]) => ({
      logicalId: name, type: Type, ...(Type === 'AWS::KMS::Alias' ? { aliasName: String(Properties?.AliasName) } : {}),
    })),
  };
}

/** What CloudFormation takes where a template says nothing. */
const DEFAULTS: { readonly [name: string]: unknown } = {
  Enabled: true, EnableKeyRotation: false, KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', MultiRegion: false, Origin: 'AWS_KMS', PendingWindowInDays: 30,
};

function changedProperties(old: { readonly [name: string]: any }, now: { readonly [name: string]: any }): string[] {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(name => name !== 'KeyPolicy')
    .filter(name => comparable(old[name] ?? DEFAULTS[name]) !== comparable(now[name] ?? DEFAULTS[name])).sort();
}

/** Numbers and booleans might be texts in a template, and tags have no order. */
const comparable = (value: unknown): string =>
  String(JSON.stringify(Array.isArray(value) ? value.map(item => JSON.stringify(item)).sort() : value)).replace(/\\*"/g, '');

function namesFor({ keysmith, cdk }: Library): Names {
  const { EncryptedKey, IamDelegation, KeyAccess, KeyAccessLevel, KeyRestriction } = keysmith;
  const { Aws, Duration, Fn, RemovalPolicy, Token } = cdk;
  return { EncryptedKey, IamDelegation, KeyAccess, KeyAccessLevel, KeyRestriction, Aws, Duration, Fn, RemovalPolicy, Token, iam: cdk.aws_iam, kms: cdk.aws_kms };
}
