export * from './key-defaults';
export * from './key-mixins';
export * from './key-ring';
export * from './volume-encryption-default';
