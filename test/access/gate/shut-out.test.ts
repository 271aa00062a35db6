import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedKey, EncryptedKeyProps, KeyAccess, KeyRestriction, KeyService, ServiceKey } from '../../../src';
import { ACCOUNT, deployerArn, OTHER_ACCOUNT, testStack } from '../../support/stack';
import { thrown } from '../../support/thrown';

/* Rows that count for no request: because of what several restrictions deny together, or because of their own conditions. */

const role = (name: string, account = ACCOUNT) => new iam.ArnPrincipal(`arn:aws:iam::${account}:role/${name}`);
const APP = role('App');

function says(build: (stack: Stack) => unknown): { error: string; warnings: string[] } {
  const stack = testStack();
  const error = thrown(() => {
    build(stack);
    (stack.node.root as App).synth();
  });
  return { error, warnings: stack.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data)) };
}
const errorOf = (props: EncryptedKeyProps): string => says(stack => new EncryptedKey(stack, 'Key', props)).error;
const denying = (conditions: object) => KeyRestriction.statement(new iam.PolicyStatement({
  effect: iam.Effect.DENY, actions: ['kms:*'], resources: ['*'], principals: [new iam.AnyPrincipal()], conditions: conditions as any,
}));
const FINE = 'nothing was thrown';

describe('restrictions are looked at together', () => {
  const onlyInside = denying({ StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-1a' } });
  const onlyOutside = denying({ StringEquals: { 'aws:SourceVpce': 'vpce-1a' } });

  test('two that each leave something leave nothing', () => {
    expect(errorOf({ users: [APP], restrictions: [onlyInside, onlyOutside] })).toMatch(/'KeyUse' can never count for arn:aws:iam::111122223333:role\/App: '.*' and '.*' together deny all of it/);
  });
  test('each alone leaves something', () => {
    expect(errorOf({ users: [APP], restrictions: [onlyInside] })).toBe(FINE);
    expect(errorOf({ users: [APP], restrictions: [onlyOutside] })).toBe(FINE);
  });
  test('one that does it alone is named alone', () => {
    expect(errorOf({ users: [APP], restrictions: [onlyInside, KeyRestriction.onlyPrincipals([role('Other')])] })).toContain("'DenyUseByOthers' denies all of it");
  });
  test('what CloudFormation fills in may be anything', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'Who');
    new EncryptedKey(stack, 'Key', { users: [APP], restrictions: [denying({ ArnNotEquals: { 'aws:PrincipalArn': [parameter.valueAsString, deployerArn()] } })] });
    expect(thrown(() => (stack.node.root as App).synth())).toBe(FINE);
  });
});

describe('conditions of a row that none of its requests meets', () => {
  test.each<[string, KeyAccess, string]>([
    ['a role of another name', KeyAccess.use(APP, { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/Other*`] }), "'KeyUse' can never count"],
    ['a role of another account', KeyAccess.decrypt(role('X', OTHER_ACCOUNT), { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/*`] }), "'KeyDecrypt' can never count"],
    ['a statement with the account of another', KeyAccess.statement(new iam.PolicyStatement({
      sid: 'Mine', actions: ['kms:Decrypt'], principals: [APP], conditions: { StringEquals: { 'kms:CallerAccount': OTHER_ACCOUNT } },
    })), "'Mine' can never count"],
    ['a context where none is carried', KeyAccess.statement(new iam.PolicyStatement({
      sid: 'Mine', actions: ['kms:DescribeKey'], principals: [APP], conditions: { StringEquals: { 'kms:EncryptionContext:App': 'x' } },
    })), "'Mine' can never count"],
  ])('%s', (_, access, wanted) => { expect(errorOf({ access: [access] })).toContain(wanted); });

  test.each<[string, KeyAccess]>([
    ['a pattern that fits', KeyAccess.use(APP, { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/A*`] })],
    ['a condition with a variable of the caller', KeyAccess.statement(new iam.PolicyStatement({
      actions: ['kms:Decrypt'], principals: [APP], conditions: { StringEquals: { 'kms:EncryptionContext:team': '${aws:PrincipalTag/team}' } },
    }))],
    ['a network', KeyAccess.statement(new iam.PolicyStatement({ actions: ['kms:Decrypt'], principals: [APP], conditions: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }))],
    ['a date', KeyAccess.statement(new iam.PolicyStatement({ actions: ['kms:Decrypt'], principals: [APP], conditions: { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } } }))],
    ['services', KeyAccess.decrypt(APP, { viaServices: [KeyService.S3, KeyService.RDS] })],
  ])('not %s', (_, access) => { expect(errorOf({ access: [access] })).toBe(FINE); });

  test.each<[string, object]>([
    ['organizationId', { organizationId: 'o-a1b2c3d4e5' }], ['organizationPaths', { organizationPaths: ['o-a1b2c3d4e5/*'] }],
    ['principalArnPatterns', { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/*`] }], ['requireMfa', { requireMfa: true, encryptionContext: { a: ['b'] } }],
  ])('%s of an AWS service is refused at once', (property, options) => {
    expect(() => KeyAccess.decrypt(new iam.ServicePrincipal('sns.amazonaws.com'), options)).toThrow(`'${property}' is never met by an AWS service, sns.amazonaws.com`);
  });
});

test('whoever uses a shared key is denied by a restriction that spares roles of AWS services only', () => {
  const { warnings } = says(stack => new EncryptedKey(stack, 'Key', {
    access: [KeyAccess.account(OTHER_ACCOUNT, { viaServices: [KeyService.S3] })], restrictions: [KeyRestriction.onlyPrincipals([APP])],
  }));
  expect(warnings).toContainEqual(expect.stringContaining("'KeyUse' counts for arn:aws:iam::444455556666:root in roles of AWS services only: 'DenyUseByOthers' denies everything else"));
});

test('a service key whose service sends its own context', () => {
  const { warnings } = says(stack => new ServiceKey(stack, 'Key', { service: KeyService.S3, restrictions: [KeyRestriction.requireEncryptionContext({ Dep: ['F'] })] }));
  expect(warnings).toContainEqual(expect.stringContaining("'DenyWithoutEncryptionContext' denies everything else"));
});
