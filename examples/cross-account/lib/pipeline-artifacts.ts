// A pipeline that deploys to another account: its artifacts are encrypted with a key that the roles there use.
import { App, Environment, PhysicalName, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrossAccountKey, KeyAccessLevel, KeyService } from '../../../src';

export function pipelineArtifacts(app: App, owner: Environment, user: Environment): void {
  const target = new Stack(app, 'PipelineTarget', { env: user });
  const deployer = new iam.Role(target, 'Deployer', { assumedBy: new iam.AccountPrincipal(owner.account), roleName: 'pipeline-deployer' });
  const execution = new iam.Role(target, 'Execution', { assumedBy: new iam.ServicePrincipal('cloudformation.amazonaws.com'), roleName: 'pipeline-execution' });

  const tools = new Stack(app, 'Pipeline', { env: owner });
  const key = new CrossAccountKey(tools, 'ArtifactsKey', {
    application: 'pipeline',
    principals: [deployer, execution],
    viaServices: [KeyService.S3],
    accessLevel: KeyAccessLevel.PUBLISH,
  });
  const artifactBucket = new s3.Bucket(tools, 'Artifacts', { bucketName: PhysicalName.GENERATE_IF_NEEDED, encryptionKey: key, enforceSSL: true, versioned: true });
  const source = new codepipeline.Artifact();
  new codepipeline.Pipeline(tools, 'Pipeline', {
    artifactBucket,
    stages: [
      { stageName: 'Source', actions: [new actions.S3SourceAction({ actionName: 'Source', bucket: artifactBucket, bucketKey: 'source.zip', output: source })] },
      {
        stageName: 'Deploy',
        actions: [new actions.CloudFormationCreateUpdateStackAction({
          actionName: 'Deploy',
          stackName: 'application',
          templatePath: source.atPath('template.json'),
          adminPermissions: false,
          role: deployer,
          deploymentRole: execution,
        })],
      },
    ],
  });
}
