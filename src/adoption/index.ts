export * from './key-defaults';
export * from './key-set';
export * from './ebs-encryption-by-default';
