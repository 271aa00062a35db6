import { DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { RowContext } from './row-context';

/**
 * The ARN of the role with which CloudFormation deploys the stack of a key; undefined where the synthesizer names none and the role is
 * whoever calls CloudFormation.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
export function deployerArn({ scope, partition, region, account }: RowContext): string | undefined {
  const { synthesizer } = Stack.of(scope);
  if (!(synthesizer instanceof DefaultStackSynthesizer)) { return undefined; }
  return synthesizer.cloudFormationExecutionRoleArn
    .replaceAll('${AWS::Partition}', partition)
    .replaceAll('${AWS::Region}', region)
    .replaceAll('${AWS::AccountId}', account);
}
