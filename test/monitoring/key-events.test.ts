import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedKey } from '../../src';
import { KeyEvents, KeyEventType } from '../../src/monitoring';
import { matchesPattern } from '../support/event-pattern';
import { aboutAnotherKey, EVENT_KEY, SAMPLE_EVENTS } from '../support/sample-events';
import { deployed, testStack } from '../support/stack';

const target = { bind: () => ({ arn: 'arn:aws:sns:eu-west-1:111122223333:topic' }) };

/** Each kind of event, and all the sample events that it means. Every other sample is a neighbour that must not match. */
const MEANT: { [type in KeyEventType]: string[] } = {
  DeletionScheduled: ['schedule-key-deletion'],
  DeletionCancelled: ['cancel-key-deletion'],
  Deleted: ['kms-cmk-deletion'],
  Disabled: ['disable-key'],
  PolicyChanged: ['put-key-policy'],
  OutsideGrant: ['create-grant-by-other-account', 'create-grant-other-account'],
  Rotated: ['kms-cmk-rotation'],
  RotationDisabled: ['disable-key-rotation'],
  MaterialLost: ['delete-imported-key-material', 'kms-imported-key-material-expiration'],
  ReplicaChanged: ['replicate-key', 'update-primary-region'],
  AliasChanged: ['delete-alias', 'update-alias'],
  UsedWhilePendingDeletion: ['decrypt-pending-deletion'],
  UseDenied: ['decrypt-denied-with-resources', 'decrypt-denied'],
};

function rule(type: KeyEventType): any {
  const stack = testStack();
  KeyEvents.fromKey(kms.Key.fromKeyArn(stack, 'Key', EVENT_KEY)).onEvent('On', type, { target });
  const [found] = Object.values<any>(Template.fromStack(stack).findResources('AWS::Events::Rule'));
  return deployed(found.Properties);
}

