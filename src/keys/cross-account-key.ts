import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { allowPrincipal, differs } from './cross-environment-grants';
import { EncryptedKey, EncryptedKeyProps } from './encrypted-key';
import { isBounded } from '../access/access-conditions';
import { GrantBounds, sharingBounds } from '../access/grant-bounds';
import { KeyAccess } from '../access/key-access';
import { AccountAccessOptions, KeyAccessLevel } from '../access/key-access-options';
import { GRANT_ACTIONS } from '../private/actions';
import { accountIdOfPrincipal } from '../private/arns';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { unique } from '../private/policy-rows';
import { principalsOf, wholeAccount } from '../private/principals';
import { checkAccountId, checkArn, checkNotEmpty } from '../private/validate';
import { KeyService } from '../services/key-service';

/** Properties of a CrossAccountKey. Every bound given holds for everyone who shares the key. */
export interface CrossAccountKeyProps extends EncryptedKeyProps {
  /**
   * Accounts that share the key, 12 digits each. Their own IAM policies choose who, within the bounds given.
   *
   * @default - those of `principalArnPatterns`, or none
   */
  readonly accounts?: string[];

  /**
   * Roles and users of other accounts that share the key. KMS refuses a policy that names a principal which does not exist yet:
   * use `principalArnPatterns` for those.
   *
   * @default - none
   */
  readonly principals?: iam.IGrantable[];

  /**
   * ARN patterns of roles and users who share the key, `arn:aws:iam::111122223333:role/app-*`. They need not exist yet.
   *
   * @default - every principal of the accounts
   */
  readonly principalArnPatterns?: string[];

  /**
   * The organization whose principals share the key, `o-…`; with `accounts` or `principals`, a further bound on those.
   *
   * @default - principals of any organization
   */
  readonly organizationId?: string;

  /**
   * Paths of organizational units whose accounts share the key, `o-…/r-…/ou-…/*`; with `accounts` or `principals`, a further bound.
   *
   * @default - anywhere in the organization
   */
  readonly organizationPaths?: string[];

  /**
   * The services through which the key is shared.
   *
   * @default - through any service and directly
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
   */
  readonly viaServices?: KeyService[];

  /**
   * The Regions of `viaServices`. A key is used in its own region: more Regions only help services that call from elsewhere.
   *
   * @default - the Region of the key
   */
  readonly viaServiceRegions?: string[];

  /**
   * Encryption context that a request must carry: name to allowed values. Services that set their own context then fail.
   *
   * @default - any encryption context
   */
  readonly encryptionContext?: { [name: string]: string[] };

  /**
   * What they can do.
   *
   * @default KeyAccessLevel.USE
   */
  readonly accessLevel?: KeyAccessLevel;

  /**
   * Whether they can also let AWS services create grants for their resources: volumes, databases, copies of snapshots and backups.
   *
   * @default - true when a service of `viaServices` creates grants
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
   */
  readonly grantsForAwsResources?: boolean;

  /**
   * Whether the accounts can give the key to their service-linked role of EC2 Auto Scaling, by a grant that an administrator
   * there makes (docs/cross-account.md). Needs accounts.
   *
   * @default false
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
   */
  readonly autoScaling?: boolean;

  /**
   * Shares the key with whole accounts without any other bound: with every principal that its administrators choose.
   *
   * @default false
   */
  readonly allowWholeAccount?: boolean;
}

/**
 * A key that other accounts, roles, organizations or organizational units use, bounded by service and encryption context.
 *
 * Both halves are needed: this key's policy, and an IAM policy in the other account. Grants to roles of the same app write both,
 * also for roles that do not exist yet and without tying the stacks together; elsewhere, `RemoteKey` writes the other half.
 * Fails when nobody is named, and for a whole account without any bound unless `allowWholeAccount` is set.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
 *
 * @example
 * new CrossAccountKey(this, 'Shared', {
 *   accounts: ['987654321098'],
 *   viaServices: [KeyService.S3],
 *   accessLevel: KeyAccessLevel.DECRYPT,
 * });
 */
