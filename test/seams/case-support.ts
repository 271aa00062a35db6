import { App, AppProps, CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { deployAfter } from '../../src/keys/primary-reference';
import { DeployedApp, DeployedKey } from '../support/deployed-app';
import { decide, Decision, identityAllowing } from '../support/oracle';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

/** Where the cases are. */
export const HOME = 'us-east-1';
export const ORGANIZATION = 'o-a1b2c3d4e5';
export const STRANGE_ACCOUNT = '999988887777';
export { ACCOUNT, deployAfter, OTHER_ACCOUNT };

/** The flags of `cdk init` that bear on keys. */
export const FLAGS = {
  '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption': true,
  '@aws-cdk/aws-kms:reduceCrossAccountRegionPolicyScope': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  'aws:cdk:enable-asset-metadata': true,
};

export const testApp = (props: AppProps = {}): App => new App({ analyticsReporting: false, postCliContext: FLAGS, ...props });

/** A stack of a place; CloudFormation takes none without resources. */
export function stackOf(app: IConstruct, name = 'S', { account = ACCOUNT, region = HOME } = {}): Stack {
  const stack = new Stack(app as App, name, { env: { account, region } });
  new CfnResource(stack, 'Any', { type: 'AWS::CloudFormation::WaitConditionHandle' });
  return stack;
}

export const arnOf = (role: string, account = ACCOUNT): string => `arn:aws:iam::${account}:role/${role}`;
export const known = (role: string, account = ACCOUNT): iam.ArnPrincipal => new iam.ArnPrincipal(arnOf(role, account));
export const deployer = (region = HOME): string => arnOf(`cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${region}`);
export const made = (stack: Stack, id = 'Role', roleName?: string): iam.Role => new iam.Role(stack, id, { roleName, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
export const via = (service: string, region = HOME): { [key: string]: string } => ({ 'kms:ViaService': `${service}.${region}.amazonaws.com` });

/** A case, by its id. */
export function holds(id: string, what: string, check: () => unknown): void {
  test(`${id}: ${what}`, async () => { await check(); });
}

/** The app as after its deployment; fails where stacks or resources wait for themselves. */
export function deploy(app: IConstruct): DeployedApp {
  const deployed = new DeployedApp((app.node.root as App).synth());
  expect(deployed.cycle()).toBeUndefined();
  return deployed;
}

interface Asked {
  readonly action?: string;
  readonly identity?: string[];
  readonly context?: { [key: string]: string | string[] };
}

/** What the policy of the one key of an app, or of a Region's, decides. */
export async function asked(app: IConstruct | DeployedApp, principal: string, { action = 'kms:Decrypt', identity = ['kms:*'], context = {} }: Asked = {}, region = HOME): Promise<Decision> {
  const [key] = keysIn(app, region);
  const allowed = identity.length > 0 ? [identityAllowing(...identity)] : [];
  return decide({ principal, action, policy: key.policy, identity: allowed, context, keyArn: key.arn, keyAccount: key.account });
}

export function keysIn(app: IConstruct | DeployedApp, region = HOME): DeployedKey[] {
  return (app instanceof DeployedApp ? app : deploy(app)).keys().filter(key => key.region === region);
}

export const sids = (key: DeployedKey): string[] => key.policy.Statement.map((statement: any) => statement.Sid);

/** What an app says to its author: warnings with their ids, errors. */
export function said(app: IConstruct): string[] {
  return app.node.root.node.findAll().flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === 'aws:cdk:warning' || type === 'aws:cdk:error').map(({ data }) => String(data));
}

/** A message that names the property or the remedy, whether as an error or as a warning at synthesis. */
export function tells(build: () => IConstruct, about: RegExp): void {
  let messages: string[];
  try {
    const construct = build();
    (construct.node.root as App).synth();
    messages = said(construct);
  } catch (error) {
    messages = [(error as Error).message];
  }
  expect(messages).toEqual(expect.arrayContaining([expect.stringMatching(about)]));
}

/** Refused, with a message that says so. */
export function refuses(build: () => unknown, about: RegExp): void {
  expect(() => {
    const result = build();
    if (result !== null && typeof result === 'object' && 'node' in result) { ((result as IConstruct).node.root as App).synth(); }
  }).toThrow(about);
}
