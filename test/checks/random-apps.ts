import { App, Aws, CfnCondition, CfnMapping, CfnOutput, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

/*
 * Random apps of keys and policies, with the functions of CloudFormation and the tokens of the CDK wherever a value can be one. Each value is a function of
 * the stack that it is for, so that fast-check can make an app smaller and build it again.
 */

/** What stands in the stacks of an app for values to refer to. */
interface Surroundings {
  readonly stack: Stack;
  /** A role of the stack, and one of another. */
  readonly role: iam.Role;
  readonly roleElsewhere: iam.Role;
  readonly key: kms.CfnKey;
  readonly keyElsewhere: kms.CfnKey;
  readonly isOpen: CfnCondition;
  readonly isLarge: CfnCondition;
}

/** A value that is made when its stack is. */
type Made<T = any> = (of: Surroundings) => T;
const always = <T>(value: T): Made<T> => () => value;

const NAME = 'Stage';
const NO_VALUE = { Ref: 'AWS::NoValue' };

/** A value that a condition chooses. */
const chosen = (value: fc.Arbitrary<Made>): fc.Arbitrary<Made> =>
  fc.tuple(fc.boolean(), value, fc.option(value)).map(([open, whenTrue, whenFalse]): Made => of =>
    ({ 'Fn::If': [(open ? of.isOpen : of.isLarge).logicalId, whenTrue(of), whenFalse === null ? NO_VALUE : whenFalse(of)] }));
/** The value itself, or one that a condition chooses. */
const orChosen = (value: fc.Arbitrary<Made>): fc.Arbitrary<Made> => fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: chosen(value) });

const part = (index: number, delimiter: string, text: unknown) => ({ 'Fn::Select': [index, { 'Fn::Split': [delimiter, text] }] });

