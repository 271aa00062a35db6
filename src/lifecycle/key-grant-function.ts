import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { handlerFunction } from '../private/handler-function';

const ID = 'KeysmithKeyGrants';

/** The function that creates and revokes the grants of a stack. It can do nothing until a KeyGrant lets it. */
export class KeyGrantFunction extends Construct {
  /** The one of the stack. */
  public static of(scope: Construct): KeyGrantFunction {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as KeyGrantFunction | undefined ?? new KeyGrantFunction(stack, ID);
  }

  public readonly role: iam.Role;
  public readonly functionArn: string;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const { fn, role } = handlerFunction(this, 'Function', {
      handler: 'key-grant',
      description: 'Creates and revokes the KMS grants of a stack',
      // Roles and policies might take a minute until KMS knows them.
      timeout: Duration.minutes(3),
      ids: { logs: 'Logs', role: 'Role' },
    });
    this.role = role;
    this.functionArn = fn.functionArn;
  }
}
