import { Duration, Token } from 'aws-cdk-lib';
import { CRYPTOGRAPHIC_ACTIONS } from '../private/actions';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { LIMITS } from '../private/limits';
import { Conditions, mergeConditions } from '../private/policy-rows';
import { checkAccountId, checkDays, checkNotEmpty, checkOrganizationId, checkRegion } from '../private/validate';

/** Who is exempt from a guardrail. */
export interface GuardrailExceptions {
  /**
   * Names of roles in whatever account, with their paths and wildcards: `KeyAdministrator`, `platform/keys-*`.
   *
   * @default - none
   */
  readonly exceptRoles?: string[];

  /**
   * ARN patterns of principals: `arn:aws:iam::111122223333:role/KeyAdministrator`.
   *
   * @default - none
   */
  readonly exceptPrincipalArnPatterns?: string[];

  /**
   * Accounts whose principals are exempt.
   *
   * @default - none
   */
  readonly exceptAccounts?: string[];
}

/** Options of `KeyGuardrail.rotationStaysOn`. */
export interface RotationGuardrailOptions extends GuardrailExceptions {
  /**
   * The longest time between rotations that a key can be given, 90 to 2560 days. Below 365, each request must name a period.
   *
   * @default - whatever KMS takes
   */
  readonly maximumPeriod?: Duration;
}

/** Where the material of a key comes from. */
export enum GuardedKeyOrigin {
  /** KMS makes it. */
  AWS_KMS = 'AWS_KMS',
  /** It is imported. */
  EXTERNAL = 'EXTERNAL',
  /** It is in a CloudHSM cluster of your own. */
  AWS_CLOUDHSM = 'AWS_CLOUDHSM',
  /** It is outside of AWS, behind an external key store. */
  EXTERNAL_KEY_STORE = 'EXTERNAL_KEY_STORE',
}

/** A statement of an organization policy. All of them deny. */
interface GuardrailStatement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly conditions: Conditions;
}

/** The statements of a guardrail, by the kind of policy that they belong to. @internal */
export interface GuardrailStatements {
  readonly serviceControl?: readonly GuardrailStatement[];
  readonly resourceControl?: readonly GuardrailStatement[];
}

/**
 * What nobody in an organization is allowed to do with its KMS keys, apart from exceptions.
 *
 * What is about people of the organization is a statement of a service control policy; what is about its keys, whoever calls, is one of a resource control policy.
 *
 * Neither counts for the management account, for service-linked roles, for AWS managed keys and for `kms:RetireGrant`. Service control policies do not count for
 * AWS services that call as themselves.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-control-policies.html
 *
 * @example
 * new KeyGuardrails(this, 'Guardrails', {
 *   guardrails: [
 *     KeyGuardrail.minimumPendingWindow(Duration.days(30)),
 *     KeyGuardrail.staysUsable({ exceptRoles: ['KeyAdministrator'] }),
 *     KeyGuardrail.onlyOrganization('o-a1b2c3d4e5'),
 *   ],
 *   targetIds: ['ou-ab12-11111111'],
 * });
 */
@checked
export class KeyGuardrail {
  /**
   * No key is scheduled for deletion with a shorter waiting period, 7 to 30 days. Who names no period gets 30 days.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-schedule-key-deletion-pending-window-in-days
   */
  public static minimumPendingWindow(window: Duration, exceptions: GuardrailExceptions = {}): KeyGuardrail {
    const days = checkDays('minimumPendingWindow', window, LIMITS.pendingWindowDays)!;
    return KeyGuardrail.forPeople(exceptions, {
      sid: 'DenyShortDeletionWindow', actions: ['kms:ScheduleKeyDeletion'], conditions: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': `${days}` } },
    });
  }

  /** No key is scheduled for deletion, whatever the waiting period. */
  public static noDeletion(exceptions: GuardrailExceptions = {}): KeyGuardrail {
    return KeyGuardrail.forPeople(exceptions, { sid: 'DenyKeyDeletion', actions: ['kms:ScheduleKeyDeletion'], conditions: {} });
  }

