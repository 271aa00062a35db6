import { Place } from '../private/arns';
import { partitionOf as partitionByName } from '../private/regions';

/** The partition that a Region's name tells. */
export const partitionOf = (region: string): string => region.startsWith('${') ? '${AWS.Partition}' : partitionByName(region);

/** Where a stack is deployed to; what it does not know stays a symbol. */
export function placeOf(account: string = '${AWS.AccountId}', region: string = '${AWS.Region}'): Place {
  return { account, region, partition: partitionOf(region) };
}
