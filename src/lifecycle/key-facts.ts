import { CfnResource, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KeyKind } from '../access/row-context';
import { kindOf as kindOfSpec } from '../private/key-specs';

/** What kind a key is, where the app made it; undefined for keys from elsewhere. */
export function kindOf(key: kms.IKey): KeyKind | undefined {
  const resource = key.node.defaultChild;
  if (!(resource instanceof CfnResource) || resource.cfnResourceType !== 'AWS::KMS::Key') { return undefined; }
  const { keySpec, keyUsage } = resource as kms.CfnKey;
  return Token.isUnresolved(keySpec) || Token.isUnresolved(keyUsage) ? undefined : kindOfSpec(keySpec, keyUsage) as KeyKind | undefined;
}
