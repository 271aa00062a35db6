import { Annotations, CfnOutput, Fn, Lazy, Resource, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { differs } from './cross-environment-grants';
import { refuse, WARNINGS } from '../private/errors';

/** The stack that CloudFormation knows by name: of a nested stack, the outermost. */
export function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}

/**
 * The ARN of a primary for a replica in another Region. KMS makes up the id of the primary, so the value has to cross Regions
 * at deployment: `Fn::GetStackOutput` does that without a custom resource (docs/decisions/0004-replica-placement.md).
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
export function primaryArnFor(replica: Stack, primary: kms.IKey): string {
  if (!Resource.isOwnedResource(primary)) { return primary.keyArn; }
  checkMultiRegion(primary);
  const home = Stack.of(primary);
  if (Token.isUnresolved(home.region) || Token.isUnresolved(replica.region)) {
    refuse({
      property: 'primary',
      value: primary.node.path,
      bound: 'must be in a stack with a known Region, as the replica must',
      remedy: "give both stacks an 'env' with a Region",
    });
  }
  if (home.region === replica.region) {
    refuse({ property: 'primary', value: primary.node.path, bound: `is in ${home.region} as the replica is`, remedy: 'put the replica in a stack of another Region' });
  }
  if (differs(home.account, replica.account)) {
    refuse({ property: 'primary', value: primary.node.path, bound: `is in account ${home.account}, a replica is in the account of its primary`, remedy: 'share the key with a CrossAccountKey' });
  }
  const stack = outermost(home);
  const scope: IConstruct = stack === home ? primary : stack;
  const id = stack === home ? 'PrimaryKeyArn' : `PrimaryKeyArn${primary.node.addr}`;
  const output = scope.node.tryFindChild(id) as CfnOutput | undefined
    ?? new CfnOutput(scope, id, { description: 'ARN of a multi-Region primary key, for its replicas', value: primary.keyArn });
  return Fn.getStackOutput(stack.stackName, Lazy.string({ produce: () => stack.resolve(output.logicalId) }), home.region);
}

function checkMultiRegion(primary: kms.IKey): void {
  const resource = primary.node.defaultChild;
  if (resource instanceof kms.CfnReplicaKey) {
    refuse({ property: 'primary', value: primary.node.path, bound: 'is a replica itself', remedy: 'name its primary' });
  }
  if (resource instanceof kms.CfnKey && resource.multiRegion !== true) {
    refuse({
      property: 'primary',
      value: primary.node.path,
      bound: 'is a single-Region key, which cannot be replicated or converted',
      remedy: "make a new key with 'multiRegion'",
    });
  }
}

/**
 * The ARN of a replica, as each stack can write it. All keys of a set share their id, so in the primary's Region it is made of the
 * primary's id, which needs no reference across Regions; that stack is then deployed after the replica's.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 */
export function replicaArn(replica: kms.Key, attribute: string, primary: kms.IKey): string {
  if (!Resource.isOwnedResource(primary)) { return attribute; }
  const home = Stack.of(primary);
  const own = Stack.of(replica);
  const warned = new Set<Stack>();
  return Lazy.uncachedString({
    produce: context => {
      const consumer = Stack.of(context.scope);
      if (consumer === own || consumer.region !== home.region || consumer.account !== home.account) { return attribute; }
      if (outermost(consumer) !== outermost(home)) {
        deployAfter(outermost(consumer), outermost(own));
      } else if (!warned.has(consumer)) {
        warned.add(consumer);
        Annotations.of(context.scope).addWarningV2(WARNINGS.replicaBesidePrimary,
          `names the replica ${replica.node.path} in the stack of its primary, which is deployed before the replica exists; `
          + 'put the multi-Region key in a stack of its own');
      }
      return `arn:${home.partition}:kms:${own.region}:${home.account}:key/${primary.keyId}`;
    },
  });
}

/** Newer aws-cdk-lib names it `addStackDependency`, and warns under the old name. */
export function deployAfter(later: Stack, earlier: Stack): void {
  const stack = later as Stack & { addStackDependency?: (target: Stack) => void };
  if (later.dependencies.includes(earlier)) { return; }
  if (stack.addStackDependency) { stack.addStackDependency(earlier); } else { stack.addDependency(earlier); }
}
