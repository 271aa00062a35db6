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

/** The partition of a region, by the names that AWS gives regions. */
export function partitionOf(region: string): string {
  return [['cn-', 'aws-cn'], ['us-gov-', 'aws-us-gov'], ['us-iso-', 'aws-iso'], ['us-isob-', 'aws-iso-b'], ['us-isof-', 'aws-iso-f'],
    ['eu-isoe-', 'aws-iso-e'], ['eusc-', 'aws-eusc']].find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
