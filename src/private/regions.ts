import { RegionInfo } from 'aws-cdk-lib/region-info';

/** Regions that an account must opt into have names for some principals of their own. */
export const isOptInRegion = (region: string): boolean => RegionInfo.get(region).isOptInRegion;

/** The partitions of Regions that aws-cdk-lib does not know yet, by how AWS names Regions. */
const PREFIXES = [['cn-', 'aws-cn'], ['us-gov-', 'aws-us-gov'], ['us-iso-', 'aws-iso'], ['us-isob-', 'aws-iso-b'], ['us-isof-', 'aws-iso-f'], ['eu-isoe-', 'aws-iso-e'], ['eusc-', 'aws-eusc']];

export function partitionOf(region: string): string {
  return RegionInfo.get(region).partition ?? PREFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
