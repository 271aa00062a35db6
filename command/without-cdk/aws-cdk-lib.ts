/*
 * What the rooms that the command bundles take from aws-cdk-lib and constructs, for a program that has no constructs: templates hold no tokens. The
 * command then starts in a fraction of the time, and runs where no CDK is installed (tools/bundle-handlers.ts puts this in its place).
 */

export const Token = { isUnresolved: (): boolean => false };

export const Errors = { isValidationError: (): boolean => false };

export class UnscopedValidationError extends Error {
  constructor(_code: string, message: string) { super(message); }
}

export class ValidationError extends UnscopedValidationError {}

export const Construct = { isConstruct: (): boolean => false };
