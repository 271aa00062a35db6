import { Annotations, Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { checkContextIsSent, checkOptions, through } from './access-conditions';
import { Attestation } from './attestation';
import { CustomAccess } from './custom-access';
import { warnOfUnknownRegions } from './known-regions';
import { KeyKind, RowContext } from './row-context';
import * as actions from '../private/actions';
import { checked } from '../private/checked';
import { refuse, WARNINGS } from '../private/errors';
import { aKey } from '../private/key-specs';
import { LIMITS } from '../private/limits';
import { Conditions, mergeConditions, ORDER, PolicyRow } from '../private/policy-rows';
import { principalArnPattern, principalsOf } from '../private/principals';
import { checkArn, checkDays, checkNotEmpty, checkOrganizationId, checkRegion } from '../private/validate';
import { KeyService } from '../services/key-service';

/** Options of `KeyRestriction.onlyPrincipals`. */
export interface OnlyPrincipalsOptions {
  /**
   * ARN patterns of further principals, who need not exist yet.
   *
   * @default - none
   */
  readonly principalArnPatterns?: string[];

  /**
   * Denies managing the key to everyone else as well. The role that CloudFormation deploys with must then be named, or the
   * next deployment fails.
   *
   * @default false - only use of the key is denied
   */
  readonly includeAdministration?: boolean;
}

/** Options of restrictions that services can be exempt from. */
export interface RestrictionExceptions {
  /**
   * Services through which the restriction does not count.
   *
   * @default - none
   */
  readonly exceptViaServices?: KeyService[];
}

/*
 * Who is exempt by a Deny that means people: AWS services that call as themselves, and the roles by which AWS services use
 * grants for their resources. No customer can make a role with ':' in its name or under aws-service-role/.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice
 */
const NOT_A_SERVICE: Conditions = { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } };
/** For conditions that are true of everybody else. */
const sparingServiceRoles = (context: RowContext): Conditions => ({ ArnNotLikeIfExists: { 'aws:PrincipalArn': serviceRoles(context) } });
const serviceRoles = (context: RowContext): string[] => [
  `arn:${context.partition}:iam::*:role/aws:*`,
  `arn:${context.partition}:iam::*:role/aws-service-role/*`,
];

/**
 * A row of a key policy that denies: what is denied, except.
 *
 * A Deny counts whatever IAM policies, grants and other rows allow. A condition on an Allow restricts nobody while the
 * account's IAM policies can allow the same without it.
 *
 * @example
 * new EncryptedKey(this, 'OrdersKey', {
 *   restrictions: [
 *     KeyRestriction.minimumPendingWindow(Duration.days(30)),
 *     KeyRestriction.grantsForAwsResourcesOnly(),
 *   ],
 * });
 */
