import { Attestation } from './attestation';
import { hasWildcard, viaServiceName } from '../private/arns';
import { refuse } from '../private/errors';
import { Conditions, mergeConditions, unique } from '../private/policy-rows';
import { checkArn, checkNotEmpty, checkOrganizationId, checkOrganizationPath, checkRegion, checkText } from '../private/validate';
import { sentInsteadOf } from '../services/encryption-context';
import { KeyService } from '../services/key-service';
import { ServiceUse, viaServicesOf } from '../services/service-use';

/** When a row counts: every condition given must hold. */
export interface KeyAccessOptions {
  /**
   * Only requests that one of these services makes for the principal (`kms:ViaService`).
   *
   * @default - through any service and directly
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
   */
  readonly viaServices?: KeyService[];

  /**
   * The Regions of `viaServices`.
   *
   * @default - the Region of the key; any for services that call from other Regions (AWS Backup, DynamoDB global tables)
   */
  readonly viaServiceRegions?: string[];

  /**
   * Encryption context that a request must carry: name to allowed values. Values can hold `*` and `?`.
   * DescribeKey carries no context and is allowed without. Names that a service never sends are refused: of AWS (`aws:s3:bucket`), or beside `viaServices`.
   *
   * @default - any encryption context
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context
   */
  readonly encryptionContext?: { [name: string]: string[] };

  /**
   * The only names that the encryption context can have; at least one must be there.
   *
   * @default - any names
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context-keys
   */
  readonly encryptionContextKeys?: string[];

  /**
   * Only sessions started with multi-factor authentication. Long-lived access keys never count as such.
   *
   * @default false
   */
  readonly requireMfa?: boolean;

  /**
   * Only principals of this organization, `o-…`.
   *
   * @default - principals of any organization
   */
  readonly organizationId?: string;

  /**
   * Only principals whose account is under one of these paths, `o-…/r-…/ou-…/*`.
   *
   * @default - anywhere in the organization
   */
  readonly organizationPaths?: string[];

  /**
   * Only requests that come through this VPC endpoint, `vpce-…`. Requests that a service makes for the principal do not.
   *
   * @default - from anywhere
   */
  readonly sourceVpcEndpoint?: string;

  /**
   * Only principals whose ARN matches one of these patterns (`aws:PrincipalArn`). The principals need not exist yet:
   * name their account as the principal, so that the first deployment works before the roles do.
   *
   * @default - every principal of the row
   */
  readonly principalArnPatterns?: string[];

  /**
   * Only requests that carry an attestation document with these measurements. For `decrypt`, `publish` and
   * `deriveSharedSecret`, the operations that take one; reading about the key needs none.
   *
   * @default - with and without a document
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-attestation.html
   */
  readonly attestation?: Attestation;

  /**
   * The Sid of the statement, letters and digits.
   *
   * @default - a name for the purpose, such as `KeyDecrypt`
   */
  readonly sid?: string;
}

const OPERATORS = /^(For(AnyValue|AllValues):)?(String|Arn|Bool|Numeric|Date|Null|IpAddress|NotIpAddress|Binary)/;

