import { keyArnOf } from './key-arn';

/** One name a key: Step Functions refuses a second execution of the name for 90 days, so nobody is asked twice. */
export function executionName(arn: string): string {
  const { region, account, keyId } = keyArnOf(arn);
  return `${account}-${region}-${keyId}`;
}

/** The execution by which a key is cleaned up. */
export const executionOf = (stateMachineArn: string, keyArn: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${executionName(keyArn)}`;
