import { Annotations, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';
import { WARNINGS } from '../private/errors';

/** Warns of Regions that aws-cdk-lib does not know: new ones come before its table does. */
export function warnOfUnknownRegions(scope: IConstruct, property: string, regions: readonly string[]): void {
  const known = new Set(RegionInfo.regions.map(({ name }) => name));
  for (const region of regions) {
    if (Token.isUnresolved(region) || known.has(region)) { continue; }
    Annotations.of(scope).addWarningV2(`${WARNINGS.unknownRegion}:${region}`, `'${property}' names '${region}', a Region that aws-cdk-lib does not know: check its spelling`);
  }
}
