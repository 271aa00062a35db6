import { CloudFormationClient, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { ResourceEvent } from '../shared/custom-resource';

/** What CloudFormation shows of a resource while it waits for the answer to a request. */
const STATUS: ReadonlyMap<string, RegExp> = new Map([
  ['Create', /^CREATE_IN_PROGRESS$/],
  ['Update', /^UPDATE(_ROLLBACK)?_IN_PROGRESS$/],
  ['Delete', /^DELETE_IN_PROGRESS$/],
]);

/** Seconds until CloudFormation can be asked again. */
const WAITS = [1, 2, 4];

/**
 * Fails unless CloudFormation is at this very request now. Whoever can invoke the function writes its event; the state of the stack is CloudFormation's alone.
 */
export async function prove(
  cloudFormation: CloudFormationClient, resource: { readonly StackName: string; readonly LogicalResourceId: string }, request: ResourceEvent['RequestType'],
  sleep: (milliseconds: number) => Promise<void>,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const { StackResourceDetail } = await cloudFormation.send(new DescribeStackResourceCommand(resource));
    const status = StackResourceDetail?.ResourceStatus ?? 'absent';
    if (STATUS.get(request)?.test(status)) { return; }
    if (attempt === WAITS.length) { throw new Error(`CloudFormation asks for no ${request}: the resource is ${status}`); }
    await sleep(WAITS[attempt] * 1000);
  }
}
