import { CfnElement, Reference, Stack } from 'aws-cdk-lib';

/*
 * Where the library reaches past aws-cdk-lib's public API. Each has a test of its own, so that an upgrade that takes one away fails
 * there and nowhere else.
 */

/** The logical id, which the token of it resolves to at ten times the cost. */
export function logicalIdOf(element: CfnElement): string {
  const { _logicalIdOverride: given } = element as unknown as { _logicalIdOverride?: string };
  return given ?? Stack.of(element).getLogicalId(element);
}

/** What an element adds to its template, by sections. */
export const renderElement = (element: CfnElement): object => (element as unknown as { _toCloudFormation(): object })._toCloudFormation();

/** Whether a reference is written for the text of an Fn::Sub, as `${Key.Arn}`; CfnInclude makes such. */
export const rendersForSub = (reference: Reference): boolean => typeof (reference as unknown as { value: unknown }).value === 'string';
