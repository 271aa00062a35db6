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

/** The role of the bootstrap that CloudFormation works with, `${AWS::…}` standing for what a stack does not know; other synthesizers have none. */
export const executionRoleOf = ({ synthesizer }: Stack): string | undefined =>
  synthesizer instanceof DefaultStackSynthesizer ? synthesizer.cloudFormationExecutionRoleArn : undefined;
