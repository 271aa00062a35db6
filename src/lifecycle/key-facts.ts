import { CfnResource, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KeyKind } from '../access/row-context';

/** What kind a key is, where the app made it; undefined for keys from elsewhere. */
export function kindOf(key: kms.IKey): KeyKind | undefined {
  const resource = key.node.defaultChild;
  if (!(resource instanceof CfnResource) || resource.cfnResourceType !== 'AWS::KMS::Key') { return undefined; }
  const { keySpec = 'SYMMETRIC_DEFAULT', keyUsage = 'ENCRYPT_DECRYPT' } = resource as kms.CfnKey;
  if (Token.isUnresolved(keySpec) || Token.isUnresolved(keyUsage)) { return undefined; }
  return ({
    SIGN_VERIFY: KeyKind.SIGNING,
    GENERATE_VERIFY_MAC: KeyKind.MAC,
    KEY_AGREEMENT: KeyKind.KEY_AGREEMENT,
    ENCRYPT_DECRYPT: keySpec === 'SYMMETRIC_DEFAULT' ? KeyKind.SYMMETRIC : KeyKind.ENCRYPTION_KEY_PAIR,
  } as { [usage: string]: KeyKind })[keyUsage];
}
