import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { documentOf, KeyPolicyDocument } from '../../src/access/key-policy';
import { ORDER, PolicyRow } from '../../src/private/policy-rows';
import { ACCOUNT, deployed, testStack } from '../support/stack';

const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const row = (sid: string, ...actions: string[]): PolicyRow =>
  ({ sid, effect: 'Allow', principals: [{ type: 'AWS', value: APP }], actions, conditions: {}, order: ORDER.use });
const statement = (props: iam.PolicyStatementProps): iam.PolicyStatement => new iam.PolicyStatement({ resources: ['*'], ...props });
const decrypt = (props: iam.PolicyStatementProps = {}) => statement({ actions: ['kms:Decrypt'], principals: [new iam.ArnPrincipal(APP)], ...props });
const resolved = (document: KeyPolicyDocument, stack: Stack = testStack()): any => deployed(stack.resolve(document));
const sids = (document: KeyPolicyDocument): unknown[] => resolved(document).Statement.map(({ Sid }: any) => Sid);

/** What stands in the policy for one statement of the CDK. */
function alone(one: iam.PolicyStatement): any {
  const document = new KeyPolicyDocument();
  document.addStatements(one);
  return resolved(document).Statement;
}

describe('a policy', () => {
  test('without statements is none', () => {
    const document = new KeyPolicyDocument();

    expect([document.isEmpty, document.statementCount, resolved(document), document.toJSON()]).toEqual([true, 0, undefined, undefined]);
  });

  test('counts rows, rows to come and statements', () => {
    const document = new KeyPolicyDocument();
    document.addRows(row('A', 'kms:Decrypt'), row('B', 'kms:Encrypt'));
    document.addLazyRows(() => []);
    document.addStatements(decrypt());

    expect([document.isEmpty, document.statementCount]).toEqual([false, 4]);
  });

  test('is the same as JSON', () => {
    const document = new KeyPolicyDocument();
    document.addRows(row('A', 'kms:Decrypt'));

    expect(document.toJSON()).toEqual({
      Statement: [{ Sid: 'A', Effect: 'Allow', Principal: { AWS: APP }, Action: 'kms:Decrypt', Resource: '*' }],
      Version: '2012-10-17',
    });
    expect(resolved(document)).toEqual(document.toJSON());
    expect(documentOf(document.parts)).toEqual(document.toJSON());
  });

  test('that has been read takes further rows and statements', () => {
    const document = new KeyPolicyDocument();
    document.addRows(row('A', 'kms:Decrypt'));
    expect(sids(document)).toEqual(['A']);
    document.addRows(row('B', 'kms:Encrypt'));
    expect(sids(document)).toEqual(['A', 'B']);
    document.addStatements(decrypt({ sid: 'C', actions: ['kms:Sign'] }));
    expect(sids(document)).toEqual(['A', 'B', 'C']);
    document.addLazyRows(() => [row('AA', 'kms:Verify')]);
    expect(sids(document)).toEqual(['A', 'AA', 'B', 'C']);
  });

  test('asks for rows to come each time', () => {
    const document = new KeyPolicyDocument();
    const rows: PolicyRow[] = [row('A', 'kms:Decrypt')];
    document.addLazyRows(() => rows);
    expect(sids(document)).toEqual(['A']);
    rows.push(row('B', 'kms:Encrypt'));
    expect(sids(document)).toEqual(['A', 'B']);
  });

  test('has statements as they are at the end', () => {
    const document = new KeyPolicyDocument();
    const later = decrypt({ sid: 'Later' });
    document.addStatements(later);
    expect(resolved(document).Statement[0].Action).toBe('kms:Decrypt');
    later.addActions('kms:Encrypt');
    expect(resolved(document).Statement[0].Action).toEqual(['kms:Decrypt', 'kms:Encrypt']);
  });
});