/** Texts that stand for the ARN of a principal. */
const principalText: fc.Arbitrary<Made> = fc.constantFrom<Made>(
  always('*'), always(ACCOUNT), always(Aws.ACCOUNT_ID), always(`arn:aws:iam::${OTHER_ACCOUNT}:root`), always(`arn:aws:iam::${ACCOUNT}:role/app`),
  always({ Ref: NAME }), always({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' }), always({ 'Fn::Sub': `arn:aws:iam::\${${NAME}}:role/app` }),
  always({ 'Fn::Sub': ['arn:aws:iam::${account}:root', { account: { 'Fn::FindInMap': ['Accounts', { Ref: NAME }, 'id'] } }] }),
  always({ 'Fn::Join': ['', ['arn:', Aws.PARTITION, ':iam::', { Ref: NAME }, ':root']] }),
  always({ 'Fn::Join': [':', ['arn:aws:iam:', Aws.ACCOUNT_ID, 'role/app']] }),
  always({ 'Fn::ImportValue': 'role-arn' }), always({ 'Fn::ImportValue': { 'Fn::Sub': `\${${NAME}}-role` } }),
  always({ 'Fn::Sub': ['arn:aws:iam::${account}:role/${name}', { account: part(4, ':', { 'Fn::ImportValue': 'role-arn' }), name: part(1, '/', { 'Fn::ImportValue': 'role-arn' }) }] }),
  ({ role }) => role.roleArn, ({ roleElsewhere }) => roleElsewhere.roleArn, ({ role }) => Lazy.string({ produce: () => role.roleArn }),
  ({ role }) => Fn.sub('${arn}', { arn: role.roleArn }), ({ stack, role }) => ({ 'Fn::Sub': `\${${stack.getLogicalId(role.node.defaultChild as CfnResource)}.Arn}` }),
  ({ roleElsewhere }) => `arn:aws:iam::${ACCOUNT}:role/${roleElsewhere.roleName}`, () => new iam.AccountRootPrincipal().arn,
  ({ roleElsewhere }) => part(1, '/', roleElsewhere.roleArn),
);

const serviceText: fc.Arbitrary<Made> = fc.constantFrom<Made>(
  always('sns.amazonaws.com'), always('logs.eu-west-1.amazonaws.com'), always({ 'Fn::Sub': 'logs.${AWS::Region}.amazonaws.com' }), always({ 'Fn::Sub': 'cloudwatch.${AWS::URLSuffix}' }),
  always(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`), always({ Ref: NAME }), always('events.amazonaws.com'), always({ 'Fn::Join': ['.', ['lambda', Aws.URL_SUFFIX]] }),
);

const list = (value: fc.Arbitrary<Made>): fc.Arbitrary<Made> => fc.array(orChosen(value), { minLength: 1, maxLength: 3 }).map(values => of => values.map(each => each(of)));

const principal: fc.Arbitrary<Made> = fc.oneof(
  fc.constant(always('*')),
  fc.oneof(orChosen(principalText), list(principalText)).map((AWS): Made => of => ({ AWS: AWS(of) })),
  fc.oneof(orChosen(serviceText), list(serviceText)).map((Service): Made => of => ({ Service: Service(of) })),
  fc.tuple(principalText, serviceText).map(([AWS, Service]): Made => of => ({ AWS: AWS(of), Service: Service(of) })),
);

const ACTIONS = ['kms:*', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:DescribeKey', 'kms:Create*', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion',
  'kms:CreateGrant'];
const action: fc.Arbitrary<Made> = fc.oneof(
  list(fc.constantFrom(...ACTIONS.map(always))),
  orChosen(fc.constantFrom<Made>(always('kms:*'), always('kms:Decrypt'), always({ Ref: NAME }), always({ 'Fn::Sub': `kms:\${${NAME}}` }))),
);

const conditionValue: fc.Arbitrary<Made> = fc.oneof(principalText, fc.constantFrom<Made>(
  always('true'), always(true), always({ 'Fn::Sub': 's3.${AWS::Region}.amazonaws.com' }), always('s3.amazonaws.com'), always({ 'Fn::Sub': 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:*' }), always({ 'Fn::ImportValue': 'organization' }),
));
const CONDITIONS = [
  'StringEquals kms:CallerAccount', 'StringEquals kms:ViaService', 'ArnLike aws:SourceArn', 'StringEqualsIfExists aws:SourceAccount', 'Bool kms:GrantIsForAWSResource', 'StringNotEquals aws:PrincipalOrgID',
  'StringEquals aws:PrincipalOrgID', 'ArnLike kms:EncryptionContext:aws:logs:arn', 'ForAllValues:StringEquals kms:ResourceAliases', 'ForAnyValue:StringEquals aws:CalledVia', 'Null kms:ViaService', 'Bool aws:ViaAWSService',
];
const condition: fc.Arbitrary<Made> = fc.array(fc.tuple(fc.constantFrom(...CONDITIONS), fc.oneof(orChosen(conditionValue), list(conditionValue))), { maxLength: 2 })
  .map((conditions): Made => of => conditions.reduce<any>((all, [words, value]) => {
    const [operator, key] = words.split(' ');
    return { ...all, [operator]: { ...all[operator], [key]: value(of) } };
  }, {}));

const resource: fc.Arbitrary<Made> = fc.constantFrom<Made>(
  always('*'), always('*'), ({ key }) => key.attrArn, ({ keyElsewhere }) => keyElsewhere.attrArn, ({ key }) => ({ 'Fn::Sub': `arn:aws:kms:\${AWS::Region}:\${AWS::AccountId}:key/\${${Stack.of(key).getLogicalId(key)}}` }),
  always({ 'Fn::ImportValue': 'key-arn' }), always({ 'Fn::Sub': 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/*' }), always(`arn:aws:kms:*:${OTHER_ACCOUNT}:key/*`),
  always({ 'Fn::Sub': 'arn:aws:kms:*:${AWS::AccountId}:alias/x' }), ({ key }) => `arn:aws:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/${key.ref}`,
  ({ keyElsewhere }) => ({ 'Fn::Join': ['', ['arn:aws:kms:*:*:key/', part(1, '/', keyElsewhere.attrArn)]] }),
);

const effect = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny');
const keyStatement: fc.Arbitrary<Made> = orChosen(fc.tuple(effect, principal, action, condition, fc.boolean()).map(([Effect, Principal, Action, Condition, named]): Made => of =>
  ({ ...(named ? { Sid: 'Named' } : {}), Effect, Principal: Principal(of), Action: Action(of), Resource: '*', Condition: Condition(of) })));
const resources = fc.oneof(orChosen(resource), list(resource));
const identityStatement: fc.Arbitrary<Made> = orChosen(fc.tuple(effect, action, resources, condition).map(([Effect, Action, Resource, Condition]): Made => of =>
  ({ Effect, Action: Action(of), Resource: Resource(of), Condition: Condition(of) })));

const OWN = { Effect: 'Allow', Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }, Action: 'kms:*', Resource: '*' };
const documents = (statement: fc.Arbitrary<Made>, first: readonly unknown[] = []): fc.Arbitrary<Made> =>
  orChosen(fc.array(statement, { minLength: 1, maxLength: 3 }).map((statements): Made => of => ({ Version: '2012-10-17', Statement: [...first, ...statements.map(each => each(of))] })));

const property = (...values: unknown[]): fc.Arbitrary<Made> => orChosen(fc.constantFrom<Made>(always(undefined), ...values.map(always), always({ Ref: NAME })));

/** Something of a stack. */
type Part = (of: Surroundings, scope: Construct, id: string) => void;

const under = (of: Surroundings, open: boolean | null, made: CfnResource): void => {
  if (open !== null) { made.cfnOptions.condition = open ? of.isOpen : of.isLarge; }
};

const key: fc.Arbitrary<Part> = fc.record({
  EnableKeyRotation: property(true, false, 'true'),
  KeySpec: property('RSA_2048', 'SYMMETRIC_DEFAULT'),
  PendingWindowInDays: property(7, 30),
  Enabled: property(false),
  KeyPolicy: documents(keyStatement, [OWN]),
}).chain(properties => fc.tuple(fc.option(fc.boolean()), fc.boolean()).map(([when, retained]): Part => (of, scope, id) => {
  const made = new CfnResource(scope, id, { type: 'AWS::KMS::Key', properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value(of)])) });
  if (retained) { made.addOverride('DeletionPolicy', 'Retain'); }
  under(of, when, made);
}));

const alias: fc.Arbitrary<Part> = fc.tuple(
  orChosen(fc.constantFrom<Made>(always('alias/a'), always({ 'Fn::Sub': `alias/\${${NAME}}` }), always(`alias/${Aws.STACK_NAME}`), always({ 'Fn::ImportValue': 'alias' }), always('wrong'))),
  orChosen(fc.constantFrom<Made>(({ key: own }) => own.ref, ({ keyElsewhere }) => keyElsewhere.attrArn, always({ 'Fn::ImportValue': 'key-arn' }), ({ keyElsewhere }) => part(1, '/', keyElsewhere.attrArn), always({ Ref: NAME }))),
).map(([AliasName, TargetKeyId]): Part => (of, scope, id) => { new CfnResource(scope, id, { type: 'AWS::KMS::Alias', properties: { AliasName: AliasName(of), TargetKeyId: TargetKeyId(of) } }); });

const identity: fc.Arbitrary<Part> = fc.tuple(fc.constantFrom('AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'), documents(identityStatement), fc.option(fc.boolean()))
  .map(([type, document, when]): Part => (of, scope, id) => {
    const PolicyDocument = document(of);
    const properties = type === 'AWS::IAM::Role' ? { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: 'p', PolicyDocument }] }
      : type === 'AWS::IAM::RolePolicy' ? { RoleName: of.role.roleName, PolicyName: 'p', PolicyDocument }
        : { PolicyName: 'p', Roles: [part(1, '/', of.roleElsewhere.roleArn)], PolicyDocument };
    under(of, when, new CfnResource(scope, id, { type, properties }));
  });

