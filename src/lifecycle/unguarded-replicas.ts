import { Annotations } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { MultiRegionKey } from '../keys/multi-region-key';
import { WARNINGS } from '../private/errors';

/** A replica has the same key material under a policy of its own: what guards the primary alone can be passed by next door. */
export class ReplicaGuard {
  private readonly guarded = new WeakSet<kms.IKey>();

  /** `remedy` says how the replicas are guarded as well. */
  constructor(private readonly remedy: string) {}

  /** Counts the keys as guarded, and warns at synth of replicas that no construct guards. */
  public guard(scope: Construct, keys: readonly kms.IKey[]): void {
    keys.forEach(key => this.guarded.add(key));
    // Only at synth is it known what else guards.
    scope.node.addValidation({
      validate: () => {
        for (const key of keys.filter((one): one is MultiRegionKey => one instanceof MultiRegionKey)) {
          const open = key.replicaRegions.filter(region => !this.guarded.has(key.replica(region)));
          if (open.length > 0) {
            Annotations.of(scope).addWarningV2(`${WARNINGS.replicasNotGuarded}:${key.node.addr}`,
              `${key.node.path} has replicas with policies of their own, which are not guarded: ${open.join(', ')}; ${this.remedy}`);
          }
        }
        return [];
      },
    });
  }
}
