import { App, AppProps, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const REGION = 'eu-west-1';

/** The role that deploys the stacks of tests, as bootstrapping makes it: under IamDelegation.NONE it must be an administrator. */
export const deployerArn = (region = REGION, account = ACCOUNT): string => `arn:aws:iam::${account}:role/cdk-hnb659fds-cfn-exec-role-${account}-${region}`;
export const deployer = (region = REGION, account = ACCOUNT): iam.IPrincipal => new iam.ArnPrincipal(deployerArn(region, account));

/** A stack that knows where it is, so that policies come out as literals except for the partition. */
export function testStack(region = REGION, account = ACCOUNT, props: AppProps = {}): Stack {
  const app = new App({ analyticsReporting: false, ...props });
  return new Stack(app, 'Test', { env: { account, region } });
}

/** Replaces what CloudFormation would fill in, the way a deployment to `place` would. */
export function deployed<T = any>(value: unknown, place: { account: string; region: string; partition: string; stackId?: string } = { account: ACCOUNT, region: REGION, partition: 'aws' }): T {
  const walk = (v: any): any => {
    if (Array.isArray(v)) { return v.map(walk); }
    if (v === null || typeof v !== 'object') { return v; }
    const [name] = Object.keys(v);
    if (Object.keys(v).length === 1) {
      const argument = v[name];
      switch (name) {
        case 'Ref':
          return {
            'AWS::Partition': place.partition, 'AWS::AccountId': place.account, 'AWS::Region': place.region, 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackId': place.stackId,
          }[argument as string] ?? argument;
        case 'Fn::Join': return argument[1].map(walk).join(argument[0]);
        case 'Fn::Select': return walk(argument[1])[argument[0]];
        case 'Fn::Split': return walk(argument[1]).split(argument[0]);
        // A role `A` of the stack is arn:aws:iam::ACCOUNT:role/A; anything else gets an ARN of its own.
        case 'Fn::GetAtt': return argument[1] === 'Arn' ? `arn:${place.partition}:iam::${place.account}:role/${argument[0]}` : `${argument[0]}.${argument[1]}`;
        // The output of another stack: the ARN of a role there.
        case 'Fn::GetStackOutput': return `arn:${place.partition}:iam::${place.account}:role/${argument.OutputName}`;
        case 'Fn::Sub': return typeof argument === 'string'
          ? argument.replace(/\$\{AWS::(Partition|AccountId|Region)\}/g, (_, n: string) => (({ Partition: place.partition, AccountId: place.account, Region: place.region }) as any)[n])
          : argument[0];
      }
    }
    return Object.fromEntries(Object.entries(v).map(([k, inner]) => [k, walk(inner)]));
  };
  return walk(value);
}

/** The policy of the one key in the construct's stack, or of the key with that alias, as deployed. */
export function keyPolicy(scope: IConstruct, logicalIdPrefix = '', type = 'AWS::KMS::Key'): { Statement: any[]; Version: string } {
  const stack = Stack.of(scope);
  const keys = Object.entries(Template.fromStack(stack).findResources(type)).filter(([id]) => id.startsWith(logicalIdPrefix));
  if (keys.length !== 1) { throw new Error(`expected one ${type} '${logicalIdPrefix}', found: ${keys.map(([id]) => id)}`); }
  return deployed(keys[0][1].Properties.KeyPolicy);
}

/** One statement by its Sid. */
export function statement(policy: { Statement: any[] }, sid: string): any {
  const found = policy.Statement.filter(s => s.Sid === sid);
  if (found.length !== 1) { throw new Error(`expected one statement '${sid}', found: ${policy.Statement.map(s => s.Sid)}`); }
  return found[0];
}
