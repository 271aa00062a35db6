import * as kms from 'aws-cdk-lib/aws-kms';
import { relocate } from '../private/cdk-internals';

/**
 * Puts an AWS::KMS::ReplicaKey in the place of the AWS::KMS::Key that `kms.Key` made, so that a replica is a `kms.Key` whose
 * grants, policy, alias and removal policy are the ones of every other key. The CDK has no class for replicas (aws-cdk #15257).
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-replicakey.html
 */
export function becomeReplica(key: kms.Key, primaryKeyArn: string): kms.CfnReplicaKey {
  const made = key.node.defaultChild as kms.CfnKey;
  key.node.tryRemoveChild(made.node.id);
  const replica = new kms.CfnReplicaKey(key, made.node.id, {
    primaryKeyArn,
    keyPolicy: made.keyPolicy,
    description: made.description,
    enabled: made.enabled,
    pendingWindowInDays: made.pendingWindowInDays,
  });
  replica.cfnOptions.deletionPolicy = made.cfnOptions.deletionPolicy;
  replica.cfnOptions.updateReplacePolicy = made.cfnOptions.updateReplacePolicy;
  relocate(key, replica.attrArn, replica.ref);
  return replica;
}

