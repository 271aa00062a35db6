import { App, Environment } from 'aws-cdk-lib';
import { ApplicationStack } from './lib/application-stack';
import { ServersStack } from './lib/servers-stack';
import { KeyEnvironment } from '../../src';

const env: Environment = {
  account: process.env.CDK_DEFAULT_ACCOUNT ?? '111122223333',
  region: process.env.CDK_DEFAULT_REGION ?? 'us-east-1',
};

/** Production and staging are one definition: the environment sets deletion windows, removal policies, names and tags. */
export function build(app: App): void {
  for (const environment of [KeyEnvironment.PRODUCTION, KeyEnvironment.STAGING]) {
    const { roles } = new ApplicationStack(app, `OrderPlatform-${environment.name}`, { env, environment });
    new ServersStack(app, `OrderServers-${environment.name}`, { env, environment, roles });
  }
}
