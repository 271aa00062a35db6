// Service modules come through the core's lazy exports: importing this package loads none of them.
import { aws_rds as rds } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { useKey } from '../keys/resource-key';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { given } from '../private/given';
import { KeyService } from '../services/key-service';

/**
 * Databases of Amazon RDS and Aurora whose storage, snapshots and Performance Insights are encrypted with one key.
 *
 * The key of a database cannot be changed. A snapshot copied to another Region takes a key of that Region; only a snapshot under a customer
 * managed key can be shared with another account.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
 */
@checked
export class EncryptedDatabase {
  /**
   * An instance with encrypted storage and Performance Insights, protected from deletion unless said otherwise.
   * Fails when `props` name another key or switch encryption off.
   *
   * @example
   * declare const vpc: ec2.Vpc;
   * const key = new ServiceKey(this, 'DatabaseKey', { service: KeyService.RDS, additionalServices: [KeyService.RDS_PERFORMANCE_INSIGHTS] });
   *
   * EncryptedDatabase.create(this, 'Orders', key, {
   *   vpc,
   *   engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_6 }),
   * });
   */
  public static create(scope: Construct, id: string, key: kms.IKey, props: rds.DatabaseInstanceProps): rds.DatabaseInstance {
    return new rds.DatabaseInstance(scope, id, { deletionProtection: true, ...given(props), ...encryption(scope, key, props) });
  }

  /**
   * An Aurora cluster, likewise.
   *
   * @example
   * declare const vpc: ec2.Vpc;
   * const key = new ServiceKey(this, 'DatabaseKey', { service: KeyService.RDS, additionalServices: [KeyService.RDS_PERFORMANCE_INSIGHTS] });
   *
   * EncryptedDatabase.createCluster(this, 'Orders', key, {
   *   vpc,
   *   engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_4 }),
   *   writer: rds.ClusterInstance.serverlessV2('writer'),
   * });
   */
  public static createCluster(scope: Construct, id: string, key: kms.IKey, props: rds.DatabaseClusterProps): rds.DatabaseCluster {
    return new rds.DatabaseCluster(scope, id, { deletionProtection: true, ...given(props), ...encryption(scope, key, props) });
  }

  private constructor() {}
}

/** What instances and clusters share. */
interface EncryptionProps {
  readonly storageEncrypted?: boolean;
  readonly storageEncryptionKey?: kms.IKeyRef;
  readonly enablePerformanceInsights?: boolean;
  readonly performanceInsightEncryptionKey?: kms.IKeyRef;
}

function encryption(scope: Construct, key: kms.IKey, props: EncryptionProps) {
  if (props.storageEncrypted === false) {
    refuse({ property: 'storageEncrypted', value: false, bound: 'must not be false under EncryptedDatabase', remedy: 'leave it out' });
  }
  for (const property of ['storageEncryptionKey', 'performanceInsightEncryptionKey'] as const) {
    const other = props[property];
    if (other && other !== key) {
      refuse({ property, value: other.node.path, bound: 'is set by EncryptedDatabase', remedy: 'leave it out, or define the database yourself' });
    }
  }
  const insights = props.enablePerformanceInsights ?? true;
  useKey(key, scope, KeyService.RDS);
  if (insights) { useKey(key, scope, KeyService.RDS_PERFORMANCE_INSIGHTS); }
  return {
    storageEncrypted: true,
    storageEncryptionKey: key,
    enablePerformanceInsights: insights,
    performanceInsightEncryptionKey: insights ? key : undefined,
  };
}
