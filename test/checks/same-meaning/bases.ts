import { WITH_FUNCTIONS } from './bases-with-functions';
import { Chance } from './chance';
import { StatementPlace, statementsOf } from './places';
import { copyOf, World } from './world';
import { ACCOUNT } from '../../support/stack';
import { BAD, Case, GOOD, REPLICA_REGION } from '../corpus';
import { base, REGION, TEMPLATE_CASES } from '../public-templates';
import { Resources } from '../support';

/*
 * What is rewritten: the corpus, the public templates, and keys and policies made of the statements of these.
 */

const worldOf = (name: string, resources: Resources | Case['resources'], more: object = {}, region = REGION): World =>
  ({ name, whose: {}, stacks: [{ name: name.replace(/[^\w-]+/g, '-'), account: ACCOUNT, region, given: {}, template: { ...more, Resources: { ...resources } } }] });

const ofCase = ({ name, resources, outputs, replicas }: Case): World => {
  const { stacks: [first], ...world } = worldOf(name, resources, { Outputs: outputs }, 'eu-west-1');
  return { ...world, stacks: [first, ...replicas ? [{ ...first, name: `${name}-replicas`, region: REPLICA_REGION, template: { Resources: replicas } }] : []] };
};

/** Templates that were written. */
export const WRITTEN_BASES: readonly World[] = JSON.parse(JSON.stringify([
  ...[...GOOD, ...BAD].map(ofCase),
  ...WITH_FUNCTIONS.map(([name, resources, more]) => worldOf(name, resources, more)),
  ...TEMPLATE_CASES.map(({ name, resources }) => worldOf(name, resources)),
]));

const STATEMENTS: readonly StatementPlace[] = WRITTEN_BASES.flatMap(statementsOf).filter(({ path }) => !path.includes('AssumeRolePolicyDocument'));
const OF_KEYS = STATEMENTS.filter(({ ofKey }) => ofKey);
const OF_IDENTITIES = STATEMENTS.filter(({ ofKey, value }) => !ofKey && value.Principal === undefined);

/** A statement with elements of several. */
function mixed(chance: Chance, statements: readonly StatementPlace[]): object {
  const [one, other, third] = [0, 1, 2].map(() => chance.one(statements).value);
  const { Action: _, NotAction: __, Condition: ___, ...rest } = one;
  const { Action, NotAction } = other;
  return { ...rest, ...Action === undefined ? { NotAction } : { Action }, ...third.Condition === undefined ? {} : { Condition: third.Condition } };
}

/** A key and a policy with statements of the corpus, mixed. */
export function mixedBase(seed: number): World {
  const chance = new Chance(seed);
  const some = (statements: readonly StatementPlace[]) =>
    Array.from({ length: 1 + chance.below(3) }, () => chance.next() < 0.3 ? chance.one(statements).value : mixed(chance, statements));
  const { K, A } = base(...some(OF_KEYS));
  return copyOf(worldOf(`mixed ${seed}`, {
    K,
    A,
    P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: some(OF_IDENTITIES) } } },
  }));
}

/** The same where nobody knows where the stacks are. */
export const anywhere = (world: World): World => ({ ...copyOf(world), name: `${world.name}, anywhere`, stacks: copyOf(world).stacks.map(({ account: _, region: __, ...stack }) => stack) });
