// Service modules come through the core's lazy exports: importing this package loads none of them.
import * as path from 'path';
import { Duration, aws_iam as iam, aws_lambda as lambda, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export interface HandlerFunctionProps {
  /** The bundle: a folder of `assets/`, named like that of `handlers/`. */
  readonly handler: string;
  readonly description: string;
  readonly timeout: Duration;
  /** 256 MB where nothing is said. */
  readonly memorySize?: number;
  readonly environment?: { [name: string]: string };
  readonly roleName?: string;
  /** Ids of log group and role, where they are not derived from the function's. */
  readonly ids?: { readonly logs: string; readonly role: string };
}

export interface HandlerFunction {
  readonly fn: lambda.Function;
  readonly role: iam.Role;
}

/**
 * A function of this package: on one Node runtime, one year of logs that outlive the stack, and a role that can write to its own log group
 * and nothing else until it is told.
 */
export function handlerFunction(scope: Construct, id: string, props: HandlerFunctionProps): HandlerFunction {
  const { handler, ids = { logs: `${id}Logs`, role: `${id}Role` }, roleName, memorySize = 256, ...rest } = props;
  const logGroup = new logs.LogGroup(scope, ids.logs, { retention: logs.RetentionDays.ONE_YEAR });
  const role = new iam.Role(scope, ids.role, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    roleName,
    description: props.description,
  });
  logGroup.grantWrite(role);
  const fn = new lambda.Function(scope, id, {
    ...rest,
    memorySize,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(path.join(__dirname, '..', '..', 'assets', handler)),
    logGroup,
    role,
  });
  return { fn, role };
}
