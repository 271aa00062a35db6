import { RegionInfo } from 'aws-cdk-lib/region-info';

/** Regions that an account must opt into have names for some principals of their own. */
export const isOptInRegion = (region: string): boolean => RegionInfo.get(region).isOptInRegion;

/** The partitions of Regions that aws-cdk-lib does not know yet, by how AWS names Regions. */
const PREFIXES = [['cn-', 'aws-cn'], ['us-gov-', 'aws-us-gov'], ['us-iso-', 'aws-iso'], ['us-isob-', 'aws-iso-b'], ['us-isof-', 'aws-iso-f'], ['eu-isoe-', 'aws-iso-e'], ['eusc-', 'aws-eusc']];

/** How AWS names the Regions of its first partition; to ask for these costs as much as to read all facts of all Regions. */
const COMMERCIAL = /^(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d$/;

export function partitionOf(region: string): string {
  if (COMMERCIAL.test(region)) { return 'aws'; }
  return RegionInfo.get(region).partition ?? PREFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
