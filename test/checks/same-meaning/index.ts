import { Rewrite } from './rewrite';
import { CONDITION_REWRITES } from './rewrite-conditions';
import { FUNCTION_REWRITES } from './rewrite-functions';
import { IDENTITY_REWRITES } from './rewrite-identities';
import { RESOURCE_REWRITES } from './rewrite-resources';
import { STACK_REWRITES } from './rewrite-stacks';
import { STATEMENT_REWRITES } from './rewrite-statements';
import { TEXT_REWRITES } from './rewrite-texts';

export const REWRITES: readonly Rewrite[] = [
  ...TEXT_REWRITES, ...FUNCTION_REWRITES, ...STATEMENT_REWRITES, ...CONDITION_REWRITES, ...RESOURCE_REWRITES, ...IDENTITY_REWRITES, ...STACK_REWRITES,
];
