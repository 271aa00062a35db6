import { RegionInfo } from 'aws-cdk-lib/region-info';
import { isOptInRegion, partitionOf } from '../../src/private/regions';

test.each([
  ['eu-west-1', 'aws'], ['us-east-1', 'aws'], ['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov'], ['us-iso-east-1', 'aws-iso'], ['us-isob-east-1', 'aws-iso-b'],
  ['us-isof-south-1', 'aws-iso-f'], ['eu-isoe-west-1', 'aws-iso-e'], ['eusc-de-east-1', 'aws-eusc'],
  // Regions that AWS might open.
  ['eu-north-9', 'aws'], ['cn-south-9', 'aws-cn'], ['us-gov-north-9', 'aws-us-gov'], ['us-iso-north-9', 'aws-iso'], ['us-isob-west-9', 'aws-iso-b'],
  ['us-isof-west-9', 'aws-iso-f'], ['eu-isoe-east-9', 'aws-iso-e'], ['eusc-fr-west-9', 'aws-eusc'],
])('%s is of %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

test('names say of every Region what the table of aws-cdk-lib says', () => {
  const renamed = RegionInfo.regions.map(({ name }) => `${name}0`);
  expect(renamed.map(partitionOf)).toEqual(RegionInfo.regions.map(({ partition }) => partition));
});

test.each([['eu-west-1', false], ['eu-central-2', true], ['af-south-1', true], ['nowhere-1', false]])('%s must be opted into: %s', (region, wanted) => {
  expect(isOptInRegion(region)).toBe(wanted);
});
