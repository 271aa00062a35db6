import { answer, failure, KeyFacts } from '../../handlers/key-lifecycle-reporter/facts';
import { DAY, KeyRecord, toRecord } from '../../handlers/key-lifecycle-reporter/inventory';

const NOW = Date.parse('2026-11-24T06:00:00.000Z');
const APPLICATIONS = ['orders', 'billing', 'reports', 'media', 'identity', 'search', 'ledger', 'mail'];
const USES = ['bucket', 'database', 'queue', 'logs', 'secrets', 'volumes'];
const at = (days: number): string => new Date(NOW - days * DAY).toISOString();

/** Keys as an account has them: most in use, some not, some unreadable; the same ones every time. */
export function sampleRecords(count: number): KeyRecord[] {
  return Array.from({ length: count }, (_, i) => toRecord(sample(i, count < 10 && i === 3), NOW, { unusedDays: 90, oldDays: 730, highUsage: 1000 }));
}

/** A hostile key has markup for a description. */
function sample(i: number, hostile: boolean): KeyFacts {
  const keyId = `${String(i).padStart(8, '0')}-12ab-34cd-56ef-${String((i * 7919) % 1_000_000).padStart(12, '0')}`;
  const application = APPLICATIONS[i % APPLICATIONS.length];
  const use = USES[(i * 5) % USES.length];
  const age = 20 + ((i * 137) % 1400);
  const denied = i % 29 === 7;
  const state = i % 17 === 5 ? 'Disabled' : i % 31 === 9 ? 'PendingDeletion' : i % 43 === 11 ? 'PendingImport' : 'Enabled';
  const signing = i % 13 === 6;
  const used = (i * i) % 7 === 2 ? null : Math.min(age, i % 6 === 1 ? 100 + ((i * 31) % 400) : (i * 3) % 40);
  const external = i % 11 === 3 ? [{ principal: 'arn:aws:iam::444455556666:root', through: 'policy' as const, boundedBy: [] }]
    : i % 53 === 4 ? [{ principal: '*', through: 'policy' as const, boundedBy: [] }] : [];
  return {
    arn: `arn:aws:kms:eu-west-1:111122223333:key/${keyId}`,
    keyId,
    account: '111122223333',
    region: 'eu-west-1',
    description: answer({
      manager: 'CUSTOMER',
      state,
      createdAt: at(age),
      description: hostile ? '<img src=x onerror="document.title=1"> & "text"' : `${application} ${use}`,
      spec: signing ? 'ECC_NIST_P256' : 'SYMMETRIC_DEFAULT',
      usage: signing ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT',
      origin: state === 'PendingImport' ? 'EXTERNAL' : 'AWS_KMS',
      deletionDate: state === 'PendingDeletion' ? at(-12) : null,
      materialExpiresAt: null,
      multiRegion: i % 19 === 2 ? 'primary' : 'no',
      replicas: [],
      customKeyStore: false,
    }),
    aliases: answer(i % 9 === 4 ? [] : [`alias/${application}-production-${use}${i < 48 ? '' : `-${i}`}`, ...(i % 10 === 0 ? [`alias/legacy/${application}`] : [])]),
    rotation: signing || state === 'PendingImport' ? undefined : answer({ enabled: i % 5 !== 3, periodDays: i % 5 !== 3 ? 365 : null }),
    rotations: signing ? undefined : answer(Math.floor(age / 365)),
    policy: answer({ bytes: 620 + ((i * 97) % 3000), external }),
    grants: answer({ count: i % 4 === 0 ? (i % 12) + 1 : 0, external: [] }),
    tags: answer({}),
    lastUsage: denied ? failure('AccessDeniedException', 'not allowed by the key policy')
      : answer({ at: used === null ? null : at(used), operation: used === null ? null : signing ? 'Sign' : i % 2 ? 'Decrypt' : 'GenerateDataKey', since: at(Math.min(age, 215)) }),
    operations: answer(denied || used === null || used > 30 ? 0 : 1 + ((i * 7919) % 2600)),
  };
}
