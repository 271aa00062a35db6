export type { KeyAccessOptions } from './access-conditions';
export * from './attestation';
export type { DeliveryOptions, DeliverySourceProps } from './delivery';
export { DeliverySource, DeliveryTarget } from './delivery';
export * from './iam-delegation';
export * from './key-access';
export * from './key-access-options';
export * from './key-restriction';
