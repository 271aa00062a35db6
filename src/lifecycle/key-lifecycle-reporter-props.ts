import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AthenaTrailOptions } from './athena-trail';
import { KeyCleanUpOptions } from './key-clean-up';

/** Properties of a KeyLifecycleReporter. */
export interface KeyLifecycleReporterProps {
  /**
   * When the report is made.
   *
   * @default - Mondays at 06:00 UTC
   */
  readonly schedule?: events.Schedule;

  /**
   * The Regions whose keys are reported, such as `eu-west-1`.
   *
   * @default - the Region of the stack
   */
  readonly regions?: string[];

  /**
   * Further accounts whose keys are reported, ids of 12 digits. Each needs a KeyLifecycleMemberRole.
   *
   * @default - the account of the stack only
   */
  readonly memberAccounts?: string[];

  /**
   * Name of the role that the member accounts offer.
   *
   * @default 'KeysmithKeyLifecycleMember'
   */
  readonly memberRoleName?: string;

  /**
   * Name of the reporter's own role, by which member accounts know it.
   *
   * IMPORTANT: another name replaces the role.
   *
   * @default - 'KeysmithKeyLifecycleReporter' with memberAccounts, else made by CloudFormation
   */
  readonly roleName?: string;

  /**
   * Where the reports go. It must be encrypted; the reporter writes below `runs/`, `reports/` and `findings/`.
   *
   * @default - a bucket under a ServiceKey of its own, kept on removal
   */
  readonly bucket?: s3.IBucket;

  /**
   * How long reports are kept in the bucket that the reporter makes, at least 1 day.
   *
   * @default Duration.days(400)
   */
  readonly retention?: Duration;

  /**
   * Where the summary of each run goes, and the questions of the clean-up.
   *
   * @default - no message; the clean-up with approval needs one
   */
  readonly topic?: sns.ITopic;

  /**
   * Enabled keys that are idle for more than this many full days count as unused, 1 to 3650.
   *
   * @default Duration.days(90)
   */
  readonly unusedAfter?: Duration;

  /**
   * An enabled key of more whole days than this is old, 1 to 36500.
   *
   * @default Duration.days(730)
   */
  readonly oldAfter?: Duration;

  /**
   * Counts operations by the CloudWatch metric `SuccessfulRequest`, without ReEncrypt. CloudWatch charges for each metric read:
   * a key has two to six.
   *
   * @default false
   */
  readonly readUsageMetrics?: boolean;

  /**
   * The time over which operations are counted, 1 to 60 days.
   *
   * @default Duration.days(30)
   */
  readonly usageWindow?: Duration;

  /**
   * A key with more operations than this in `usageWindow` has high usage. Counts with `readUsageMetrics` only.
   *
   * @default 1000
   */
  readonly highUsageThreshold?: number;

  /**
   * ARN of a CloudTrail Lake event data store with management events, as the second source of last use. Its queries are charged
   * by the data that they scan.
   *
   * @default - GetKeyLastUsage is the only source
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake.html
   */
  readonly eventDataStoreArn?: string;

  /**
   * The customer managed key of the event data store. Its policy must let the functions' roles, or their account, use it.
   *
   * @default - the event data store is under a key of AWS
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
   */
  readonly eventDataStoreKey?: kms.IKey;

  /**
   * A table of CloudTrail's log files in Athena, as the second source of last use, instead of `eventDataStoreArn`.
   *
   * @default - GetKeyLastUsage is the only source
   */
  readonly athenaTrail?: AthenaTrailOptions;

  /**
   * Sends findings to Security Hub: access by anybody or by other accounts, rotation off, unused. Security Hub must be on.
   *
   * @default false
   */
  readonly securityHubFindings?: boolean;

  /**
   * The clean-up of unused keys.
   *
   * @default - off
   */
  readonly cleanUp?: KeyCleanUpOptions;

  /**
   * Memory of the reporting function, 256 to 10240 MB; more memory is also more processor.
   *
   * @default 512
   */
  readonly memorySize?: number;
}
