import * as kms from 'aws-cdk-lib/aws-kms';
import { CustomerManagedKey } from './customer-managed-key';
import { KeyKind } from '../access/row-context';

/** The kind of a key of CloudFormation. */
export function kindOfResource({ keySpec = 'SYMMETRIC_DEFAULT', keyUsage = 'ENCRYPT_DECRYPT' }: kms.CfnKey): KeyKind {
  switch (keyUsage) {
    case 'SIGN_VERIFY': return KeyKind.SIGNING;
    case 'GENERATE_VERIFY_MAC': return KeyKind.MAC;
    case 'KEY_AGREEMENT': return KeyKind.KEY_AGREEMENT;
    default: return keySpec === 'SYMMETRIC_DEFAULT' ? KeyKind.SYMMETRIC : KeyKind.ENCRYPTION_KEY_PAIR;
  }
}

/** The kind of a key that this app makes; undefined for an imported one. */
export function kindOf(key: kms.IKeyRef): KeyKind | undefined {
  if (key instanceof CustomerManagedKey) { return key._kind; }
  const resource = key.node.defaultChild;
  return kms.CfnKey.isCfnKey(resource) ? kindOfResource(resource) : undefined;
}
