import { Stack, Stage, Token } from 'aws-cdk-lib';
import { outermost } from './primary-reference';
import { synthesizerOf } from '../private/cdk-internals';
import { refuse } from '../private/errors';

/**
 * The stack that holds the replicas of a stack's keys in one Region, beside that stack in the same app or stage. Made on first use.
 * Why it is so: docs/decisions/0004-replica-placement.md.
 */
export function replicaStack(keys: Stack, region: string): Stack {
  const home = outermost(keys);
  const stage = Stage.of(home);
  if (stage === undefined) {
    return refuse({
      property: 'replicaRegions',
      value: region,
      bound: 'needs an App or Stage above the stack, to put the stack of the replicas in',
      remedy: "or give 'replicaOptions' a stack of that Region",
    });
  }
  const path = home.node.scopes.slice(stage.node.scopes.length).map(scope => scope.node.id).join('-');
  const id = `${path}-replicas-${region}`;
  const made = stage.node.tryFindChild(id);
  if (made) { return made as Stack; }
  const name = `${home.stackName}-replicas-${region}`;
  const stack = new Stack(stage, id, {
    // CloudFormation takes 128 characters; the CDK shortens a name of its own making.
    stackName: name.length <= 128 ? name : undefined,
    description: `Replicas of the multi-Region keys of ${home.stackName}`.slice(0, 1024),
    env: { account: Token.isUnresolved(home.account) ? undefined : home.account, region },
    crossRegionReferences: true,
    synthesizer: synthesizerOf(home),
    terminationProtection: home.terminationProtection,
    tags: home.tags.tagValues(),
  });
  // References to roles of the keys' stack cross the Region by Fn::GetStackOutput, not by custom resources.
  stack.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'weak');
  return stack;
}
