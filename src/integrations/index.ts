export * from './encrypted-auto-scaling-group';
export * from './encrypted-bucket';
export * from './encrypted-database';
export * from './encrypted-function';
export * from './consumer-access-options';
export * from './encrypted-log-group';
export * from './encrypted-trail';
export * from './encrypted-volume';
