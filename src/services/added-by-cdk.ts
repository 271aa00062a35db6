import { ServiceUse, SYMMETRIC } from './service-use';

/** A use that aws-cdk-lib's constructs write into key policies and that nobody writes by hand. */
export interface AddedUse extends ServiceUse {
  /** The service works across accounts for resources of this type: each account that has one takes part. */
  readonly acrossAccountsOf?: string;
}

/** What aws-cdk-lib adds for services that call a key as themselves, and that the catalog has no row for. */
export const ADDED_BY_CDK: readonly AddedUse[] = [{
  id: 'DYNAMODB_MULTI_ACCOUNT_REPLICATION',
  service: 'Amazon DynamoDB',
  use: 'global tables of several accounts',
  sid: 'DynamoDbReplication',
  styles: ['principal'],
  calls: [{
    purpose: '',
    caller: 'service',
    principal: 'replication.dynamodb.amazonaws.com',
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    source: ['aws:SourceAccount'],
  }],
  // Each replica lets the service work for all of them.
  acrossAccountsOf: 'AWS::DynamoDB::GlobalTable',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  gotchas: [],
  source: 'amazondynamodb/latest/developerguide/globaltables_MA_security.html',
  checked: '2026-11-25',
  verified: true,
}];