describe('KeyEvents', () => {
  describe.each(Object.entries(MEANT))('%s', (type, meant) => {
    const pattern = rule(type as KeyEventType).EventPattern;
    const matched = (change = (event: any) => event) =>
      Object.keys(SAMPLE_EVENTS).filter(name => matchesPattern(pattern, change(SAMPLE_EVENTS[name])));

    test('fires on its events and on no neighbour', () => {
      expect(matched()).toEqual(meant);
    });

    test('does not fire for another key', () => {
      expect(matched(aboutAnotherKey)).toEqual([]);
    });

    test('does not fire for events that other sources made up', () => {
      expect(matched(event => ({ ...event, source: 'com.example' }))).toEqual([]);
    });

    test('fits into the 2,048 characters of a pattern', () => {
      expect(JSON.stringify(pattern).length).toBeLessThan(1024);
    });
  });

  test('the pattern for a scheduled deletion', () => {
    expect(rule(KeyEventType.DELETION_SCHEDULED)).toEqual({
      Description: 'Deletion of a KMS key was scheduled. The key cannot be used now, and is deleted permanently after its waiting period.',
      EventPattern: {
        'source': ['aws.kms'],
        'detail-type': ['AWS API Call via CloudTrail'],
        'detail': {
          eventSource: ['kms.amazonaws.com'],
          eventName: ['ScheduleKeyDeletion'],
          errorCode: [{ exists: false }],
          resources: { ARN: [EVENT_KEY] },
        },
      },
      State: 'ENABLED',
      Targets: [{ Arn: 'arn:aws:sns:eu-west-1:111122223333:topic', Id: 'Target0' }],
    });
  });

  test('the pattern for a grant to outsiders', () => {
    expect(rule(KeyEventType.EXTERNAL_GRANT).EventPattern.detail.$or).toEqual([
      { requestParameters: { granteePrincipal: [{ 'anything-but': { wildcard: ['arn:aws:iam::111122223333:*', 'arn:aws:sts::111122223333:*', '*.amazonaws.com', '111122223333'] } }] } },
      { userIdentity: { accountId: [{ 'anything-but': ['111122223333'] }] } },
    ]);
  });

  test('only rules on cryptographic operations take read-only calls', () => {
    const readOnly = Object.values(KeyEventType).filter(type => rule(type).State === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
    expect(readOnly).toEqual([KeyEventType.USED_WHILE_PENDING_DELETION, KeyEventType.USE_DENIED]);
  });

  test('an alias that moves away from a key of the app is seen', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key', { alias: 'orders' });
    KeyEvents.fromKey(key).onAliasChanged('Moved', { target });
    const pattern = deployed(Object.values<any>(Template.fromStack(stack).findResources('AWS::Events::Rule'))[0].Properties.EventPattern);
    const names = Object.keys(SAMPLE_EVENTS).filter(name => matchesPattern(pattern, SAMPLE_EVENTS[name]));
    expect(names).toEqual(['delete-alias', 'update-alias-away', 'update-alias']);
    expect(Object.keys(SAMPLE_EVENTS).filter(name => matchesPattern(pattern, aboutAnotherKey(SAMPLE_EVENTS[name])))).toEqual([]);
  });

  test.each([
    ['onDeletionScheduled', KeyEventType.DELETION_SCHEDULED], ['onDeletionCancelled', KeyEventType.DELETION_CANCELLED],
    ['onDeleted', KeyEventType.DELETED], ['onDisabled', KeyEventType.DISABLED], ['onPolicyChanged', KeyEventType.POLICY_CHANGED],
    ['onExternalGrant', KeyEventType.EXTERNAL_GRANT], ['onRotated', KeyEventType.ROTATED], ['onRotationDisabled', KeyEventType.ROTATION_DISABLED],
    ['onKeyMaterialRemoved', KeyEventType.KEY_MATERIAL_REMOVED], ['onMultiRegionChanged', KeyEventType.MULTI_REGION_CHANGED], ['onAliasChanged', KeyEventType.ALIAS_CHANGED],
    ['onUsedWhilePendingDeletion', KeyEventType.USED_WHILE_PENDING_DELETION], ['onUseDenied', KeyEventType.USE_DENIED],
  ])('%s means the event type %s', (method, type) => {
    const stack = testStack();
    (KeyEvents.fromKey(kms.Key.fromKeyArn(stack, 'Key', EVENT_KEY)) as any)[method]('On', { target });
    const [found] = Object.values<any>(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    expect(deployed(found.Properties)).toEqual(rule(type));
  });

  test('works on an L1 key, with a further pattern and a description of its own', () => {
    const stack = testStack();
    KeyEvents.fromKey(new kms.CfnKey(stack, 'Key')).onDisabled('Off', { target, description: 'mine', eventPattern: { account: ['111122223333'] } });
    const [found] = Object.values<any>(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    expect(found.Properties).toMatchObject({
      Description: 'mine',
      EventPattern: { account: ['111122223333'], detail: { resources: { ARN: [{ 'Fn::GetAtt': ['Key', 'Arn'] }] } } },
    });
  });

  test('an alias of the app stands for its key', () => {
    const stack = testStack();
    const alias = new kms.Alias(stack, 'Alias', { aliasName: 'alias/orders', targetKey: kms.Key.fromKeyArn(stack, 'Key', EVENT_KEY) });
    KeyEvents.fromKey(alias).onDisabled('Off', { target });
    const [found] = Object.values<any>(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    expect(found.Properties.EventPattern.detail.resources).toEqual({ ARN: [EVENT_KEY] });
  });

  test('fails when the key is an alias of which the key is not known', () => {
    expect(() => KeyEvents.fromKey(kms.Key.fromKeyArn(testStack(), 'Key', 'arn:aws:kms:eu-west-1:111122223333:alias/orders')))
      .toThrow("'key' takes keys, not aliases: metrics and events name the key that an alias stands for, got: 'arn:aws:kms:eu-west-1:111122223333:alias/orders'; pass the key itself, or import it by ARN");
  });
});
