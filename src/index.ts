export * from './access';
export * from './integrations';
export * from './keys';
export * from './services';
export * from './report';
