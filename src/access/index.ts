export { KeyAccessOptions } from './access-conditions';
export * from './attestation';
export { DeliveryOptions, DeliverySource, DeliverySourceProps, DeliveryTarget } from './delivery';
export * from './iam-delegation';
export * from './key-access';
export * from './key-access-options';
export * from './key-restriction';
