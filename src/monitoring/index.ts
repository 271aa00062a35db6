export * from './key-event-type';
export * from './key-events';
export * from './key-metrics';
export * from './key-monitoring';