  /**
   * No key is made useless at once: no disabling, no deletion of imported key material, no disconnecting or deleting of custom key stores.
   *
   * IMPORTANT: CloudFormation disables a key whose `enabled` becomes false; name the role that deploys if it should.
   */
  public static staysUsable(exceptions: GuardrailExceptions = {}): KeyGuardrail {
    return KeyGuardrail.forPeople(exceptions, {
      sid: 'DenyMakingKeysUseless',
      actions: ['kms:DeleteCustomKeyStore', 'kms:DeleteImportedKeyMaterial', 'kms:DisableKey', 'kms:DisconnectCustomKeyStore'],
      conditions: {},
    });
  }

  /** Rotation that is on stays on. */
  public static rotationStaysOn(options: RotationGuardrailOptions = {}): KeyGuardrail {
    const days = checkDays('maximumPeriod', options.maximumPeriod, LIMITS.rotationPeriodDays);
    return KeyGuardrail.forPeople(
      options,
      { sid: 'DenyRotationOff', actions: ['kms:DisableKeyRotation'], conditions: {} },
      ...(days === undefined ? [] : [{
        sid: 'DenyLongRotationPeriod',
        actions: ['kms:EnableKeyRotation'],
        // Who names no period gets 365 days.
        conditions: { [days < DEFAULT_ROTATION_DAYS ? 'NumericGreaterThanIfExists' : 'NumericGreaterThan']: { 'kms:RotationPeriodInDays': `${days}` } },
      }]),
    );
  }

