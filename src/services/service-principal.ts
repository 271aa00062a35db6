import { ServiceCall } from './service-use';
import { isOptInRegion } from '../private/regions';

/** The principal as which a service calls KMS in a Region. */
export function servicePrincipalName(call: ServiceCall, region: string): string {
  const principal = call.principal!;
  const regional = call.regionalPrincipal === 'always' || (call.regionalPrincipal === 'opt-in' && isOptInRegion(region));
  return regional ? principal.replace('.amazonaws.com', `.${region}.amazonaws.com`) : principal;
}
