import { App, ConstructSelector, Duration, Mixins, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  BreakGlassAccess, CrossAccountKey, EncryptedKey, EncryptedKeyProps, GrantOperation, ImportedKey, KeyAccess, KeyGrant, KeyRestriction, KeyService,
  ServiceKey,
} from '../../src';
import { KeyPolicyRestrictions } from '../../src/adoption/key-mixins';
import { ACCOUNT, OTHER_ACCOUNT, testStack } from '../support/stack';
import { thrown } from '../support/thrown';

/*
 * Every restriction against every kind of row: where a Deny takes all from an Allow of the same key it is an error, where it takes all but what
 * comes through a service or with a context a warning; both name the two rows.
 */

const role = (name: string) => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/${name}`);
const APP = role('App');

type Outcome = 'fine' | ['error' | 'warning', string, string];

/** What the app says about two rows. */
function outcome(build: (stack: Stack) => void): string {
  const stack = testStack();
  try {
    build(stack);
    (stack.node.root as App).synth();
  } catch (error) { return `error: ${(error as Error).message}`; }
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('rowPartlyDenied|grantDenied')).map(({ entry }) => `warning: ${String(entry.data)}`);
  return warnings.join('\n') || 'fine';
}

function check(build: (stack: Stack) => void, wanted: Outcome): void {
  const got = outcome(build);
  if (wanted === 'fine') {
    expect(got).toBe('fine');
  } else {
    wanted.forEach(text => expect(got).toContain(text));
  }
}

const RESTRICTIONS = {
  onlyOther: () => KeyRestriction.onlyPrincipals([role('Other')]),
  onlyApp: () => KeyRestriction.onlyPrincipals([APP]),
  onlyS3: () => KeyRestriction.onlyViaServices([KeyService.S3]),
  context: () => KeyRestriction.requireEncryptionContext({ Dep: ['F'] }),
  organization: () => KeyRestriction.onlyOrganization('o-a1b2c3d4e5'),
  region: () => KeyRestriction.onlyRegions(['eu-west-1']),
  grants: () => KeyRestriction.grantsForAwsResourcesOnly(),
  window: () => KeyRestriction.minimumPendingWindow(Duration.days(30)),
};
type Restriction = keyof typeof RESTRICTIONS;

const DENIES: { readonly [restriction in Restriction]: string } = {
  onlyOther: 'ByOthers',
  onlyApp: 'ByOthers',
  onlyS3: 'DenyUseOutsideServices',
  context: 'DenyWithoutEncryptionContext',
  organization: 'DenyOutsideOrganization',
  region: 'DenyOtherRegions',
  grants: 'DenyGrantsToOthers',
  window: 'DenyShortDeletionWindow',
};

/** The kinds of rows: how each is made, its Sid, and which restrictions shut it out (error) or narrow it (warning). */
const ROWS: [string, (stack: Stack, restrictions: KeyRestriction[]) => void, string, Partial<Record<Restriction, 'error' | 'warning'>>][] = [
  ['users', (stack, restrictions) => new EncryptedKey(stack, 'Key', { users: [APP], restrictions }), 'KeyUse', { onlyOther: 'error', onlyS3: 'warning' }],
  ['users with a context', (stack, restrictions) => new EncryptedKey(stack, 'Key', {
    access: [KeyAccess.decrypt(APP, { encryptionContext: { Dep: ['G'] } })], restrictions,
  }), 'KeyDecrypt', { onlyOther: 'error', onlyS3: 'warning', context: 'error' }],
  ['users of another service', (stack, restrictions) => new ServiceKey(stack, 'Key', { service: KeyService.EBS, users: [APP], restrictions }), 'Ebs',
    { onlyOther: 'error', onlyS3: 'error', context: 'warning' }],
  ['a service with a context of its own', (stack, restrictions) => new EncryptedKey(stack, 'Key', {
    access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS)], restrictions,
  }), 'CloudWatchLogs', { context: 'error' }],
  ['administrators', (stack, restrictions) => new EncryptedKey(stack, 'Key', { administrators: [APP], restrictions }), 'KeyAdministration', {}],
  ['nobody in particular', (stack, restrictions) => new EncryptedKey(stack, 'Key', { restrictions }), '', {}],
  ['importers', (stack, restrictions) => new ImportedKey(stack, 'Key', { importers: [role('Importer')], restrictions }), 'KeyImportVerification',
    { onlyApp: 'error', onlyOther: 'error', onlyS3: 'warning', context: 'warning' }],
  ['an emergency role', (stack, restrictions) => {
    const key = new EncryptedKey(stack, 'Key', { restrictions });
    new BreakGlassAccess(stack, 'Emergency', { keys: [key], assumedBy: [new iam.AccountRootPrincipal()] });
  }, 'BreakGlassDecrypt', { onlyApp: 'error', onlyOther: 'error', onlyS3: 'warning', context: 'warning' }],
  ['Auto Scaling of another account', (stack, restrictions) => new CrossAccountKey(stack, 'Key', {
    accounts: [OTHER_ACCOUNT], viaServices: [KeyService.S3], autoScaling: true, restrictions,
  }), 'Key', { grants: 'error', onlyOther: 'error', onlyApp: 'error', context: 'warning' }],
];

describe.each(ROWS)('rows for %s', (_, build, sid, wanted) => {
  test.each(Object.keys(RESTRICTIONS) as Restriction[])('under %s', restriction => {
    const kind = wanted[restriction];
    check(stack => build(stack, [RESTRICTIONS[restriction]()]), kind ? [kind, sid, DENIES[restriction]] : 'fine');
  });
});

describe('a grant of KMS', () => {
  const granting = (props: EncryptedKeyProps, mixin?: KeyRestriction) => (stack: Stack) => {
    const key = mixin ? new kms.Key(stack, 'Key') : new EncryptedKey(stack, 'Key', props);
    if (mixin) { Mixins.of(stack, ConstructSelector.resourcesOfType('AWS::KMS::Key')).apply(new KeyPolicyRestrictions([mixin])); }
    new KeyGrant(stack, 'Grant', { key, grantee: role('Auditor'), operations: [GrantOperation.DECRYPT] });
  };
  test('cannot be made where others make none', () => {
    check(granting({ restrictions: [RESTRICTIONS.onlyApp()] }), ['error', 'DenyGrantsByOthers', 'denies creating this grant']);
    check(granting({ restrictions: [RESTRICTIONS.grants()] }), ['error', 'DenyGrantsToOthers', 'denies creating this grant']);
    check(granting({}, RESTRICTIONS.onlyApp()), ['error', 'DenyGrantsByOthers', 'denies creating this grant']);
  });

  test('allows nothing where the key is used through a service only', () => {
    check(granting({ restrictions: [RESTRICTIONS.onlyS3()] }), ['warning', 'DenyUseOutsideServices', 'denies the grantee what the grant allows']);
    check(stack => {
      const key = new ServiceKey(stack, 'Key', { service: KeyService.S3, exclusive: true });
      new KeyGrant(stack, 'Grant', { key, grantee: role('Auditor'), operations: [GrantOperation.DECRYPT] });
    }, ['warning', 'DenyUseOutsideServices', 'denies the grantee what the grant allows']);
  });

  test('is made and used elsewhere', () => {
    check(granting({ restrictions: [RESTRICTIONS.window(), RESTRICTIONS.region(), RESTRICTIONS.context()] }), 'fine');
  });
});

describe('a list of regions', () => {
  test('without the Region of the key is refused', () => {
    expect(thrown(() => new EncryptedKey(testStack('us-east-1'), 'Key', { restrictions: [KeyRestriction.onlyRegions(['eu-west-1'])] })))
      .toMatch(/'regions' must have the Region of the key, us-east-1/);
    expect(thrown(() => new EncryptedKey(testStack('us-east-1'), 'Key').addRestriction(KeyRestriction.onlyRegions(['eu-west-1'])))).toMatch(/us-east-1/);
  });

  test('without the Region of a key of somebody else is refused by the mixin', () => {
    const stack = testStack('us-east-1');
    new kms.Key(stack, 'Key');
    const apply = () => { Mixins.of(stack, ConstructSelector.resourcesOfType('AWS::KMS::Key')).apply(new KeyPolicyRestrictions([KeyRestriction.onlyRegions(['eu-west-1'])])); };
    expect(thrown(apply)).toMatch(/must (have|hold) the [Rr]egion of .*us-east-1/);
  });

  test('is taken where the Region is not known', () => {
    expect(thrown(() => new EncryptedKey(new Stack(), 'Key', { restrictions: [KeyRestriction.onlyRegions(['eu-west-1'])] }))).toBe('nothing was thrown');
  });

  test('with a Region that nobody knows warns', () => {
    const stack = testStack('eu-west-1');
    new EncryptedKey(stack, 'Key', { restrictions: [KeyRestriction.onlyRegions(['eu-west-1', 'us-esat-1'])] });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp("'us-esat-1', a Region that aws-cdk-lib does not know.*unknownRegion:us-esat-1"));
  });
});

describe('a mixin that asks for a longer window', () => {
  const apply = (props: kms.KeyProps, days = 30) => thrown(() => {
    const stack = testStack();
    new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY, ...props });
    Mixins.of(stack, ConstructSelector.resourcesOfType('AWS::KMS::Key'))
      .apply(new KeyPolicyRestrictions([KeyRestriction.minimumPendingWindow(Duration.days(days))]));
    (stack.node.root as App).synth();
  });
  test('than the key has is refused', () => {
    expect(apply({ pendingWindow: Duration.days(7) })).toMatch(/'pendingWindow' must not be shorter than KeyRestriction.minimumPendingWindow, 30 days, got: '7 days'/);
    expect(apply({ pendingWindow: Duration.days(7) }, 7)).toBe('nothing was thrown');
    expect(apply({})).toBe('nothing was thrown');
  });
});

test('a mixin takes a policy of one statement without a list', () => {
  const stack = testStack();
  const Statement = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
  const key = new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement } });
  Mixins.of(stack, ConstructSelector.resourcesOfType('AWS::KMS::Key')).apply(new KeyPolicyRestrictions([KeyRestriction.grantsForAwsResourcesOnly()]));
  expect((key.keyPolicy as any).Statement).toMatchObject([Statement, { Sid: 'DenyGrantsToOthers' }]);
});
