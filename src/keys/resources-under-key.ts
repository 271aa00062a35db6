import { CfnResource, Reference, Tokenization } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { ResourceUnderKey } from '../access/gate/services-let-in';
import { list } from '../private/policy-json';
import { referring } from '../private/references';
import { CATALOG } from '../services/catalog';
import { keyPropertiesOf } from '../services/resource-properties';

/*
 * What of an app is encrypted under a key, by the properties that name one: known when the app is finished, and before its template is.
 */

type Key = kms.CfnKey | kms.CfnReplicaKey;

interface Index {
  readonly byKey: ReadonlyMap<CfnResource, readonly ResourceUnderKey[]>;
  /** The keys that have asked. Each asks once while an app is synthesized: the second time it is another app. */
  readonly asked: Set<Key>;
}

const INDEX = new WeakMap<IConstruct, Index>();

/** The resources of the app that are encrypted under a key. */
export function resourcesUnder(key: Key): readonly ResourceUnderKey[] {
  const { root } = key.node;
  let index = INDEX.get(root);
  if (index === undefined || index.asked.has(key)) { INDEX.set(root, index = { byKey: read(root), asked: new Set() }); }
  index.asked.add(key);
  return index.byKey.get(key) ?? [];
}

function read(root: IConstruct): Index['byKey'] {
  const found = new Map<CfnResource, ResourceUnderKey[]>();
  for (const resource of root.node.findAll().filter(CfnResource.isCfnResource)) {
    const properties = keyPropertiesOf(resource.cfnResourceType).filter(({ use }) => use !== undefined);
    if (properties.length === 0) { continue; }
    const { properties: rendered, targetOf } = referring(resource);
    for (const { path, use } of properties) {
      for (const key of valuesAt(rendered, path.split('.')).flatMap(value => keyOf(targetOf(value)))) {
        const known = found.get(key);
        const under = { resource, use: CATALOG[use!] };
        if (known) { known.push(under); } else { found.set(key, [under]); }
      }
    }
  }
  return found;
}

/** The key that a reference means, also by an alias. */
function keyOf(target: IConstruct | undefined): CfnResource[] {
  if (target instanceof kms.CfnAlias) {
    const [token] = Tokenization.reverseString(target.targetKeyId).tokens;
    return Reference.isReference(token) ? keyOf(token.target) : [];
  }
  return CfnResource.isCfnResource(target) ? [target] : [];
}

/** The values at a path as CloudFormation writes it, `Rules[].KmsKeyId`. */
function valuesAt(value: any, [first, ...rest]: readonly string[]): unknown[] {
  if (first === undefined) { return [value]; }
  if (value === null || typeof value !== 'object') { return []; }
  const entries = first.endsWith('[]') ? value[first.slice(0, -2)] : value[first];
  return entries === undefined ? [] : first.endsWith('[]') ? list(entries).flatMap(entry => valuesAt(entry, rest)) : valuesAt(entries, rest);
}