describe('a statement of the CDK', () => {
  test('is one with another of the same actions', () => {
    const document = new KeyPolicyDocument();
    document.addStatements(decrypt(), decrypt({ principals: [new iam.ServicePrincipal('s3.amazonaws.com')] }));

    expect(resolved(document).Statement).toEqual([{ Effect: 'Allow', Principal: { AWS: APP, Service: 's3.amazonaws.com' }, Action: 'kms:Decrypt', Resource: '*' }]);
  });

  test('stands behind rows, a Deny behind what allows', () => {
    const document = new KeyPolicyDocument();
    document.addStatements(decrypt({ sid: 'A', effect: iam.Effect.DENY }), decrypt({ sid: 'B', actions: ['kms:Sign'] }));
    document.addRows({ ...row('Restriction', 'kms:Encrypt'), effect: 'Deny', order: ORDER.restriction }, row('Use', 'kms:Verify'));

    expect(sids(document)).toEqual(['Use', 'B', 'A', 'Restriction']);
  });

  test.each<[string, iam.PolicyStatement, any]>([
    ['for everyone', decrypt({ principals: [new iam.StarPrincipal()] }), { Principal: { AWS: '*' } }],
    ['for every AWS principal', decrypt({ principals: [new iam.AnyPrincipal()] }), { Principal: { AWS: '*' } }],
    ['for a service and a role', decrypt({ principals: [new iam.ServicePrincipal('s3.amazonaws.com'), new iam.ArnPrincipal(APP)] }),
      { Principal: { AWS: APP, Service: 's3.amazonaws.com' } }],
    ['with conditions', decrypt({ conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } }), { Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } }],
  ])('%s is a row', (_, one, expected) => {
    expect(alone(one)).toEqual([{ Effect: 'Allow', Principal: { AWS: APP }, Action: 'kms:Decrypt', Resource: '*', ...expected }]);
    // As a row it is one with its like.
    const document = new KeyPolicyDocument();
    document.addStatements(one, one.copy());
    expect(resolved(document).Statement).toHaveLength(1);
  });

  const notARow: [string, iam.PolicyStatement, any][] = [
    ['NotAction', statement({ notActions: ['kms:Decrypt'], principals: [new iam.ArnPrincipal(APP)] }), { NotAction: 'kms:Decrypt', Principal: { AWS: APP } }],
    ['NotPrincipal', statement({ actions: ['kms:Decrypt'], notPrincipals: [new iam.ArnPrincipal(APP)] }), { Action: 'kms:Decrypt', NotPrincipal: { AWS: APP } }],
    ['another resource', decrypt({ resources: ['arn'] }), { Action: 'kms:Decrypt', Principal: { AWS: APP }, Resource: 'arn' }],
    ['several resources', decrypt({ resources: ['a', 'b'] }), { Action: 'kms:Decrypt', Principal: { AWS: APP }, Resource: ['a', 'b'] }],
    ['no principal', statement({ actions: ['kms:Decrypt'] }), { Action: 'kms:Decrypt' }],
    ['everyone beside others', decrypt({ principals: [new iam.AnyPrincipal(), new iam.ServicePrincipal('s3.amazonaws.com')] }),
      { Action: 'kms:Decrypt', Principal: { AWS: '*', Service: 's3.amazonaws.com' } }],
    ['an intrinsic function for a principal', iam.PolicyStatement.fromJson({ Effect: 'Allow', Principal: { AWS: { 'Fn::If': ['C', 'a', 'b'] } }, Resource: '*', Action: 'kms:Sign' }),
      { Action: 'kms:Sign', Principal: { AWS: { 'Fn::If': ['C', 'a', 'b'] } } }],
  ];

  test.each(notARow)('with %s stays as it is', (_, one, expected) => {
    expect(alone(one)).toEqual([{ Effect: 'Allow', Resource: '*', ...expected }]);
  });

  test.each(notARow)('with %s stays beside its like', (_, one) => {
    const document = new KeyPolicyDocument();
    document.addStatements(one, one.copy());

    expect(resolved(document).Statement).toHaveLength(2);
  });
});
