/*
 * What the functions can do, action by action.
 */
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Reading about a key; none of these uses it. */
const KEY_READS = [
  'kms:DescribeKey', 'kms:GetKeyLastUsage', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListGrants', 'kms:ListKeyRotations', 'kms:ListResourceTags',
];

/** Names of roles that member accounts and the reporter know each other by. */
export const MEMBER_ROLE = 'KeysmithKeyLifecycleMember';
export const REPORTER_ROLE = 'KeysmithKeyLifecycleReporter';

export const keysOf = (scope: Construct, regions: readonly string[]): string[] => {
  const { partition, account } = Stack.of(scope);
  return regions.map(region => `arn:${partition}:kms:${region}:${account}:key/*`);
};

export const readKeys = (scope: Construct, regions: readonly string[]): iam.PolicyStatement =>
  new iam.PolicyStatement({ sid: 'ReadKeys', actions: KEY_READS, resources: keysOf(scope, regions) });

/** ListKeys and ListAliases know no resource (Service Authorization Reference, KMS). */
export const listKeys = (regions: readonly string[]): iam.PolicyStatement =>
  new iam.PolicyStatement({ sid: 'ListKeys', actions: ['kms:ListAliases', 'kms:ListKeys'], resources: ['*'], conditions: inRegions(regions) });

export const readMetrics = (regions: readonly string[]): iam.PolicyStatement =>
  new iam.PolicyStatement({ sid: 'ReadMetrics', actions: ['cloudwatch:GetMetricData'], resources: ['*'], conditions: inRegions(regions) });

export const importFindings = (scope: Construct): iam.PolicyStatement => {
  const { partition, region, account } = Stack.of(scope);
  return new iam.PolicyStatement({
    sid: 'ImportFindings',
    actions: ['securityhub:BatchImportFindings'],
    resources: [`arn:${partition}:securityhub:${region}:${account}:product/${account}/default`],
  });
};

export const assumeMemberRoles = (scope: Construct, accounts: readonly string[], roleName: string): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid: 'ReadMemberAccounts',
    actions: ['sts:AssumeRole'],
    resources: accounts.map(account => `arn:${Stack.of(scope).partition}:iam::${account}:role/${roleName}`),
  });

const inRegions = (regions: readonly string[]) => ({ StringEquals: { 'aws:RequestedRegion': [...regions] } });
