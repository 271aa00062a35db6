export * from './key-service';
export * from './key-service-props';
