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

/** Principals of the template. */
const OF_TEMPLATE: readonly unknown[] = [
  { AWS: { 'Fn::GetAtt': ['R', 'Arn'] } }, { AWS: [{ 'Fn::GetAtt': ['R', 'Arn'] }, { 'Fn::GetAtt': ['U', 'Arn'] }] }, { AWS: { 'Fn::Sub': '${U.Arn}' } }, { AWS: '*' }, '*',
  { AWS: [ACCOUNT, { 'Fn::GetAtt': ['R', 'Arn'] }], Service: 's3.amazonaws.com' }, { AWS: { 'Fn::If': ['IsOpen', '*', { 'Fn::GetAtt': ['R', 'Arn'] }] } },
  { AWS: { 'Fn::If': ['IsOpen', { 'Fn::GetAtt': ['R', 'Arn'] }, { Ref: 'AWS::NoValue' }] } }, { AWS: { Ref: 'Who' } },
];
const MORE_ACTIONS: readonly unknown[] = ['kms:*', ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'], ['kms:Create*', 'kms:Put*'], ['kms:CreateGrant', 'kms:ListGrants'], 'kms:Decrypt', { 'Fn::If': ['IsOpen', 'kms:*', 'kms:Decrypt'] }];

/** A statement with elements of several. */
function mixed(chance: Chance, statements: readonly StatementPlace[]): object {
  const [one, other, third] = [0, 1, 2].map(() => chance.one(statements).value);
  const { Action: _, NotAction: __, Condition: ___, ...rest } = one;
  const { Action, NotAction } = chance.next() < 0.3 ? { Action: chance.one(MORE_ACTIONS), NotAction: undefined } : other;
  return {
    ...rest,
    ...one.Principal !== undefined && chance.next() < 0.4 ? { Principal: chance.one(OF_TEMPLATE) } : {},
    ...Action === undefined ? { NotAction } : { Action },
    ...third.Condition === undefined ? {} : { Condition: third.Condition },
  };
}

/** Keys of resources, each with a service that works with it. */
const CONSUMERS: Resources = {
  G: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/app/orders', KmsKeyId: { 'Fn::GetAtt': ['K', 'Arn'] } } },
  T: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { Ref: 'K' } } },
  E: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['x'] }, Targets: [{ Id: 't', Arn: { Ref: 'T' } }] } },
  L: { Type: 'AWS::CloudTrail::Trail', Properties: { TrailName: 'audit', IsLogging: true, S3BucketName: 'logs', KMSKeyId: { 'Fn::GetAtt': ['K', 'Arn'] } } },
};

/** A key, a role, a user and policies with statements of the corpus, mixed, and some of what works with the key. */
export function mixedBase(seed: number): World {
  const chance = new Chance(seed);
  const some = (statements: readonly StatementPlace[]) =>
    Array.from({ length: 1 + chance.below(3) }, () => chance.next() < 0.3 ? chance.one(statements).value : mixed(chance, statements));
  const policy = () => ({ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: some(OF_IDENTITIES) } });
  const { K, A } = base(...some(OF_KEYS));
  const consumers = Object.entries(CONSUMERS).filter(() => chance.next() < 0.4);
  return copyOf(worldOf(`mixed ${seed}`, {
    K,
    A,
    R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...chance.next() < 0.5 ? { RoleName: 'app' } : {}, ...chance.next() < 0.5 ? { Policies: [policy()] } : {} } },
    U: { Type: 'AWS::IAM::User', Properties: chance.next() < 0.3 ? { UserName: 'ci', Path: '/ci/' } : {} },
    P: { Type: chance.one(['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy']), Properties: { ...policy(), Roles: [{ Ref: 'R' }] } },
    ...Object.fromEntries(consumers),
  }, { Parameters: { Stage: { Type: 'String' }, Who: { Type: 'String' } }, Conditions: { IsOpen: { 'Fn::Equals': [{ Ref: 'Stage' }, 'open'] } } }));
}

/** The same where nobody knows where the stacks are. */
export const anywhere = (world: World): World => ({ ...copyOf(world), name: `${world.name}, anywhere`, stacks: copyOf(world).stacks.map(({ account: _, region: __, ...stack }) => stack) });
