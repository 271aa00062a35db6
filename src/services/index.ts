export * from './key-service';
