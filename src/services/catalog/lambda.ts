import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'AWS Lambda',
  keySpecs: SYMMETRIC,
  verified: true,
  viaService: 'lambda',
  resourceArn: 'arn:{partition}:lambda:{region}:{account}:function:{resource}',
  resourceName: 'function name',
  resourceTypes: ['AWS::Lambda::Function'],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;

export const LAMBDA: ServiceUse = {
  ...common,
  id: 'LAMBDA',
  use: 'environment variables and SnapStart snapshots',
  sid: 'Lambda',
  styles: ['via', 'grant'],
  otherContext: ['aws:lambda:FunctionArn'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:Encrypt'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  keyProperties: {
    'AWS::Lambda::Function': ['KmsKeyArn'],
    'AWS::Serverless::Function': ['KmsKeyArn'],
  },
  gotchas: [
    'Lambda decrypts through a grant for the execution role; a role deleted and made again loses it until the variables are saved once more.',
    'The execution role needs no statement of its own, unless its code calls KMS.',
  ],
  source: 'lambda/latest/dg/configuration-envvars-encryption.html',
  checked: '2026-11-25',
  // AWS's page lists the caller's permissions; that CreateGrant is for an AWS resource is seen in CloudTrail, not on the page.
};

export const LAMBDA_CODE: ServiceUse = {
  ...common,
  id: 'LAMBDA_CODE',
  use: '.zip deployment packages (SourceKMSKeyArn)',
  sid: 'LambdaCode',
  styles: ['principal'],
  viaService: undefined,
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'lambda.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      context: { 'aws:lambda:FunctionArn': '{resourceArn}' },
    },
  ],
  keyProperties: { 'AWS::Lambda::Function': ['Code.SourceKMSKeyArn'] },
  gotchas: ['Lambda makes no grant for packages, so the key policy must name the service.'],
  source: 'lambda/latest/dg/encrypt-zip-package.html',
  checked: '2026-11-25',
};

export const LAMBDA_EVENT_FILTERS: ServiceUse = {
  ...common,
  id: 'LAMBDA_EVENT_FILTERS',
  use: 'filter criteria of event source mappings',
  sid: 'LambdaEventFilters',
  styles: ['principal', 'via'],
  // https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filter-criteria-encryption
  otherContext: ['aws:lambda:EventSourceArn'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'lambda.amazonaws.com',
      regionalPrincipal: 'always',
      actions: ['kms:Decrypt'],
      source: ['aws:SourceArn'],
      // The mapping's id is known only after creation.
      sourceArn: 'arn:{partition}:lambda:{region}:{account}:event-source-mapping:*',
      context: { 'aws:lambda:FunctionArn': '{resourceArn}' },
    },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
  ],
  keyProperties: { 'AWS::Lambda::EventSourceMapping': ['KmsKeyArn'] },
  gotchas: ['The principal is lambda.REGION.amazonaws.com, unlike every other use of Lambda.'],
  source: 'lambda/latest/dg/invocation-eventfiltering.html',
  checked: '2026-11-24',
};

export const LAMBDA_DURABLE: ServiceUse = {
  ...common,
  id: 'LAMBDA_DURABLE',
  use: 'state of durable functions (DurableConfig.KMSKeyArn)',
  sid: 'LambdaDurable',
  styles: ['principal', 'via'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'lambda.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
      context: { 'aws:lambda:FunctionArn': '{resourceArn}' },
    },
    {
      purpose: 'Callers',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      context: { 'aws:lambda:FunctionArn': '{resourceArn}' },
    },
    { purpose: 'CallersDescribe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  keyProperties: { 'AWS::Lambda::Function': ['DurableConfig.KMSKeyArn'] },
  gotchas: ['Data keys are cached for up to 15 minutes, so a disabled key stops functions late.'],
  source: 'lambda/latest/dg/durable-encryption.html',
  checked: '2026-11-24',
};

export const LAMBDA_CODE_IN_PLACE: ServiceUse = {
  ...common,
  id: 'LAMBDA_CODE_IN_PLACE',
  use: 'code that lies in an encrypted bucket and is read there (REFERENCE)',
  sid: 'LambdaCodeInPlace',
  styles: ['principal'],
  viaService: undefined,
  calls: [{
    purpose: '',
    caller: 'service',
    principal: 'lambda.amazonaws.com',
    actions: ['kms:Decrypt'],
    source: ['aws:SourceArn', 'aws:SourceAccount'],
    through: 's3',
  }],
  addedByCdk: 'aws-lambda Code.fromBucketV2 with S3ObjectStorageMode.REFERENCE adds the same to the key of the bucket.',
  gotchas: ['The statement belongs to the key of the bucket.'],
  source: 'lambda/latest/dg/encrypt-zip-package.html',
  checked: '2026-11-25',
  verified: false,
  unverified: "the statement, which is aws-cdk-lib's own,",
};
