import { Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CustomerManagedKey } from './customer-managed-key';
import { KeyKind, kindOfResource } from '../access/row-context';

/** The kind of a key that this app makes; undefined for an imported one, and where only the deployment knows. */
export function kindOf(key: kms.IKeyRef): KeyKind | undefined {
  if (key instanceof CustomerManagedKey) { return key._kind; }
  const resource = key.node.defaultChild;
  return kms.CfnKey.isCfnKey(resource) && !Token.isUnresolved(resource.keySpec) && !Token.isUnresolved(resource.keyUsage) ? kindOfResource(resource) : undefined;
}
