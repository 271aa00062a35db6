import { KeyServiceProps } from './key-service-props';
import { ServiceCall, ServiceUse, SYMMETRIC } from './service-use';
import { refuse } from '../private/errors';

/** The row of a service that the catalog lacks. Fails without a way by which the service calls KMS. */
export function customUse(props: KeyServiceProps): ServiceUse {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(props.name)) {
    refuse({ property: 'name', value: props.name, bound: 'must be letters and digits, starting with a letter' });
  }
  if (!props.servicePrincipal && !props.viaService) {
    refuse({ property: 'servicePrincipal', value: undefined, bound: "or 'viaService' is needed to know how the service calls KMS" });
  }
  if (props.servicePrincipal && !/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(props.servicePrincipal)) {
    refuse({ property: 'servicePrincipal', value: props.servicePrincipal, bound: "must end in '.amazonaws.com'", remedy: "such as 'events.amazonaws.com'" });
  }
  if (props.viaService && !/^[a-z0-9-]+$/.test(props.viaService)) {
    refuse({ property: 'viaService', value: props.viaService, bound: "must be the prefix alone, such as 's3'", remedy: 'the Region and .amazonaws.com are added for each key' });
  }
  const calls: ServiceCall[] = [];
  if (props.servicePrincipal) {
    calls.push({
      caller: 'service',
      principal: props.servicePrincipal,
      regionalPrincipal: props.regionalPrincipal ? 'always' : undefined,
      source: props.sendsSource === false ? undefined : ['aws:SourceArn', 'aws:SourceAccount'],
      purpose: '',
      actions: props.serviceActions ?? ['kms:Decrypt', 'kms:GenerateDataKey*'],
    });
  }
  if (props.viaService) {
    calls.push({ purpose: 'Callers', caller: 'user', actions: props.userActions ?? ['kms:Decrypt', 'kms:GenerateDataKey'] });
    if (props.createsGrants) {
      calls.push({ purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true });
    }
  }
  return {
    id: props.name,
    service: props.name,
    use: 'custom',
    sid: props.name,
    styles: props.servicePrincipal ? ['principal'] : ['via'],
    viaService: props.viaService,
    calls,
    resourceArn: props.resourceArn,
    exclusive: props.servicePrincipal === undefined,
    multiRegion: 'undocumented',
    crossAccount: 'undocumented',
    keySpecs: SYMMETRIC,
    gotchas: [],
    source: 'given in code',
    checked: '',
    verified: true,
  };
}
