/**
 * Bytes of policy: what ServiceKey adds for a service beside the statements of AWS's own example for it, and a whole key policy beside
 * the one that k9-cdk generates for the same access. Bytes are counted as KMS counts them, without white space.
 */
import * as k9 from '@k9securityio/k9-cdk';
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedKey, IamDelegation, KeyAccess, KeyService } from '../src';
import { policySize } from '../src/iam/policy-size';

/** Nothing in these policies is left to CloudFormation, so the least is the most. */
const bytesOf = (policy: unknown): number => policySize(policy).most;

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
const allow = (sid: string, principal: object, action: string | string[], condition?: object) =>
  ({ Sid: sid, Effect: 'Allow', Principal: principal, Action: action, Resource: '*', ...(condition ? { Condition: condition } : {}) });

/** The statements of AWS's pages, with the resources filled in that the rows below name. */
const AWS_EXAMPLES: [KeyService, string[] | undefined, object[]][] = [
  [KeyService.CLOUDWATCH_LOGS, ['/app'], [
    allow('Logs', { Service: `logs.${REGION}.amazonaws.com` }, ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/app` } }),
  ]],
  [KeyService.CLOUDTRAIL, ['main'], [
    allow('Allow CloudTrail to encrypt logs', { Service: 'cloudtrail.amazonaws.com' }, 'kms:GenerateDataKey*', {
      StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main` },
      StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` },
    }),
    allow('Allow CloudTrail to describe key', { Service: 'cloudtrail.amazonaws.com' }, 'kms:DescribeKey',
      { StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main` } }),
    allow('Allow CloudTrail to decrypt', { Service: 'cloudtrail.amazonaws.com' }, 'kms:Decrypt'),
  ]],
  [KeyService.S3_INVENTORY, ['source'], [
    allow('Allow Amazon S3 use of the KMS key', { Service: 's3.amazonaws.com' }, ['kms:GenerateDataKey'], {
      StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnLike: { 'aws:SourceARN': 'arn:aws:s3:::source' },
    }),
  ]],
  [KeyService.AUTO_SCALING, undefined, [
    allow('Allow service-linked role use of the customer managed key',
      { AWS: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling` }, USE),
    allow('Allow attachment of persistent resources',
      { AWS: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling` }, ['kms:CreateGrant'],
      { Bool: { 'kms:GrantIsForAWSResource': true } }),
  ]],
];

/** Replaces the partition: the policies are compared as KMS would see them. */
const literal = (value: unknown): any => JSON.parse(JSON.stringify(value)
  .replace(/\{"Fn::Join":\["",\[((?:"(?:[^"\\]|\\.)*"|\{"Ref":"AWS::Partition"\}|,)*)\]\]\}/g, (_, parts: string) =>
    JSON.stringify((JSON.parse(`[${parts}]`) as any[]).map(part => typeof part === 'string' ? part : 'aws').join(''))));

const stack = new Stack(new App({ analyticsReporting: false }), 'Bytes', { env: { account: ACCOUNT, region: REGION } });
let count = 0;
function policyOf(access: KeyAccess[] | undefined, more: object = {}): { Statement: any[] } {
  const key = new EncryptedKey(stack, `Key${count++}`, { access, ...more });
  return literal(stack.resolve((key.node.defaultChild as any).keyPolicy));
}

console.log('service              ours   AWS\'s example   ratio');
for (const [service, resources, example] of AWS_EXAMPLES) {
  const added = policyOf([KeyAccess.service(service, { resources })]).Statement.slice(1);
  const [ours, theirs] = [bytesOf(added), bytesOf(example)];
  console.log(`${service.id.padEnd(20)} ${String(ours).padStart(4)}   ${String(theirs).padStart(13)}   ${(ours / theirs).toFixed(2).padStart(5)}`);
}

const [admin, app] = ['Admin', 'App'].map(name => `arn:aws:iam::${ACCOUNT}:role/${name}`);
const { ADMINISTER_RESOURCE, READ_CONFIG, READ_DATA, WRITE_DATA } = k9.k9policy.AccessCapability;
const generated = k9.kms.makeKeyPolicy({
  k9DesiredAccess: [
    { accessCapabilities: [ADMINISTER_RESOURCE, READ_CONFIG], allowPrincipalArns: [admin] },
    { accessCapabilities: [READ_DATA, WRITE_DATA], allowPrincipalArns: [app] },
  ],
});
const principals = { administrators: [new iam.ArnPrincipal(admin)], users: [new iam.ArnPrincipal(app)] };
const ours = bytesOf(policyOf(undefined, { iamDelegation: IamDelegation.NONE, ...principals }));
const theirs = bytesOf(literal(stack.resolve(generated)));
console.log(`\none administrator and one user, no delegation: ours ${ours} bytes, k9-cdk ${theirs}, ratio ${(ours / theirs).toFixed(2)}`);
