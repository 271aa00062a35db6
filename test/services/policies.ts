import { Template } from 'aws-cdk-lib/assertions';
import { EncryptedKey, IamDelegation, KeyAccess, KeyService, ServiceAccessOptions, SigningKey, SigningKeySpec } from '../../src';
import { ServiceUse } from '../../src/services/service-use';
import { ACCOUNT, deployed, REGION, testStack } from '../support/stack';

export interface Policy {
  readonly Statement: any[];
  readonly Version: string;
}

export interface Where {
  readonly region?: string;
  readonly partition?: string;
  readonly delegation?: IamDelegation;
}

/** The KeyService static of a row. */
export const serviceOf = (use: ServiceUse): KeyService => (KeyService as any)[use.id];

/** The policy of a key for one use, as deployed. */
export function servicePolicy(use: ServiceUse, options: ServiceAccessOptions, { region = use.regions?.[0] ?? REGION, partition = 'aws', delegation = IamDelegation.ADMINISTRATION }: Where = {}): Policy {
  const stack = testStack(region);
  const props = { iamDelegation: delegation, access: [KeyAccess.service(serviceOf(use), options)] };
  if (use.keySpecs.includes('SYMMETRIC_DEFAULT')) {
    new EncryptedKey(stack, 'Key', props);
  } else {
    new SigningKey(stack, 'Key', { ...props, keySpec: use.keySpecs[0] as SigningKeySpec });
  }
  const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  return deployed(key.Properties.KeyPolicy, { account: ACCOUNT, region, partition });
}

/** The statements that the use adds: all but those of the delegation. */
export const added = (policy: Policy): any[] => policy.Statement.filter(s => !s.Sid.startsWith('EnableIam'));