@checked
@propertyInjectable
export class CrossAccountKey extends EncryptedKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.CrossAccountKey';

  /** Whether a value is a CrossAccountKey, of this class or a subclass. */
  public static isCrossAccountKey(x: any): x is CrossAccountKey {
    return x instanceof CrossAccountKey;
  }

  private readonly bounds: AccountAccessOptions;

  constructor(scope: Construct, id: string, props: CrossAccountKeyProps) {
    const {
      accounts, principals = [], principalArnPatterns, organizationId, organizationPaths, viaServices, viaServiceRegions, encryptionContext,
      accessLevel = KeyAccessLevel.USE, grantsForAwsResources, autoScaling, allowWholeAccount, ...rest
    } = props;
    checkNotEmpty('principals', props.principals);
    const bounds = {
      organizationId,
      organizationPaths,
      viaServices,
      // A service that calls from any Region for its own account does so for others only where that is said.
      viaServiceRegions: viaServiceRegions ?? (viaServices && [Stack.of(scope).region]),
      encryptionContext,
      allowWholeAccount,
    };
    const named = sharingAccounts(Stack.of(scope), props);
    const shared = principals.map(principal => sharedWith(Stack.of(scope), principal, bounds));
    const sharing = [
      ...named.map(account => ({ principal: new iam.AccountPrincipal(account), options: { ...bounds, principalArnPatterns } })),
      ...shared,
      ...(named.length === 0 && principals.length === 0 ? [{ principal: new iam.AnyPrincipal(), options: { ...bounds, principalArnPatterns } }] : []),
    ];
    if (named.length > 0 && !allowWholeAccount && !isBounded({ ...bounds, principalArnPatterns })) {
      refuse({
        property: 'accounts',
        value: named,
        bound: 'shares the key with whole accounts without any bound',
        remedy: "add 'viaServices', 'encryptionContext', 'principalArnPatterns' or 'organizationId', or set 'allowWholeAccount' if all there can use it",
      });
    }
    if (autoScaling && named.length === 0) {
      refuse({ property: 'autoScaling', value: true, bound: "needs 'accounts' whose Auto Scaling can get the key" });
    }
    const granting = viaServices?.filter(service => service._use.calls.some(call => call.grantIsForAwsResource)) ?? [];
    const grants = grantsForAwsResources ?? granting.length > 0;
    const forGrants = granting.length > 0 ? { viaServices: granting } : {};
    super(scope, id, {
      ...rest,
      access: [
        ...sharing.map(({ principal, options }) => KeyAccess._ofLevel(accessLevel, principal, options)),
        ...(grants
          ? sharing.map(({ principal, options }) => KeyAccess.grantsForAwsResources(principal, { ...options, ...forGrants }))
          : []),
        // The administrator there calls KMS directly and without a context.
        ...(autoScaling
          ? named.map(account => KeyAccess.autoScalingGrants(account, { organizationId, organizationPaths, principalArnPatterns }))
          : []),
        ...(rest.access ?? []),
      ],
    });
    this.bounds = bounds;
    // The other half: without an IAM policy of its own account a role of this app could still do nothing.
    for (const { owned } of shared) {
      if (!owned) { continue; }
      const place = { alias: this.aliasName, context: this._context };
      allowPrincipal(owned, [...KeyAccess._actionsOf(accessLevel)], place);
      if (grants) { allowPrincipal(owned, GRANT_ACTIONS, place, { Bool: { 'kms:GrantIsForAWSResource': 'true' } }); }
    }
  }

  /** The bounds of the key hold for grants to other accounts too. @internal */
  protected get _grantBounds(): GrantBounds {
    return sharingBounds(this.bounds, this._context);
  }
}

interface Shared {
  readonly principal: iam.IGrantable;
  readonly options: AccountAccessOptions;
  /** The role or user itself when this app makes it. */
  readonly owned?: iam.IPrincipal;
}

/** A role of this app in another account might not exist yet when the key is created: its account is named, narrowed to its ARN. */
function sharedWith(stack: Stack, grantable: iam.IGrantable, bounds: AccountAccessOptions): Shared {
  const principal = grantable.grantPrincipal;
  const { values } = principalsOf('principals', grantable);
  const whole = values.find(wholeAccount);
  if (whole && !bounds.allowWholeAccount && !isBounded(bounds)) {
    refuse({
      property: 'principals',
      value: wholeAccount(whole),
      bound: 'shares the key with a whole account without any bound',
      remedy: "add 'viaServices', 'encryptionContext' or 'organizationId', name roles, or set 'allowWholeAccount'",
    });
  }
  if (!iam.principalIsOwnedResource(principal) || !differs(Stack.of(principal).account, stack.account)) {
    return { principal: grantable, options: bounds };
  }
  return {
    principal: new iam.AccountPrincipal(Stack.of(principal).account),
    options: { ...bounds, principalArnPatterns: values.map(value => value.value) },
    owned: principal,
  };
}

/** The accounts named, or those of the patterns. */
function sharingAccounts(stack: Stack, props: CrossAccountKeyProps): string[] {
  const { accounts, principals, principalArnPatterns, organizationId, organizationPaths } = props;
  checkNotEmpty('accounts', accounts);
  checkNotEmpty('principalArnPatterns', principalArnPatterns);
  accounts?.forEach((account, i) => {
    checkAccountId('accounts', account);
    if (account === stack.account) {
      refuse({ property: 'accounts', value: account, bound: 'is the account of the key', remedy: "name its roles in 'users'" });
    }
    if (accounts.indexOf(account) !== i) { refuse({ property: 'accounts', value: account, bound: 'is named twice' }); }
  });
  const organization = organizationId !== undefined || organizationPaths !== undefined;
  const ofPatterns = (principalArnPatterns ?? []).map(pattern => {
    checkArn('principalArnPatterns', pattern, 'iam', 'arn:aws:iam::111122223333:role/app-*');
    const account = accountIdOfPrincipal(pattern);
    if (account && accounts && !accounts.includes(account)) {
      refuse({
        property: 'principalArnPatterns',
        value: pattern,
        bound: `can match nobody: 'accounts' are ${accounts.join(', ')}`,
        remedy: 'name its account too',
      });
    }
    if (!account && !accounts && !organization) {
      refuse({ property: 'principalArnPatterns', value: pattern, bound: "needs 'accounts' or 'organizationId' where it names no account itself" });
    }
    return account;
  });
  if (!accounts && !principals && !principalArnPatterns && !organization) {
    refuse({
      property: 'accounts',
      value: undefined,
      bound: "or 'principals', 'principalArnPatterns', 'organizationId' or 'organizationPaths' must say who shares the key",
    });
  }
  if (accounts) { return accounts; }
  return ofPatterns.every(account => account !== undefined) ? unique(ofPatterns as string[]) : [];
}