  /**
   * No key policy is set without the check that its writer can change it again.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-bypass-policy-lockout-safety-check
   */
  public static noLockoutBypass(exceptions: GuardrailExceptions = {}): KeyGuardrail {
    return KeyGuardrail.forPeople(exceptions, {
      sid: 'DenyLockoutBypass', actions: ['kms:CreateKey', 'kms:PutKeyPolicy'], conditions: { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } },
    });
  }

  /**
   * Only principals of the organization and AWS services use or manage its keys.
   *
   * No organization policy can look into a key policy, so a key policy that names outsiders can still be written: it does not let them in. Name partners in `exceptAccounts`.
   *
   * Fails for an exception that names a role in whatever account: outsiders can give a role of theirs any name.
   */
  public static onlyOrganization(organizationId: string, exceptions: GuardrailExceptions = {}): KeyGuardrail {
    checkOrganizationId('organizationId', organizationId);
    checkAccounts(exceptions);
    return KeyGuardrail.forKeys(exceptions, {
      sid: 'DenyOutsideOrganization',
      actions: ['kms:*'],
      conditions: mergeConditions(NOT_A_SERVICE, { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId } }),
    });
  }

  /**
   * AWS services use its keys for accounts of the organization only, as far as they name the account that they work for.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  public static servicesForOrganizationOnly(organizationId: string, exceptAccounts: string[] = []): KeyGuardrail {
    checkOrganizationId('organizationId', organizationId);
    exceptAccounts.forEach(account => checkAccountId('exceptAccounts', account));
    return new KeyGuardrail({
      resourceControl: [{
        sid: 'DenyServicesForOthers',
        actions: ['kms:*'],
        conditions: {
          Bool: { 'aws:PrincipalIsAWSService': 'true' },
          // A call that names an account, of another organization or of none.
          Null: { 'aws:SourceAccount': 'false' },
          StringNotEqualsIfExists: { 'aws:SourceOrgID': organizationId, ...(exceptAccounts.length > 0 ? { 'aws:SourceAccount': exceptAccounts } : {}) },
        },
      }],
    });
  }

  /**
   * Grants are created for resources of AWS services only, by people of the organization and on its keys by anybody.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
   */
  public static grantsForAwsResourcesOnly(exceptions: GuardrailExceptions = {}): KeyGuardrail {
    const grants = { sid: 'DenyGrantsToOthers', actions: ['kms:CreateGrant'], conditions: { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false' } } };
    const onKeys = { ...grants, conditions: mergeConditions(grants.conditions, NOT_A_SERVICE) };
    const known = withAccounts(exceptions);
    return new KeyGuardrail({
      serviceControl: [spare(grants, exceptions)],
      resourceControl: [
        spare(onKeys, exceptions),
        // A name that anybody can give to a role of theirs exempts nobody outside of the key's organization.
        ...(known === exceptions ? [] : [spare({ ...onKeys, sid: 'DenyGrantsByOutsiders', conditions: mergeConditions(onKeys.conditions, OUTSIDER) }, known)]),
      ],
    });
  }

  /**
   * New keys get their material in these ways only. Where no kind of custom key store is among them, none can be created or connected.
   *
   * Keys that exist stay as they are, and material can be imported into them again. At `CreateKey` there is no key yet, so that only a service control policy
   * can do this.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-key-origin
   */
  public static onlyOrigins(origins: GuardedKeyOrigin[], exceptions: GuardrailExceptions = {}): KeyGuardrail {
    checkNotEmpty('origins', origins, 'name at least one, or nobody could create a key');
    const stores = origins.some(origin => origin === GuardedKeyOrigin.AWS_CLOUDHSM || origin === GuardedKeyOrigin.EXTERNAL_KEY_STORE);
    return KeyGuardrail.forPeople(
      exceptions,
      { sid: 'DenyOtherOrigins', actions: ['kms:CreateKey'], conditions: { StringNotEquals: { 'kms:KeyOrigin': one(origins) } } },
      ...(stores ? [] : [{ sid: 'DenyCustomKeyStores', actions: ['kms:ConnectCustomKeyStore', 'kms:CreateCustomKeyStore', 'kms:UpdateCustomKeyStore'], conditions: {} }]),
    );
  }

  /**
   * Keys are created and used in these Regions only, and replicated to these only.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-replica-region
   */
  public static onlyRegions(regions: string[], exceptions: GuardrailExceptions = {}): KeyGuardrail {
    checkNotEmpty('regions', regions);
    regions.forEach(region => checkRegion('regions', region));
    return KeyGuardrail.forPeople(
      exceptions,
      {
        sid: 'DenyOtherRegions',
        actions: [...CRYPTOGRAPHIC_ACTIONS, 'kms:CreateGrant', 'kms:CreateKey'].sort(),
        conditions: { StringNotEquals: { 'aws:RequestedRegion': one(regions) } },
      },
      replicas(regions),
    );
  }

  /** Keys are replicated to these Regions only, and used in all. An empty list: to none. */
  public static onlyReplicaRegions(regions: string[], exceptions: GuardrailExceptions = {}): KeyGuardrail {
    regions.forEach(region => checkRegion('regions', region));
    return KeyGuardrail.forPeople(exceptions, replicas(regions));
  }

  private static forPeople(exceptions: GuardrailExceptions, ...statements: GuardrailStatement[]): KeyGuardrail {
    return new KeyGuardrail({ serviceControl: statements.map(statement => spare(statement, exceptions)) });
  }

  private static forKeys(exceptions: GuardrailExceptions, ...statements: GuardrailStatement[]): KeyGuardrail {
    return new KeyGuardrail({ resourceControl: statements.map(statement => spare(statement, exceptions)) });
  }

  /** @internal */
  public readonly _statements: GuardrailStatements;

  private constructor(statements: GuardrailStatements) {
    this._statements = statements;
  }
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
const DEFAULT_ROTATION_DAYS = 365;

/** Resource control policies count for services that call as themselves; most guardrails do not mean them. */
const NOT_A_SERVICE = { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } as const;

/** Whoever is not of the organization that the key is of. */
const OUTSIDER = { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } } as const;

const replicas = (regions: string[]): GuardrailStatement => ({
  sid: 'DenyReplicasElsewhere', actions: ['kms:ReplicateKey'], conditions: regions.length > 0 ? { StringNotEquals: { 'kms:ReplicaRegion': one(regions) } } : {},
});

/** As AWS writes it back: a list of one is a text. */
const one = (values: string[]): string | string[] => values.length === 1 ? values[0] : values;

/** A role's path and name, https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html, with wildcards. */
const ROLE_NAME = /^([\w+=,.@*?-]+\/)*[\w+=,.@*?-]+$/;

/** A statement without those who is exempt. */
function spare(statement: GuardrailStatement, { exceptRoles, exceptPrincipalArnPatterns, exceptAccounts }: GuardrailExceptions): GuardrailStatement {
  checkNotEmpty('exceptRoles', exceptRoles);
  checkNotEmpty('exceptPrincipalArnPatterns', exceptPrincipalArnPatterns);
  checkNotEmpty('exceptAccounts', exceptAccounts);
  exceptAccounts?.forEach(account => checkAccountId('exceptAccounts', account));
  const patterns = [...(exceptRoles ?? []).map(roleArn), ...(exceptPrincipalArnPatterns ?? []).map(principalArn)];
  return {
    ...statement,
    conditions: mergeConditions(
      statement.conditions,
      patterns.length > 0 ? { ArnNotLikeIfExists: { 'aws:PrincipalArn': one(patterns) } } : {},
      exceptAccounts ? { StringNotEqualsIfExists: { 'aws:PrincipalAccount': one(exceptAccounts) } } : {},
    ),
  };
}

/** The exceptions that name an account; the same object where all do. */
function withAccounts(exceptions: GuardrailExceptions): GuardrailExceptions {
  const { exceptRoles, exceptPrincipalArnPatterns, exceptAccounts } = exceptions;
  const named = exceptPrincipalArnPatterns?.filter(namesAccount);
  return exceptRoles === undefined && named?.length === exceptPrincipalArnPatterns?.length ? exceptions
    : { exceptAccounts, ...(named && named.length > 0 ? { exceptPrincipalArnPatterns: named } : {}) };
}

const namesAccount = (pattern: string): boolean => Token.isUnresolved(pattern) || /^arn:[^:]+:iam::\d{12}:/.test(pattern);

/** Refuses names of roles where principals outside of the organization are denied. */
function checkAccounts({ exceptRoles = [], exceptPrincipalArnPatterns = [] }: GuardrailExceptions): void {
  const refused = (property: string, value: string): never => refuse({
    property,
    value,
    bound: 'would exempt a role of that name in every account outside of the organization',
    remedy: "name partners in 'exceptAccounts', or by an ARN with its account in 'exceptPrincipalArnPatterns'",
  });
  exceptRoles.forEach(name => refused('exceptRoles', name));
  exceptPrincipalArnPatterns.filter(pattern => !namesAccount(pattern)).forEach(pattern => refused('exceptPrincipalArnPatterns', pattern));
}

function roleArn(name: string): string {
  if (Token.isUnresolved(name)) { return `arn:*:iam::*:role/${name}`; }
  if (!ROLE_NAME.test(name)) {
    refuse({ property: 'exceptRoles', value: name, bound: "must be names of roles, such as 'KeyAdministrator' or 'platform/keys-*'", remedy: "ARNs go into 'exceptPrincipalArnPatterns'" });
  }
  namesSomebody('exceptRoles', name, name);
  return `arn:*:iam::*:role/${name}`;
}

/** `arn:aws:iam::111122223333:role/X`; sessions have the ARN of their role in aws:PrincipalArn. */
const PRINCIPAL_ARN = /^arn:[a-z*?-]+:iam::[\d*?]{1,12}:(?:(?:role|user)\/(.+)|root)$/;

function principalArn(pattern: string): string {
  if (Token.isUnresolved(pattern)) { return pattern; }
  const match = PRINCIPAL_ARN.exec(pattern);
  if (!match) {
    refuse({
      property: 'exceptPrincipalArnPatterns',
      value: pattern,
      bound: "must be ARN patterns of roles, users or root users, such as 'arn:aws:iam::*:role/KeyAdministrator'",
      remedy: 'a session counts as its role',
    });
  }
  // Everybody of one account is an exception that somebody can mean.
  if (match[1] !== undefined && !namesAccount(pattern)) { namesSomebody('exceptPrincipalArnPatterns', pattern, match[1]); }
  return pattern;
}

function namesSomebody(property: string, value: string, name: string): void {
  if (/^[*?/]+$/.test(name)) { refuse({ property, value, bound: 'would exempt every role of every account', remedy: 'name the role' }); }
}
