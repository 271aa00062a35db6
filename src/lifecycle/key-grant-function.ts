import * as path from 'path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

const ID = 'KeysmithKeyGrants';

/** The function that makes and revokes the grants of a stack. It may do nothing until a KeyGrant lets it. */
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
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    this.role = new iam.Role(this, 'Role', {
      description: 'Makes and revokes the KMS grants of a stack',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(this.role);
    const handler = new lambda.Function(this, 'Function', {
      description: 'KMS grants of a stack',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, '..', '..', 'assets', 'key-grant')),
      role: this.role,
      logGroup,
      // Roles and policies may take a minute until KMS knows them.
      timeout: Duration.minutes(3),
      memorySize: 256,
    });
    this.functionArn = handler.functionArn;
  }
}
