export { CustomerManagedKeyProps } from './customer-managed-key';
export * from './encrypted-key';
export * from './key-environment';
export * from './service-key';
