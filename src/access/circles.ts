import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { canRefer } from '../private/cdk-internals';
import { referring } from '../private/references';

/*
 * Whether a key policy can refer to a role: not where the role, or what is deployed with it, refers back to what is deployed with the key.
 */

/** Stacks and constructs that are looked at now: whoever asks from inside gets no answer from there. */
const LOOKING = new Set<IConstruct>();

/** Roles that the policies of keys can refer to: asked once, a policy is put together more often. */
const IN_REACH = new WeakMap<IConstruct, WeakSet<CfnResource>>();

/** Whether a reference from a key, or another construct, to a resource leads round in a cycle, or to where no reference can go. */
export function isOutOfReach(resource: CfnResource, scope: IConstruct): boolean {
  const [here, there] = [Stack.of(scope), Stack.of(resource)];
  if (!canRefer(here, there)) { return true; }
  const inReach = IN_REACH.get(scope) ?? new WeakSet();
  IN_REACH.set(scope, inReach);
  if (inReach.has(resource)) { return false; }
  if (leadsBack(resource, scope)) { return true; }
  inReach.add(resource);
  return false;
}

function leadsBack(from: CfnResource, scope: IConstruct): boolean {
  if (LOOKING.has(scope)) { return false; }
  LOOKING.add(scope);
  try {
    const key = scope.node.defaultChild ?? scope;
    const unit = unitOf(key, from);
    const isBack = (target: IConstruct): boolean => unit === undefined ? target === key : chainOf(target).includes(unit);
    const seen = new Set<IConstruct>();
    const open: IConstruct[] = [from];
    while (open.length > 0) {
      const next = open.pop()!;
      if (seen.has(next)) { continue; }
      seen.add(next);
      if (next !== from && isBack(next)) { return true; }
      // A stack is deployed as a whole, and after those that it depends on.
      const together = Stack.isStack(next) ? [...next.node.findAll().filter(CfnResource.isCfnResource), ...next.dependencies] : unitOf(next, key) ?? [];
      open.push(...([] as IConstruct[]).concat(together));
      // What key policies say is not followed: they are written like this one.
      if (CfnResource.isCfnResource(next) && !/^AWS::KMS::/.test(next.cfnResourceType)) { open.push(...referring(next).targets.filter(CfnResource.isCfnResource)); }
    }
    return false;
  } finally {
    LOOKING.delete(scope);
  }
}

/** The stacks that hold a construct, from the outermost. */
function chainOf(construct: IConstruct): readonly Stack[] {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? [...chainOf(stack.nestedStackParent), stack] : [stack];
}

/** The outermost stack that holds a construct and does not hold another. */
const unitOf = (construct: IConstruct, other: IConstruct): Stack | undefined => {
  const others = chainOf(other);
  return chainOf(construct).find(stack => !others.includes(stack));
};
