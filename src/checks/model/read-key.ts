import type { Resource } from './app-model';
import { scalar } from './scalar';
import { PolicyPlace, readPolicy } from './statement';
import { AliasView, KeyView } from './views';

/** The policy that KMS gives a key without one (DG key-policy-default). */
const defaultPolicy = (partition: string, account: string) => ({
  Statement: [{ Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
});

/** A key as rules see it; `read` gives an evaluated property. */
export function readKey(
  replica: boolean, read: (property: string) => unknown, { raw, stack }: Resource, place: PolicyPlace,
): KeyView & { aliases: AliasView[] } {
  const document = raw.Properties?.KeyPolicy;
  const own = {
    spec: scalar(read('KeySpec') ?? 'SYMMETRIC_DEFAULT'),
    usage: scalar(read('KeyUsage') ?? 'ENCRYPT_DECRYPT'),
    origin: scalar(read('Origin') ?? 'AWS_KMS'),
    rotation: scalar(read('EnableKeyRotation')),
    rotationPeriod: scalar(read('RotationPeriodInDays')),
    enabled: scalar(read('Enabled')),
    pendingWindow: scalar(read('PendingWindowInDays')),
    bypassesLockoutCheck: scalar(read('BypassPolicyLockoutSafetyCheck')),
  };
  const retained = { deletion: scalar(raw.DeletionPolicy), replacement: scalar(raw.UpdateReplacePolicy) };
  const all = [...Object.values(own), retained.deletion, retained.replacement];
  return {
    replica,
    ...own,
    retained,
    configuration: all.every(({ known, values }) => known && values.length === 1) ? `${replica} ${all.map(({ values }) => String(values[0])).join()}` : undefined,
    policy: {
      place: stack.place,
      latin1: stack.latin1,
      // Evaluated as a whole only for the few rules that look at its text.
      get document() { return read('KeyPolicy'); },
      statements: readPolicy(document ?? defaultPolicy(stack.place.partition, stack.place.account), place),
    },
    aliases: [],
    mayHaveOtherAlias: false,
  };
}
