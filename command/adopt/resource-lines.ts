import { call, constant, json, Line } from './code';
import { valueCode } from './read-key';
import { Alias, Key } from '../../src/app/model';
import { RawResource } from '../../src/template/template';

/*
 * What the code of a key says after its construct: what has no property there.
 */

/** CloudFormation deletes where the template says nothing. */
export const retentionOf = ({ DeletionPolicy }: RawResource): string =>
  ({ Retain: 'RETAIN', RetainExceptOnCreate: 'RETAIN_ON_UPDATE_OR_DELETE' } as { [policy: string]: string })[String(DeletionPolicy)] ?? 'DESTROY';

/** What a template says of a resource beside its properties; CDK's own metadata and what a removal policy says apart. */
export function attributeLines(variable: string, raw: RawResource): Line[] {
  const { Condition, DependsOn, Metadata = {} } = raw as RawResource & { readonly Condition?: unknown; readonly DependsOn?: unknown };
  return [
    ...[['Condition', Condition], ['DependsOn', DependsOn]].filter(([, value]) => value !== undefined)
      .map(([name, value]) => ({ code: call(`${variable}.addOverride`, json(name), json(value)) })),
    ...Object.entries(Metadata).filter(([name]) => !name.startsWith('aws:'))
      .map(([name, value]) => ({ code: call(`${variable}.addMetadata`, json(name), json(value)) })),
  ];
}

const IN_PLACE = 'The resource keeps its name in the template: it is updated, not replaced.';

/** The logical id of an L1 construct. */
export const sameLogicalId = (variable: string, logicalId: string): Line => ({ code: call(`${variable}.overrideLogicalId`, json(logicalId)), comment: IN_PLACE });

/** Tags, logical ids and the alias of an EncryptedKey. */
export function encryptedKeyLines({ resource: { logicalId, raw } }: Key, alias: Alias | undefined): Line[] {
  return [
    { variable: 'resource', type: 'kms.CfnKey', code: constant('key.node.defaultChild') },
    sameLogicalId('resource', logicalId),
    ...tagLines(raw.Properties?.Tags),
    ...(alias === undefined ? [{ code: call('key.node.tryRemoveChild', json('Alias')) }] : aliasLines(alias, raw)),
  ];
}

/** A list of tags that a function makes is an override. */
const tagLines = (tags: unknown): Line[] => !isPlainTags(tags) ? []
  : tags.map(({ Key: name, Value }) => ({ code: call('resource.tags.setTag', json(name), valueCode(typeof Value === 'object' ? Value : String(Value))) }));

const isPlainTags = (tags: unknown): tags is { readonly Key: string; readonly Value: unknown }[] =>
  Array.isArray(tags) && tags.every(tag => typeof tag === 'object' && tag !== null && typeof tag.Key === 'string');

/** The alias that the construct makes of its own keeps its logical id, or CloudFormation would make it twice. */
function aliasLines({ resource: { logicalId, raw } }: Alias, key: RawResource): Line[] {
  return [
    { variable: 'child', code: call('key.node.findChild', json('Alias')) },
    { variable: 'alias', type: 'kms.CfnAlias', code: constant('child.node.defaultChild') },
    { code: call('alias.overrideLogicalId', json(logicalId)) },
    ...(retentionOf(raw) === retentionOf(key) ? [] : [{ code: call('alias.applyRemovalPolicy', constant(`RemovalPolicy.${retentionOf(raw)}`)) }]),
    ...attributeLines('alias', raw),
  ];
}
