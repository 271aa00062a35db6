// A DynamoDB global table: DynamoDB encrypts each replica of the table with the key of its Region.
import { App, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { MultiRegionKey } from '../../../src';

export function globalTable(app: App, key: MultiRegionKey, regions: { home: string; away: string }): void {
  const stack = new Stack(app, 'Table', { env: { account: Stack.of(key).account, region: regions.home } });
  new dynamodb.TableV2(stack, 'Orders', {
    tableName: 'orders',
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(key, { [regions.away]: key.replica(regions.away).keyArn }),
    replicas: [{ region: regions.away }],
    deletionProtection: true,
  });
}
