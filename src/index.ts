export * from './access';
export * from './keys';
export * from './services';
export * from './report';
