export * from './auto-scaling-encryption';
export * from './bucket-encryption';
export * from './database-encryption';
export * from './function-encryption';
export * from './key-use-options';
export * from './log-group-encryption';
export * from './trail-encryption';
export * from './volume-encryption';
