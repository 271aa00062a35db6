import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KeyResource } from './deployer';
import { FinishedPolicy, finishedPolicy, PolicyPart } from './finished-policy';
import { LIMITS } from '../../private/limits';
import { list } from '../../private/policy-json';
import { IamDelegation } from '../iam-delegation';
import { KeyPolicyDocument } from '../key-policy';
import { KeyKind, kindOfResource, RowContext } from '../row-context';

/** Where rows for a key stand, whatever construct made it. */
export function contextOf(key: kms.CfnKey | kms.CfnReplicaKey): RowContext {
  const { partition, region, account } = Stack.of(key);
  return {
    scope: key,
    partition,
    region,
    account,
    kind: kms.CfnKey.isCfnKey(key) ? kindOfResource(key) : KeyKind.SYMMETRIC,
    multiRegion: kms.CfnKey.isCfnKey(key) ? key.multiRegion === true : true,
    delegation: IamDelegation.FULL,
  };
}

/** The policy of a key as it is now; undefined where it cannot be read. */
export function policyOf(key: kms.CfnKey | kms.CfnReplicaKey): FinishedPolicy | undefined {
  const parts = partsOf(key.keyPolicy);
  return parts && finishedPolicy(parts, contextOf(key));
}

function partsOf(policy: unknown): readonly PolicyPart[] | undefined {
  if (policy instanceof KeyPolicyDocument) { return policy.parts; }
  const { Statement: statements } = (policy instanceof iam.PolicyDocument ? policy.toJSON() : policy ?? {}) as { readonly Statement?: unknown };
  return statements === undefined || Token.isUnresolved(statements) ? undefined : list(statements).map(json => ({ json }));
}

/** What the stack sets on a key. */
export function settingsOf(key: kms.CfnKey | kms.CfnReplicaKey): KeyResource {
  const { pendingWindowInDays = LIMITS.pendingWindowDays.max } = key;
  return {
    pendingWindowDays: Token.isUnresolved(pendingWindowInDays) ? undefined : pendingWindowInDays,
    rotates: kms.CfnKey.isCfnKey(key) && key.enableKeyRotation === true,
  };
}