/** Constructs of aws-cdk-lib that write policies themselves. */
const constructs: fc.Arbitrary<Part> = fc.constantFrom<Part>(
  ({ role, keyElsewhere }, scope, id) => { kms.Key.fromKeyArn(scope, id, keyElsewhere.attrArn).grantDecrypt(role); },
  ({ role }, scope, id) => { new kms.Key(scope, id).grantEncryptDecrypt(new iam.ArnPrincipal(role.roleArn)); },
  (_, scope, id) => { new logs.LogGroup(scope, id, { encryptionKey: new kms.Key(scope, `${id}Key`) }); },
  ({ keyElsewhere }, scope, id) => { new logs.CfnLogGroup(scope, id, { kmsKeyId: keyElsewhere.attrArn }); },
  ({ key: own }, scope, id) => {
    const topic = new sns.Topic(scope, id, { masterKey: kms.Key.fromKeyArn(scope, `${id}Key`, own.attrArn) });
    const alarm = new cloudwatch.Alarm(scope, `${id}Alarm`, { metric: new cloudwatch.Metric({ namespace: 'a', metricName: 'b' }), threshold: 1, evaluationPeriods: 1 });
    alarm.addAlarmAction(new actions.SnsAction(topic));
    alarm.addOkAction(new actions.SnsAction(topic));
  },
  (_, scope, id) => { new kms.Alias(scope, id, { aliasName: `alias/${id.toLowerCase()}`, targetKey: kms.Key.fromKeyArn(scope, `${id}Key`, Fn.importValue('key-arn')) }); },
  ({ role }, scope, id) => { role.addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [kms.Key.fromKeyArn(scope, id, Fn.importValue('key-arn')).keyArn] })); },
);

