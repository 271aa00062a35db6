import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { isBounded, KeyAccessOptions } from './access-conditions';
import { AccessRow, AdministrationAccess, PrincipalAccess, Purpose, ServiceAccess, who } from './access-rows';
import { CustomAccess } from './custom-access';
import { KeyAccessLevel, AccountAccessOptions, ServiceAccessOptions, StatementAccessOptions } from './key-access-options';
import { MessageAccess } from './message-access';
import { MessageOptions, MessageSource, MessageTarget } from './messages';
import { KeyKind } from './row-context';
import * as actions from '../private/actions';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { mergeConditions } from '../private/policy-rows';
import { checkAccountId, checkOrganizationId } from '../private/validate';
import { KeyService } from '../services/key-service';

const SYMMETRIC = [KeyKind.SYMMETRIC];
const ENCRYPTING = [KeyKind.SYMMETRIC, KeyKind.ASYMMETRIC_ENCRYPTION];

const SIGNING = [KeyKind.SIGNING];
const HMAC = [KeyKind.HMAC];
const AGREEING = [KeyKind.KEY_AGREEMENT];
const WITH_PUBLIC_KEY = [KeyKind.SIGNING, KeyKind.ASYMMETRIC_ENCRYPTION, KeyKind.KEY_AGREEMENT];

const LEVELS: { readonly [level in KeyAccessLevel]: Purpose } = {
  VIEW: { sid: 'KeyView', actions: actions.VIEW_ACTIONS, use: false },
  ENCRYPT: { sid: 'KeyEncrypt', actions: actions.ENCRYPT_ACTIONS, pairActions: actions.PAIR_ENCRYPT_ACTIONS, kinds: ENCRYPTING, use: true },
  DECRYPT: { sid: 'KeyDecrypt', actions: actions.DECRYPT_ACTIONS, kinds: ENCRYPTING, use: true },
  PUBLISH: { sid: 'KeyPublish', actions: actions.PRODUCE_ACTIONS, kinds: SYMMETRIC, use: true },
  RE_ENCRYPT: { sid: 'KeyReEncrypt', actions: actions.RE_ENCRYPT_ACTIONS, kinds: ENCRYPTING, use: true },
  USE: { sid: 'KeyUse', actions: actions.USE_ACTIONS, pairActions: actions.PAIR_USE_ACTIONS, kinds: ENCRYPTING, use: true },
  SIGN: { sid: 'KeySign', actions: actions.SIGN_ACTIONS, kinds: SIGNING, use: true },
  // Whoever has the public key verifies without KMS, so these two are no use that duties are separated for.
  VERIFY: { sid: 'KeyVerify', actions: actions.VERIFY_ACTIONS, kinds: SIGNING, use: false },
  PUBLIC_KEY: { sid: 'KeyPublicKey', actions: actions.PUBLIC_KEY_ACTIONS, kinds: WITH_PUBLIC_KEY, use: false },
  GENERATE_MAC: { sid: 'KeyGenerateMac', actions: actions.GENERATE_MAC_ACTIONS, kinds: HMAC, use: true },
  VERIFY_MAC: { sid: 'KeyVerifyMac', actions: actions.VERIFY_MAC_ACTIONS, kinds: HMAC, use: true },
  DERIVE_SHARED_SECRET: { sid: 'KeyDeriveSharedSecret', actions: actions.DERIVE_ACTIONS, kinds: AGREEING, use: true },
};

const AUTO_SCALING_ROLE = 'autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling';

/**
 * A row of a key policy that allows: who, what, when.
 *
 * @example
 * declare const reportingRole: iam.Role;
 *
 * new EncryptedKey(this, 'OrdersKey', {
 *   access: [
 *     KeyAccess.decrypt(reportingRole, { encryptionContext: { Department: ['Finance'] } }),
 *     KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: ['/app/orders*'] }),
 *   ],
 * });
 */
@checked
export class KeyAccess {
  /** Manage the key: neither use it nor create grants on it. What `administrators` get. */
  public static administer(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return new KeyAccess(new AdministrationAccess(who('administer', principal, options, false), options));
  }

