import { ServiceCall } from './service-use';

/** Regions that an account must opt into first have names for some principals of their own (aws-cdk region-info). */
const OPT_IN_REGIONS = new Set([
  'af-south-1', 'ap-east-1', 'ap-east-2', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7',
  'ca-west-1', 'eu-central-2', 'eu-south-1', 'eu-south-2', 'il-central-1', 'me-central-1', 'me-south-1', 'me-west-1', 'mx-central-1',
]);

export const isOptInRegion = (region: string): boolean => OPT_IN_REGIONS.has(region);

/** The principal as which a service calls KMS in a region. */
export function servicePrincipalName(call: ServiceCall, region: string): string {
  const principal = call.principal!;
  const regional = call.regionalPrincipal === 'always' || (call.regionalPrincipal === 'opt-in' && isOptInRegion(region));
  return regional ? principal.replace('.amazonaws.com', `.${region}.amazonaws.com`) : principal;
}
