export * from './access';
export * from './adoption';
export * from './integrations';
export * from './keys';
export * from './lifecycle';
export * from './services';
export * from './monitoring';
export * from './report';