/** Checks options at construction; the messages name the property. */
export function checkOptions(options: KeyAccessOptions): void {
  checkNotEmpty('viaServices', options.viaServices);
  for (const service of options.viaServices ?? []) {
    if (!service.viaService) {
      refuse({
        property: 'viaServices',
        value: service.id,
        bound: 'takes services that call KMS with the identity of their user, this one calls as itself',
        remedy: `use KeyAccess.service(KeyService.${service.id})`,
      });
    }
  }
  checkNotEmpty('viaServiceRegions', options.viaServiceRegions);
  options.viaServiceRegions?.forEach(region => checkRegion('viaServiceRegions', region));
  if (options.viaServiceRegions && !options.viaServices) {
    refuse({ property: 'viaServiceRegions', value: options.viaServiceRegions, bound: "needs 'viaServices'" });
  }
  for (const [name, values] of Object.entries(options.encryptionContext ?? {})) {
    if (OPERATORS.test(name)) {
      refuse({
        property: 'encryptionContext',
        value: name,
        bound: 'takes names of the encryption context, not condition operators',
        remedy: "write { Department: ['Finance'] }; values with * or ? are compared as patterns",
      });
    }
    if (name === '' || name.startsWith('kms:')) {
      refuse({ property: 'encryptionContext', value: name, bound: "takes the bare name of an encryption context pair, without 'kms:EncryptionContext:'" });
    }
    checkText('encryptionContext', name);
    if (!Array.isArray(values)) {
      refuse({ property: `encryptionContext.${name}`, value: values, bound: 'must be a list of values', remedy: "write ['Finance']" });
    }
    checkNotEmpty(`encryptionContext.${name}`, values);
    values.forEach(value => checkText(`encryptionContext.${name}`, value));
  }
  if (options.encryptionContext && Object.keys(options.encryptionContext).length === 0) {
    refuse({ property: 'encryptionContext', value: {}, bound: 'must not be empty', remedy: 'leave it out or name at least one pair' });
  }
  checkNotEmpty('encryptionContextKeys', options.encryptionContextKeys);
  if (options.organizationId !== undefined) { checkOrganizationId('organizationId', options.organizationId); }
  checkNotEmpty('organizationPaths', options.organizationPaths);
  options.organizationPaths?.forEach(path => checkOrganizationPath('organizationPaths', path));
  if (options.sourceVpcEndpoint !== undefined && !/^(vpce-[0-9a-f]+|.*\$\{Token\[.*)$/.test(options.sourceVpcEndpoint)) {
    refuse({ property: 'sourceVpcEndpoint', value: options.sourceVpcEndpoint, bound: "must be the id of a VPC endpoint, 'vpce-…'" });
  }
  checkNotEmpty('principalArnPatterns', options.principalArnPatterns);
  options.principalArnPatterns?.forEach(pattern => checkArn('principalArnPatterns', pattern, undefined, 'arn:aws:iam::111122223333:role/app-*'));
  if (options.sid !== undefined) { checkSid('sid', options.sid); }
}

/** A row that asks for what no request of the service has would let nobody in, a restriction everybody out. */
export function checkContextIsSent({ viaServices = [], encryptionContext = {}, encryptionContextKeys = [] }: KeyAccessOptions): void {
  const prefixes = viaServices.flatMap(({ _use }) => viaServicesOf(_use));
  const check = (property: string, name: string): void => {
    const sent = sentInsteadOf(name, prefixes);
    if (!sent) { return; }
    refuse({ property, value: name, bound: `is never sent by ${sent.service}`, remedy: sent.names.length > 0 ? `it sends ${sent.names.join(' or ')}` : 'leave it out' });
  };
  Object.keys(encryptionContext).forEach(name => check('encryptionContext', name));
  // Of several names a request can have any.
  if (encryptionContextKeys.length > 0 && encryptionContextKeys.every(name => sentInsteadOf(name, prefixes))) { check('encryptionContextKeys', encryptionContextKeys[0]); }
}

export function checkSid(property: string, sid: string): void {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(sid)) {
    refuse({ property, value: sid, bound: 'must be letters and digits, starting with a letter', remedy: 'write it in PascalCase' });
  }
}

/** The conditions of a row for a key in a Region. */
export function conditionsOf(options: KeyAccessOptions, region: string): Conditions {
  const { principalArnPatterns, organizationId, organizationPaths, sourceVpcEndpoint } = options;
  return mergeConditions(
    through((options.viaServices ?? []).map(service => service._use), options.viaServiceRegions ?? [region], options.viaServiceRegions !== undefined),
    ...Object.entries(options.encryptionContext ?? {}).map(([name, values]) => contextCondition(name, values)),
    options.encryptionContextKeys
      // ForAllValues is true for an absent key, so presence is asked for as well.
      ? { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': options.encryptionContextKeys }, 'Null': { 'kms:EncryptionContextKeys': 'false' } }
      : {},
    options.requireMfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {},
    organizationId ? { StringEquals: { 'aws:PrincipalOrgID': organizationId } } : {},
    organizationPaths ? { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': organizationPaths } } : {},
    sourceVpcEndpoint ? { StringEquals: { 'aws:SourceVpce': sourceVpcEndpoint } } : {},
    principalArnPatterns ? { ArnLike: { 'aws:PrincipalArn': principalArnPatterns } } : {},
    options.attestation ? options.attestation._conditions() : {},
  );
}

/** The same without what DescribeKey never carries. */
export function conditionsWithoutContext(options: KeyAccessOptions, region: string): Conditions {
  return conditionsOf({ ...options, encryptionContext: undefined, encryptionContextKeys: undefined, attestation: undefined }, region);
}

/** `kms:ViaService` of services in Regions, as their rows of the catalog say it; any Region where a service calls from elsewhere. */
export function through(uses: readonly ServiceUse[], regions: readonly string[], noOther = false): Conditions {
  const names = unique(uses.flatMap(use => viaServicesOf(use).flatMap(prefix =>
    (use.viaServiceInAnyRegion && !noOther ? ['*'] : regions).map(region => viaServiceName(prefix, region)))));
  return names.length === 0 ? {} : { [names.some(hasWildcard) ? 'StringLike' : 'StringEquals']: { 'kms:ViaService': names } };
}

export function contextCondition(name: string, values: string[], operator?: string): Conditions {
  return { [operator ?? (values.some(hasWildcard) ? 'StringLike' : 'StringEquals')]: { [`kms:EncryptionContext:${name}`]: values } };
}

/** The options that say for what, or for which principals; MFA only says how. */
const BOUNDS: readonly (keyof KeyAccessOptions)[] = [
  'viaServices', 'encryptionContext', 'encryptionContextKeys', 'organizationId', 'organizationPaths', 'sourceVpcEndpoint', 'principalArnPatterns', 'attestation',
];

/** Whether anything but the principal bounds a row. */
export const isBounded = (options: KeyAccessOptions): boolean => BOUNDS.some(bound => options[bound] !== undefined);
