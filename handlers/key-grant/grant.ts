/*
 * A grant as the construct describes it, and how it compares with what KMS lists. Plain data, no SDK.
 */

/** The custom resource's properties. CloudFormation hands all scalars over as strings. */
export interface GrantProperties {
  readonly KeyArn: string;
  readonly Name: string;
  readonly Operations: string[];
  readonly GranteePrincipal?: string;
  readonly GranteeServicePrincipal?: string;
  readonly RetiringPrincipal?: string;
  readonly RetiringServicePrincipal?: string;
  readonly EncryptionContextEquals?: { [name: string]: string };
  readonly EncryptionContextSubset?: { [name: string]: string };
  readonly SourceArn?: string;
}

export interface GrantConstraintsShape {
  EncryptionContextEquals?: { [name: string]: string };
  EncryptionContextSubset?: { [name: string]: string };
  SourceArn?: string;
}

/** What ListGrants tells about a grant. */
export interface ListedGrant {
  readonly GrantId?: string;
  readonly Name?: string;
  readonly Operations?: readonly string[];
  readonly GranteePrincipal?: string;
  readonly GranteeServicePrincipal?: string;
  readonly RetiringPrincipal?: string;
  readonly RetiringServicePrincipal?: string;
  readonly Constraints?: GrantConstraintsShape;
}

/** KMS documents no shape for grant ids, so a physical id says what it is: CloudFormation's own have no slash. */
const PREFIX = 'grant/';

export const physicalId = (grantId: string): string => `${PREFIX}${grantId}`;

/** The grant behind a physical id; undefined for the id of a creation that never got so far. */
export const grantIdOf = (id: string): string | undefined => id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined;

export function constraintsOf(properties: GrantProperties): GrantConstraintsShape | undefined {
  const { EncryptionContextEquals, EncryptionContextSubset, SourceArn } = properties;
  return EncryptionContextEquals || EncryptionContextSubset || SourceArn
    ? {
      ...(EncryptionContextEquals ? { EncryptionContextEquals } : {}),
      ...(EncryptionContextSubset ? { EncryptionContextSubset } : {}),
      ...(SourceArn ? { SourceArn } : {}),
    }
    : undefined;
}

/** The parameters of CreateGrant. A grant cannot be changed, so all of them make the grant what it is. */
export function requestOf(properties: GrantProperties) {
  return {
    KeyId: properties.KeyArn,
    Name: properties.Name,
    Operations: [...properties.Operations].sort(),
    GranteePrincipal: properties.GranteePrincipal,
    GranteeServicePrincipal: properties.GranteeServicePrincipal,
    RetiringPrincipal: properties.RetiringPrincipal,
    RetiringServicePrincipal: properties.RetiringServicePrincipal,
    Constraints: constraintsOf(properties),
  };
}

/** Whether two descriptions mean the same grant, in whatever order their parts are. */
export const sameProperties = (a: GrantProperties, b: GrantProperties): boolean => canonical(requestOf(a)) === canonical(requestOf(b));

/**
 * Whether a listed grant is the one described. KMS shows the unique id of a principal that is gone and might show another name for a
 * service, so a principal that is not an ARN decides nothing; the name, unique to the construct, does.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html
 */
export function isGrantOf(properties: GrantProperties, grant: ListedGrant): boolean {
  const wanted = requestOf(properties);
  const agrees = (asked: string | undefined, listed: string | undefined) => !listed?.startsWith('arn:') || listed === asked;
  return grant.Name === wanted.Name
    && canonical([...(grant.Operations ?? [])].sort()) === canonical(wanted.Operations)
    && canonical(grant.Constraints ?? {}) === canonical(wanted.Constraints ?? {})
    && agrees(wanted.GranteePrincipal, grant.GranteePrincipal)
    && agrees(wanted.RetiringPrincipal, grant.RetiringPrincipal);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) => inner !== null && typeof inner === 'object' && !Array.isArray(inner)
    ? Object.fromEntries(Object.entries(inner).filter(([, v]) => v !== undefined).sort(([a], [b]) => a < b ? -1 : 1))
    : inner);
}