  /** Read about the key: its description, policy, rotation, grants and tags. */
  public static view(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('view', KeyAccessLevel.VIEW, principal, options);
  }

  /** All cryptographic use of an encryption key. What `users` get. */
  public static use(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('use', KeyAccessLevel.USE, principal, options);
  }

  /** Encrypt and generate data keys; no decryption. On an asymmetric key: encrypt, and read the public key to do so without KMS. */
  public static encrypt(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('encrypt', KeyAccessLevel.ENCRYPT, principal, options);
  }

  /** Decrypt. */
  public static decrypt(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('decrypt', KeyAccessLevel.DECRYPT, principal, options);
  }

  /** Generate data keys and decrypt them again: what writers to encrypted queues, topics and streams need. */
  public static publish(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('publish', KeyAccessLevel.PUBLISH, principal, options);
  }

  /** Move data from and to another key without seeing it. */
  public static reEncrypt(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('reEncrypt', KeyAccessLevel.RE_ENCRYPT, principal, options);
  }

  /** Sign, verify and read the public key of a signing key. */
  public static sign(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('sign', KeyAccessLevel.SIGN, principal, options);
  }

  /** Verify signatures in KMS, or read the public key to verify them without. */
  public static verify(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('verify', KeyAccessLevel.VERIFY, principal, options);
  }

  /** Read the public key of an asymmetric key. */
  public static publicKey(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('publicKey', KeyAccessLevel.PUBLIC_KEY, principal, options);
  }

  /** Make message authentication codes; no verification. */
  public static generateMac(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('generateMac', KeyAccessLevel.GENERATE_MAC, principal, options);
  }

  /** Verify message authentication codes. */
  public static verifyMac(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('verifyMac', KeyAccessLevel.VERIFY_MAC, principal, options);
  }

  /** Agree on a secret with the owner of another key pair (ECDH), and read the public key. */
  public static deriveSharedSecret(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    return KeyAccess.level('deriveSharedSecret', KeyAccessLevel.DERIVE_SHARED_SECRET, principal, options);
  }

  /**
   * Make, list and revoke grants, only those that an AWS service asks for in the principal's name (EBS, RDS, …).
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
   */
  public static grantsForAwsResources(principal: iam.IGrantable, options: KeyAccessOptions = {}): KeyAccess {
    const purpose = {
      sid: 'KeyGrantsForAwsResources',
      actions: actions.GRANT_ACTIONS,
      fixed: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      use: true,
    };
    return new KeyAccess(new PrincipalAccess(purpose, who('grantsForAwsResources', principal, options), options));
  }

  /** What an AWS service needs, as its row in the service catalog says. Fails for a use that cannot take a customer managed key. */
  public static service(service: KeyService, options: ServiceAccessOptions = {}): KeyAccess {
    return new KeyAccess(new ServiceAccess(service, options));
  }

  /**
   * What an AWS service needs to send messages to an encrypted topic or queue as itself; the key is that of the topic or queue.
   *
   * Constructs make no dependency: the policy names them by the names your app gives them, or by wildcards. Fails for pairs that do
   * not work, saying why.
   *
   * @example
   * declare const topic: sns.Topic;
   * declare const key: EncryptedKey;
   *
   * key.addAccess(KeyAccess.messages(MessageSource.CLOUDWATCH_ALARMS, MessageTarget.topic(topic)));
   *
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
   */
  public static messages(source: MessageSource, target: MessageTarget, options: MessageOptions = {}): KeyAccess {
    return new KeyAccess(new MessageAccess(source, target, options));
  }