@checked
export class KeyRestriction {
  /**
   * Nobody else uses the key. AWS services that call as themselves, and grants that they hold for their resources, are exempt.
   */
  public static onlyPrincipals(principals: iam.IGrantable[], options: OnlyPrincipalsOptions = {}): KeyRestriction {
    const patterns = options.principalArnPatterns ?? [];
    if (patterns.length === 0) { checkNotEmpty('principals', principals, 'name at least one principal, or nobody could use the key'); }
    patterns.forEach(pattern => checkArn('principalArnPatterns', pattern, undefined, 'arn:aws:iam::111122223333:role/app-*'));
    const values = principals.flatMap(principal => principalsOf('principals', principal).values);
    // Refuses services and everyone now, not when bound.
    values.forEach(value => principalArnPattern('principals', value, 'aws'));
    return new KeyRestriction(context => {
      const spared = [...values.map(value => principalArnPattern('principals', value, context.partition)), ...patterns, ...serviceRoles(context)];
      const others = mergeConditions(NOT_A_SERVICE, { ArnNotLike: { 'aws:PrincipalArn': spared } });
      return [
        deny('DenyUseByOthers', options.includeAdministration ? ['kms:*'] : cryptographic(context), others),
        ...(options.includeAdministration
          ? []
          : [deny('DenyGrantsByOthers', ['kms:CreateGrant'], mergeConditions(others, { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false' } }))]),
      ];
    });
  }

  /**
   * The key is used through these services only, in its own Region, by anybody but AWS services themselves.
   *
   * Fails for a service that calls KMS as itself, where it would do nothing.
   */
  public static onlyViaServices(services: KeyService[]): KeyRestriction {
    checkNotEmpty('services', services);
    checkOptions({ viaServices: services });
    return new KeyRestriction(context => [
      deny('DenyUseOutsideServices', cryptographic(context), mergeConditions(
        NOT_A_SERVICE,
        sparingServiceRoles(context),
        notThrough(services, context),
      )),
    ]);
  }

  /**
   * Every use carries this encryption context: name to allowed values, `*` and `?` being wildcards.
   *
   * Services that set a context of their own (S3, EBS, …) are denied with everybody else, unless excepted; what they do by grants that they hold
   * for their resources is exempt. Symmetric keys only.
   */
  public static requireEncryptionContext(encryptionContext: { [name: string]: string[] }, options: RestrictionExceptions = {}): KeyRestriction {
    checkOptions({ encryptionContext, viaServices: options.exceptViaServices });
    checkContextIsSent({ encryptionContext });
    return new KeyRestriction(context => {
      needsSymmetric('requireEncryptionContext', context);
      // One statement for each name: the conditions of one statement would have to fail all together.
      return Object.entries(encryptionContext).map(([name, values]) => deny('DenyWithoutEncryptionContext', actions.CONTEXT_ACTIONS, mergeConditions(
        // An absent context is denied as well: a negated operator is true for an absent key.
        { StringNotLike: { [`kms:EncryptionContext:${name}`]: values } },
        sparingServiceRoles(context),
        exceptions(options, context),
        options.exceptViaServices ? NOT_A_SERVICE : {},
      )));
    });
  }

  /**
   * Denies decryption outside an enclave or instance that proves these measurements, also to AWS services that call as themselves or for a
   * user. What services do by grants that they hold for their resources is exempt. Moving data to another key (ReEncrypt) is denied as well:
   * it takes no attestation document. For keys that decrypt or agree on secrets.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-attestation.html
   */
  public static requireAttestation(attestation: Attestation): KeyRestriction {
    return new KeyRestriction(context => {
      const attested = ATTESTED_DECRYPTION[context.kind] ?? refuse({
        property: 'restrictions', value: 'requireAttestation', bound: `is for keys that decrypt or agree on secrets, this is ${aKey(context.kind)}`,
      });
      // A statement for each measurement: one that fails is enough. Negated operators are true for a request without a document.
      return attestation._measurements.map(([key, values]) => deny('DenyWithoutAttestation', attested, mergeConditions(
        { StringNotEqualsIgnoreCase: { [key]: values } },
        sparingServiceRoles(context),
      )));
    });
  }

  /** Only principals of this organization use or manage the key, AWS services apart. */
  public static onlyOrganization(organizationId: string): KeyRestriction {
    checkOrganizationId('organizationId', organizationId);
    return new KeyRestriction(context => [
      deny('DenyOutsideOrganization', ['kms:*'], mergeConditions(
        NOT_A_SERVICE,
        { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId } },
        sparingServiceRoles(context),
      )),
    ]);
  }

  /**
   * The key is used from, and replicated to, these Regions only. Fails without the key's own Region.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-replica-region
   */
  public static onlyRegions(regions: string[]): KeyRestriction {
    checkNotEmpty('regions', regions);
    regions.forEach(region => checkRegion('regions', region));
    return new KeyRestriction(context => [
      ...atHome(regions, context),
      deny('DenyOtherRegions', cryptographic(context), mergeConditions(
        NOT_A_SERVICE,
        sparingServiceRoles(context),
        { StringNotEquals: { 'aws:RequestedRegion': regions } },
      )),
      ...(context.multiRegion ? [deny('DenyReplicasElsewhere', ['kms:ReplicateKey'], { StringNotEquals: { 'kms:ReplicaRegion': regions } })] : []),
    ], undefined, undefined, regions);
  }

  /**
   * Grants are made for AWS services only: what Control Tower's control CT.KMS.PR.3 asks for.
   *
   * The roles by which AWS services use grants are not exempt by name, as the control has it, but by what they create: grants for resources.
   * A row of the key that allows other grants is denied them; a warning says which.
   *
   * @see https://docs.aws.amazon.com/controltower/latest/controlreference/kms-rules.html#ct-kms-pr-3-description
   */
  public static grantsForAwsResourcesOnly(): KeyRestriction {
    // Just the statement that the control looks for: what the roles of AWS services create are grants for resources, which it exempts.
    return new KeyRestriction(() => [
      deny('DenyGrantsToOthers', ['kms:CreateGrant'], mergeConditions(NOT_A_SERVICE, { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false' } })),
    ]);
  }

  /**
   * The key cannot be scheduled for deletion with a shorter waiting period. 7 to 30 days; the pending window of the key must not be shorter.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-schedule-key-deletion-pending-window-in-days
   */
  public static minimumPendingWindow(window: Duration): KeyRestriction {
    const days = checkDays('minimumPendingWindow', window, LIMITS.pendingWindowDays)!;
    return new KeyRestriction(
      () => [deny('DenyShortDeletionWindow', ['kms:ScheduleKeyDeletion'], { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': `${days}` } })],
      days,
    );
  }

  /**
   * The key can be disabled or scheduled for deletion only after this time without use; at least one whole day.
   *
   * IMPORTANT: this also stops CloudFormation from deleting the key with its stack, and EBS volumes use their key only when
   * they are attached. A synth warning says so.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-trailing-days-without-key-usage
   */
  public static deletionOnlyWhenUnusedFor(time: Duration): KeyRestriction {
    const days = checkDays('deletionOnlyWhenUnusedFor', time, { min: 1, max: 36500 })!;
    return new KeyRestriction(context => {
      Annotations.of(context.scope).addWarningV2(WARNINGS.deletionOnlyWhenUnusedBlocksStackDeletion,
        `KeyRestriction.deletionOnlyWhenUnusedFor denies disabling and deleting the key to CloudFormation too while it was used in the last ${days} days: `
        + 'deleting the stack fails unless the key is retained');
      return KeyRestriction._deletionOnlyWhenUnusedFor(days)._bind(context);
    });
  }

  /** A Deny statement of your own, as it is. Fails for an Allow. */
  public static statement(statement: iam.PolicyStatement): KeyRestriction {
    if (statement.effect !== iam.Effect.DENY) {
      refuse({ property: 'statement', value: statement.effect, bound: 'must be a Deny', remedy: 'use KeyAccess.statement(...) for an Allow' });
    }
    return new KeyRestriction(() => [], undefined, new CustomAccess(statement).statement);
  }

  /**
   * Nothing new: no encrypting, signing or computing MACs, and no reading of the public key of keys that encrypt or agree on
   * secrets. What the key made before can still be decrypted, verified and derived; what services do by grants that they hold for their
   * resources is exempt. For a key that another one has replaced.
   */
  public static decryptOrVerifyOnly(): KeyRestriction {
    return new KeyRestriction(context => [deny('DenyNewUse', {
      [KeyKind.SYMMETRIC]: ['kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncryptTo'],
      [KeyKind.ASYMMETRIC_ENCRYPTION]: ['kms:Encrypt', 'kms:GetPublicKey', 'kms:ReEncryptTo'],
      [KeyKind.SIGNING]: ['kms:Sign'],
      [KeyKind.HMAC]: ['kms:GenerateMac'],
      // The one operation is needed for old and new secrets alike; without the public key no new sender comes.
      [KeyKind.KEY_AGREEMENT]: ['kms:GetPublicKey'],
    }[context.kind], sparingServiceRoles(context), ['shuts out'])]);
  }

  /** `deletionOnlyWhenUnusedFor` for keys that do not leave with their stack, so that there is nothing to warn of. @internal */
  public static _deletionOnlyWhenUnusedFor(days: number): KeyRestriction {
    return new KeyRestriction(() => [deny('DenyDeletionWhileUsed', ['kms:DisableKey', 'kms:ScheduleKeyDeletion'], {
      NumericLessThan: { 'kms:TrailingDaysWithoutKeyUsage': `${days}` },
    })]);
  }

  /** Rows that come with a kind of key. @internal */
  public static _rows(bind: (context: RowContext) => PolicyRow[]): KeyRestriction {
    return new KeyRestriction(bind);
  }

  /** @internal */
  public readonly _bind: (context: RowContext) => PolicyRow[];
  /** Days that this restriction asks of the deletion window. @internal */
  public readonly _minimumWindowDays?: number;
  /** A statement that is added as it is. @internal */
  public readonly _statement?: iam.PolicyStatement;
  /** The Regions that this restriction allows. @internal */
  public readonly _onlyRegions?: string[];

  private constructor(
    bind: (context: RowContext) => PolicyRow[], minimumWindowDays?: number, statement?: iam.PolicyStatement, onlyRegions?: string[],
  ) {
    this._bind = bind;
    this._minimumWindowDays = minimumWindowDays;
    this._statement = statement;
    this._onlyRegions = onlyRegions;
  }
}

/** A key that its own Region cannot use serves nobody; a Region that nobody knows is a slip of the pen. */
function atHome(regions: readonly string[], { region, scope }: RowContext): PolicyRow[] {
  warnOfUnknownRegions(scope, 'regions', regions);
  if (!Token.isUnresolved(region) && !regions.some(one => Token.isUnresolved(one) || one === region)) {
    refuse({
      property: 'regions',
      value: regions,
      bound: `must have the Region of the key, ${region}, or nobody could use it`,
      remedy: `add '${region}' to KeyRestriction.onlyRegions`,
    });
  }
  return [];
}

const ATTESTED_DECRYPTION: { readonly [kind: string]: readonly string[] | undefined } = {
  [KeyKind.SYMMETRIC]: ['kms:Decrypt', 'kms:ReEncryptFrom'],
  [KeyKind.ASYMMETRIC_ENCRYPTION]: ['kms:Decrypt', 'kms:ReEncryptFrom'],
  [KeyKind.KEY_AGREEMENT]: ['kms:DeriveSharedSecret'],
};

function deny(sid: string, denied: readonly string[], conditions: Conditions, accepted?: PolicyRow['accepted']): PolicyRow {
  return { sid, effect: 'Deny', principals: [], actions: denied, conditions, order: ORDER.restriction, accepted };
}

/** What using this kind of key means. */
function cryptographic(context: RowContext): readonly string[] {
  return {
    [KeyKind.SYMMETRIC]: actions.CONTEXT_ACTIONS,
    [KeyKind.ASYMMETRIC_ENCRYPTION]: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*'],
    [KeyKind.SIGNING]: ['kms:Sign', 'kms:Verify'],
    [KeyKind.HMAC]: ['kms:GenerateMac', 'kms:VerifyMac'],
    [KeyKind.KEY_AGREEMENT]: ['kms:DeriveSharedSecret'],
  }[context.kind];
}

function needsSymmetric(restriction: string, context: RowContext): void {
  if (context.kind !== KeyKind.SYMMETRIC) {
    refuse({ property: 'restrictions', value: restriction, bound: `is for symmetric encryption keys, this is ${aKey(context.kind)}` });
  }
}

function exceptions(options: RestrictionExceptions, context: RowContext): Conditions {
  return options.exceptViaServices ? notThrough(options.exceptViaServices, context, 'IfExists') : {};
}

/** Every request that does not come through the services. */
function notThrough(services: readonly KeyService[], context: RowContext, suffix = ''): Conditions {
  const uses = services.map(service => service._use);
  // One operator compares all names, so where one service calls from any Region the others can as well.
  const regions = uses.some(use => use.viaServiceInAnyRegion) ? ['*'] : [context.region];
  return Object.fromEntries(Object.entries(through(uses, regions)).map(([operator, keys]) => [`${operator.replace('String', 'StringNot')}${suffix}`, keys]));
}
