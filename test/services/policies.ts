import { sampleOptions } from './samples';
import { EncryptedKey, IamDelegation, KeyAccess, KeyService, ServiceAccessOptions, SigningKey, SigningKeySpec } from '../../src';
import { KeyKind } from '../../src/access/row-context';
import { assemble, render } from '../../src/private/policy-rows';
import { ServiceUse } from '../../src/services/service-use';
import { ACCOUNT, keyPolicy, REGION, testStack } from '../support/stack';

export interface Policy {
  readonly Statement: any[];
  readonly Version: string;
}

/** The KeyService static of a row. */
export const serviceOf = (use: ServiceUse): KeyService => (KeyService as any)[use.id];

export interface Where {
  readonly region?: string;
  readonly delegation?: IamDelegation;
}

/** The Region that the rows are tried in. */
export const regionOf = (use: ServiceUse): string => use.regions?.[0] ?? REGION;

/** The policy of a key for one use, as deployed. */
export function servicePolicy(
  use: ServiceUse, options: ServiceAccessOptions, { region = regionOf(use), delegation = IamDelegation.ADMINISTRATION }: Where = {},
): Policy {
  const stack = testStack(region);
  const props = { iamDelegation: delegation, access: [KeyAccess.service(serviceOf(use), options)] };
  if (use.keySpecs.includes('SYMMETRIC_DEFAULT')) {
    new EncryptedKey(stack, 'Key', props);
  } else {
    new SigningKey(stack, 'Key', { ...props, keySpec: use.keySpecs[0] as SigningKeySpec });
  }
  return keyPolicy(stack);
}

const SAMPLES = new Map<string, Policy>();

/** The policy that the docs show: synthesized once for all tests of a row. */
export function samplePolicy(use: ServiceUse): Policy {
  const policy = SAMPLES.get(use.id) ?? servicePolicy(use, sampleOptions(use));
  SAMPLES.set(use.id, policy);
  return policy;
}

/** The statements that the use adds: all but those of the delegation. */
export const added = (policy: Policy): any[] => policy.Statement.filter(s => !s.Sid.startsWith('EnableIam'));

/** The statements of a use for a key in another place, without a synthesis. */
export function statementsIn(use: ServiceUse, region: string, partition = 'aws'): any[] {
  const rows = KeyAccess.service(serviceOf(use), sampleOptions(use))._row.bind({
    scope: testStack(region),
    partition,
    region,
    account: ACCOUNT,
    kind: use.keySpecs.includes('SYMMETRIC_DEFAULT') ? KeyKind.SYMMETRIC : KeyKind.SIGNING,
    multiRegion: false,
    delegation: IamDelegation.ADMINISTRATION,
  });
  return assemble(rows).map(render);
}