  /**
   * Another account. Its own IAM policies choose who, within the bounds given here. Fails without any bound (a service, a
   * context, role patterns, an organization) unless `allowWholeAccount` is set.
   */
  public static account(accountId: string, options: AccountAccessOptions = {}): KeyAccess {
    checkAccountId('accountId', accountId);
    const level = options.accessLevel ?? KeyAccessLevel.USE;
    if (!isBounded(options) && !options.allowWholeAccount && level !== KeyAccessLevel.VERIFY && level !== KeyAccessLevel.PUBLIC_KEY) {
      refuse({
        property: 'accountId',
        value: accountId,
        bound: 'shares the key with a whole account without any bound',
        remedy: "add 'viaServices', 'encryptionContext', 'principalArnPatterns' or 'organizationId', or set 'allowWholeAccount' if every role there can use the key",
      });
    }
    return KeyAccess.level('account', level, new iam.AccountPrincipal(accountId), options);
  }

  /**
   * Every principal of an organization that its own IAM policies allow, within the bounds given. The key's own account is not meant: there a
   * row for everyone would need no IAM policy, so that `users` or `iamDelegation` say who uses the key.
   */
  public static organization(id: string, options: AccountAccessOptions = {}): KeyAccess {
    checkOrganizationId('id', id);
    return KeyAccess.level('organization', options.accessLevel ?? KeyAccessLevel.USE, new iam.AnyPrincipal(), { ...options, organizationId: id });
  }

  /** A row that comes with a kind of key. @internal */
  public static _of(row: AccessRow): KeyAccess {
    return new KeyAccess(row);
  }

  /**
   * Another account can give the key to its service-linked role of EC2 Auto Scaling. An administrator there creates the grant, as
   * AWS documents it, and can create it for nobody else.
   *
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
   */
  public static autoScalingGrants(accountId: string, options: KeyAccessOptions = {}): KeyAccess {
    checkAccountId('accountId', accountId);
    const purpose = {
      sid: 'KeyAutoScalingGrants',
      // Made by a person, not by a service for a resource: kms:GrantIsForAWSResource would deny it.
      actions: ['kms:CreateGrant'],
      kinds: [KeyKind.SYMMETRIC],
      fixed: mergeConditions(
        { StringEquals: { 'kms:GranteePrincipal': `arn:${Aws.PARTITION}:iam::${accountId}:role/aws-service-role/${AUTO_SCALING_ROLE}` } },
        { 'ForAllValues:StringEquals': { 'kms:GrantOperations': actions.AUTO_SCALING_GRANT_OPERATIONS }, 'Null': { 'kms:GrantOperations': 'false' } },
      ),
      use: true,
      requests: { 'kms:GrantIsForAWSResource': 'false' },
    };
    const account = new iam.AccountPrincipal(accountId);
    return new KeyAccess(new PrincipalAccess(purpose, who('autoScalingGrants', account, options), options));
  }

  /**
   * A statement of your own, as it is. Fails when it has no effect on a key, and where it allows everyone, a whole account without a
   * bound, or an AWS service for anybody's resources.
   */
  public static statement(statement: iam.PolicyStatement, options: StatementAccessOptions = {}): KeyAccess {
    return new KeyAccess(new CustomAccess(statement, options));
  }

  /** The row of a level. @internal */
  public static _ofLevel(wanted: KeyAccessLevel, principal: iam.IGrantable, options: AccountAccessOptions = {}, property = 'principal'): KeyAccess {
    return KeyAccess.level(property, wanted, principal, options);
  }

  /** The row of a key's `administrators`. @internal */
  public static _ofAdministrator(principal: iam.IGrantable): KeyAccess {
    return new KeyAccess(new AdministrationAccess(who('administrators', principal, {}, false), {}));
  }

  /** The actions of a level, for an IAM policy that says the same. @internal */
  public static _actionsOf(wanted: KeyAccessLevel): readonly string[] {
    return LEVELS[wanted].actions;
  }

  private static level(property: string, wanted: KeyAccessLevel, principal: iam.IGrantable, options: AccountAccessOptions): KeyAccess {
    return new KeyAccess(new PrincipalAccess(LEVELS[wanted], who(property, principal, options), options));
  }

  /** @internal */
  public readonly _row: AccessRow;

  private constructor(row: AccessRow) {
    this._row = row;
  }
}
