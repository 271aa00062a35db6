import { DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { RowContext } from './row-context';

/**
 * The ARN of the role with which CloudFormation deploys the stack of a key; undefined where the synthesizer names none and the role is
 * whoever calls CloudFormation.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
export function deployerArn({ scope, partition, region, account }: RowContext): string | undefined {
  return executionRoleOf(Stack.of(scope))
    ?.replaceAll('${AWS::Partition}', partition)
    .replaceAll('${AWS::Region}', region)
    .replaceAll('${AWS::AccountId}', account);
}

/**
 * The role that CloudFormation works with, `${AWS::…}` standing for what a stack does not know: a nested stack is deployed by the role of the
 * stack that holds it. Synthesizers that use no bootstrap have none.
 */
export function executionRoleOf(stack: Stack): string | undefined {
  let top = stack;
  while (top.nestedStackParent) { top = top.nestedStackParent; }
  return top.synthesizer instanceof DefaultStackSynthesizer ? top.synthesizer.cloudFormationExecutionRoleArn : undefined;
}
