import { Construct } from 'constructs';

/** What was wrong with one input: the property, the value, the bound and the remedy. */
export interface InputProblem {
  readonly property: string;
  readonly value: unknown;
  readonly bound: string;
  readonly remedy?: string;
}

/** Throws for an input that AWS would refuse at deployment, or that would hurt later. */
export function refuse(problem: InputProblem): never {
  throw new Error(describe(problem));
}

export function describe({ property, value, bound, remedy }: InputProblem): string {
  // A construct holds the whole app; its path names it.
  const shown = typeof value === 'string' ? `'${value}'` : JSON.stringify(value, (_, inner) => Construct.isConstruct(inner) ? inner.node.path : inner);
  return `'${property}' ${bound}, got: ${withoutTokens(shown)}${remedy ? `; ${remedy}` : ''}`;
}

/** What the CDK fills in has a number that differs from run to run, and at best a name: `${Token[AWS.AccountId.4]}`. */
const withoutTokens = (text?: string): string | undefined =>
  text?.replace(/\$\{Token\[(.+?)\.\d+\]\}/g, (_, name: string) => name === 'TOKEN' ? '(known at deployment)' : name);

/** Ids of the warnings this package adds, public API: users acknowledge them by id. */
export const WARNINGS = {
  unverifiedService: 'cdk-keysmith:unverifiedService',
  multiRegionRefused: 'cdk-keysmith:multiRegionRefused',
  multiRegionAsSingleRegion: 'cdk-keysmith:multiRegionAsSingleRegion',
  replicaBesidePrimary: 'cdk-keysmith:replicaBesidePrimary',
  remoteKeyNeedsOwner: 'cdk-keysmith:remoteKeyNeedsOwner',
  deletionOnlyWhenUnusedBlocksStackDeletion: 'cdk-keysmith:deletionOnlyWhenUnusedBlocksStackDeletion',
  conditionalAccessUnderFullDelegation: 'cdk-keysmith:conditionalAccessUnderFullDelegation',
  bucketPolicyNotAdded: 'cdk-keysmith:bucketPolicyNotAdded',
  topicPolicyNotWritten: 'cdk-keysmith:topicPolicyNotWritten',
} as const;
