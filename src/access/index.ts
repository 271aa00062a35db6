export type { KeyAccessOptions } from './access-conditions';
export * from './attestation';
export type { MessageOptions, MessageSourceProps } from './messages';
export { MessageSource, MessageTarget } from './messages';
export * from './iam-delegation';
export * from './key-access';
export * from './key-access-options';
export * from './key-restriction';