const anyPart = fc.oneof({ weight: 3, arbitrary: key }, { weight: 1, arbitrary: alias }, { weight: 2, arbitrary: identity }, { weight: 2, arbitrary: constructs });

/** Parts of an app: in the stack that knows its place, in the one that does not, or in a nested stack of it. */
export interface RandomApp {
  readonly parts: readonly (readonly ['placed' | 'anywhere' | 'nested', Part])[];
  /** Whether the stack that knows its place knows it to be that of the roles and keys of the others. */
  readonly exports: boolean;
}

export const randomApps: fc.Arbitrary<RandomApp> = fc.record({
  parts: fc.array(fc.tuple(fc.constantFrom('placed' as const, 'placed' as const, 'anywhere' as const, 'nested' as const), anyPart), { minLength: 1, maxLength: 5 }),
  exports: fc.boolean(),
});

function surround(stack: Stack): Pick<Surroundings, 'stack' | 'role' | 'key' | 'isOpen' | 'isLarge'> {
  const stage = new CfnParameter(stack, NAME, { allowedValues: ['prod', 'dev'] });
  new CfnMapping(stack, 'Accounts', { mapping: { prod: { id: OTHER_ACCOUNT }, dev: { id: OTHER_ACCOUNT } } });
  const isOpen = new CfnCondition(stack, 'IsOpen', { expression: Fn.conditionEquals(stage, 'prod') });
  return {
    stack,
    role: new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() }),
    key: new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [OWN] } }),
    isOpen,
    isLarge: new CfnCondition(stack, 'IsLarge', { expression: Fn.conditionAnd(Fn.conditionNot(isOpen), Fn.conditionEquals(Aws.REGION, REGION)) }),
  };
}

/** The app, anew: what was synthesized is of no use to the other reading. */
export function build({ parts, exports }: RandomApp): App {
  const app = new App({ analyticsReporting: false, treeMetadata: false, stackTraces: false });
  const env = { account: ACCOUNT, region: REGION };
  const placed = surround(new Stack(app, 'Placed', { env }));
  const elsewhere = surround(new Stack(app, 'Elsewhere', { env }));
  const anywhere = surround(new Stack(app, 'Anywhere'));
  const further = surround(new Stack(app, 'Further'));
  if (exports) {
    new CfnOutput(elsewhere.stack, 'RoleArn', { value: elsewhere.role.roleArn, exportName: 'role-arn' });
    new CfnOutput(elsewhere.stack, 'KeyArn', { value: elsewhere.key.attrArn, exportName: 'key-arn' });
  }
  const nestedStack = parts.some(([where]) => where === 'nested') ? new NestedStack(placed.stack, 'Nested') : undefined;
  const surroundings = {
    placed: { ...placed, roleElsewhere: elsewhere.role, keyElsewhere: elsewhere.key },
    anywhere: { ...anywhere, roleElsewhere: further.role, keyElsewhere: further.key },
    nested: nestedStack && { ...surround(nestedStack), roleElsewhere: placed.role, keyElsewhere: placed.key },
  };
  parts.forEach(([where, make], i) => {
    const of = surroundings[where]!;
    make(of, of.stack, `Part${i}`);
  });
  return app;
}

