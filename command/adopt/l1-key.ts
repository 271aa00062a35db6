import { AdoptedKey, Remarks } from './adopted-key';
import { aliasesOf } from './aliases';
import { call, Code, constant, json, Line, map } from './code';
import { Library, prove, Written } from './prove';
import { attributeLines, retentionOf, sameLogicalId } from './resource-lines';
import { statementsOf } from './statements-of';
import { Key } from '../../src/app/model';
import { defaultKeyPolicy } from '../../src/app/read-key';

/** What the properties of the L1 constructs take. */
const TYPES: { readonly [property: string]: 'boolean' | 'number' | 'string' } = {
  BypassPolicyLockoutSafetyCheck: 'boolean',
  Description: 'string',
  Enabled: 'boolean',
  EnableKeyRotation: 'boolean',
  KeySpec: 'string',
  KeyUsage: 'string',
  MultiRegion: 'boolean',
  Origin: 'string',
  PendingWindowInDays: 'number',
  PrimaryKeyArn: 'string',
  RotationPeriodInDays: 'number',
};

/** The properties without which an L1 construct cannot be made. */
const REQUIRED: { readonly [construct: string]: readonly string[] } = { CfnKey: [], CfnReplicaKey: ['KeyPolicy', 'PrimaryKeyArn'] };

/** The key as the template has it, as an L1 construct. */
export function asItIs(key: Key, library: Library, why: string, remarks: Remarks): AdoptedKey {
  const { raw, logicalId } = key.resource;
  const construct = key.replica ? 'CfnReplicaKey' : 'CfnKey';
  const aliases = aliasesOf(key, false);
  const statements = statementsOf(raw);
  const props: (readonly [string, Code])[] = [];
  const overrides: Line[] = [];
  const { partition, account } = key.resource.stack.place;
  // What KMS gives to a key without a policy, which a replica must say.
  const given = key.replica ? { KeyPolicy: defaultKeyPolicy(partition, account) } : {};
  for (const [name, value] of Object.entries({ ...given, ...raw.Properties })) {
    const code = propertyCode(name, value);
    if (code !== undefined) { props.push([`${name[0].toLowerCase()}${name.slice(1)}`, code]); }
    // What only CloudFormation can say, a function or a property of tomorrow.
    if (code === undefined) { overrides.push({ code: call('key.addPropertyOverride', json(name), json(value)) }); }
    if (code === undefined && REQUIRED[construct].includes(name)) { props.push([`${name[0].toLowerCase()}${name.slice(1)}`, json('')]); }
  }
  const written: Written = {
    construct,
    id: logicalId,
    props: map(props),
    lines: [
      { code: call('key.applyRemovalPolicy', constant(`RemovalPolicy.${retentionOf(raw)}`)) },
      sameLogicalId('key', logicalId),
      ...overrides,
      ...attributeLines('key', raw),
      ...aliases.lines('key.ref'),
    ],
  };
  return {
    ...written,
    ...prove(key, library, written),
    remarks: [`EncryptedKey cannot say this key: ${why}. It is kept as it is.`, ...aliases.remarks, ...statements.flatMap(remarks)],
    rows: 0,
    statements: statements.length,
  };
}

/** The property in the type that the construct takes; undefined where it has another. */
function propertyCode(name: string, value: unknown): Code | undefined {
  if (name === 'KeyPolicy') { return json(value); }
  if (name === 'Tags') { return tagsCode(value); }
  const text = String(value);
  if (typeof value === 'object') { return undefined; }
  switch (TYPES[name]) {
    case 'boolean': return /^(true|false)$/.test(text) ? json(text === 'true') : undefined;
    case 'number': return /^\d+$/.test(text) ? json(Number(text)) : undefined;
    case 'string': return json(text);
    default: return undefined;
  }
}

/** L1 constructs have tags in lower case. */
function tagsCode(value: unknown): Code | undefined {
  const isTag = (tag: any): boolean => typeof tag?.Key === 'string' && typeof tag?.Value !== 'object';
  return Array.isArray(value) && value.every(isTag) ? json(value.map(tag => ({ key: tag.Key, value: String(tag.Value) }))) : undefined;
}
