export * from './key-defaults';
export * from './key-mixins';
export * from './key-set';
export * from './ebs-encryption-by-default';
