export * from './key-report';
export * from './key-summary';
