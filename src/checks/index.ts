export { FindingSeverity, KmsChecks } from './kms-checks';
export type { KmsChecksProps } from './kms-checks';
