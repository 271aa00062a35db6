export { KmsChecks, KmsChecksProps } from './kms-checks';
