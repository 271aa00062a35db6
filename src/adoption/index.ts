export * from './key-defaults';
export * from './key-set';
export * from './ebs-encryption-by-default';
export { GuardedKeyOrigin, KeyGuardrail } from './key-guardrail';
export type { GuardrailExceptions, RotationGuardrailOptions } from './key-guardrail';
export * from './key-guardrails';
export * from './encryption-defaults';
export { KeyPlacement } from './key-placement';
export type { ResourceToEncrypt, TagPlacementOptions } from './key-placement';
