/** Where an ARN template is filled in. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/**
 * Fills `{partition}`, `{region}`, `{account}` and `{resource}` into a template such as
 * `arn:{partition}:logs:{region}:{account}:log-group:{resource}`.
 */
export function fill(template: string, place: Place, resource = '*'): string {
  return template
    .replaceAll('{partition}', place.partition)
    .replaceAll('{region}', place.region)
    .replaceAll('{account}', place.account)
    .replaceAll('{resource}', resource);
}

/** Whether a value is a pattern; what CloudFormation fills in (the partition, an account) is none. */
export const hasWildcard = (value: string): boolean => /[*?]/.test(value.replace(/\$\{Token\[[^\]]*\]\}/g, ''));

/** `kms:ViaService` ends in amazonaws.com in every partition (DG conditions-kms#conditions-kms-via-service). */
export const viaServiceName = (prefix: string, region: string): string => `${prefix}.${region}.amazonaws.com`;

/** The six parts of an ARN; the last holds whatever colons follow. Fewer parts: the text is no ARN. */
export function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length > 6 ? [...parts.slice(0, 5), parts.slice(5).join(':')] : parts;
}

export interface Arn extends Place {
  readonly service: string;
  readonly resource: string;
}

/** An ARN in its parts, which can be tokens, symbols or patterns; undefined for other texts. */
export function parseArn(text: string): Arn | undefined {
  const [arn, partition, service, region, account, resource] = arnParts(text);
  return arn === 'arn' && resource !== undefined ? { partition, service, region, account, resource } : undefined;
}

/** The ARN of a principal: `root`, or its kind and its name, path and all. */
export interface PrincipalArn extends Arn {
  readonly kind: string;
  readonly name: string;
}

/** The parts of the ARN by which IAM or STS name a principal; undefined for other texts. */
export function parsePrincipalArn(text: string): PrincipalArn | undefined {
  const arn = parseArn(text);
  if (!arn || arn.region !== '' || (arn.service !== 'iam' && arn.service !== 'sts')) { return undefined; }
  const slash = arn.resource.indexOf('/');
  return { ...arn, kind: slash < 0 ? arn.resource : arn.resource.slice(0, slash), name: slash < 0 ? '' : arn.resource.slice(slash + 1) };
}

/** The account of a principal's ARN. */
export const accountOfPrincipal = (text: string): string | undefined => parsePrincipalArn(text)?.account;

/** The same where it is written out: neither a symbol nor a pattern. */
export const accountIdOfPrincipal = (text: string): string | undefined => [accountOfPrincipal(text)].find(account => /^\d{12}$/.test(account ?? ''));

/** The same for a role or user alone. */
export const accountIdOfIdentity = (text: string): string | undefined => /^(role|user)$/.test(parsePrincipalArn(text)?.kind ?? '') ? accountIdOfPrincipal(text) : undefined;

/** The ARN of a role as far as the ARNs of its sessions tell, which hold its name without the path. */
export const withoutPath = (role: string): string => role.replace(/:role\/.*\//, ':role/');

/** The role of a session, whose ARN has no path; any other text as it is. */
export function roleOfSession(text: string): string {
  const arn = parsePrincipalArn(text);
  return arn?.kind === 'assumed-role' && arn.service === 'sts' ? `arn:${arn.partition}:iam::${arn.account}:role/${arn.name.split('/', 1)[0]}` : text;
}
