import * as iam from 'aws-cdk-lib/aws-iam';
import { KeyAccess, KeyRestriction } from '../../src';
import { CustomAccess } from '../../src/access/custom-access';

const role = new iam.ArnPrincipal('arn:aws:iam::111122223333:role/App');
const made = (props: iam.PolicyStatementProps) => new CustomAccess(new iam.PolicyStatement({ actions: ['kms:Decrypt'], principals: [role], ...props }));
const under = (operator: string, ...keys: string[]) => () => made({ conditions: { [operator]: Object.fromEntries(keys.map(key => [key, 'x'])) } });

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS = [
  ...['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'].map(name => `String${name}`),
  ...['Numeric', 'Date'].flatMap(type => ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(name => `${type}${name}`)),
  ...['Equals', 'NotEquals', 'Like', 'NotLike'].map(name => `Arn${name}`),
  'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null',
];

describe('a statement of one\'s own', () => {
  test.each(OPERATORS)('may compare by %s, with IfExists too', operator => {
    expect(under(operator, 'aws:PrincipalArn')).not.toThrow();
    expect(under(`${operator}IfExists`, 'aws:PrincipalArn')).not.toThrow();
  });

  test.each(['StringIs', 'xStringEquals', 'StringEqualsX', 'ForSomeValues:StringEquals', 'stringequals', '', 'IfExists'])("fails for the operator '%s'", operator => {
    expect(under(operator, 'aws:PrincipalArn')).toThrow(new Error(`'statement' has a condition operator that IAM does not have, got: '${operator}'; such as StringEquals, ArnLike or Bool`));
  });

  // Keys with several values in a request: the reference of global condition keys, and kms/latest/developerguide/conditions-kms.html.
  test.each([
    'kms:EncryptionContextKeys', 'kms:GrantOperations', 'kms:ResourceAliases', 'aws:TagKeys', 'aws:CalledVia', 'aws:PrincipalOrgPaths', 'aws:PrincipalServiceNamesList',
    'aws:SourceOrgPaths', 'aws:ResourceOrgPaths', 'aws:VpceOrgPaths',
  ])('may compare the values of %s one by one', key => {
    expect(under('ForAllValues:StringEquals', key)).not.toThrow();
    expect(under('ForAnyValue:StringLikeIfExists', key)).not.toThrow();
  });

  test.each([
    ['ForAllValues:StringEquals', 'StringEquals', ['aws:PrincipalArn']],
    ['ForAnyValue:StringLikeIfExists', 'StringLike', ['kms:GrantOperations', 'kms:EncryptionContext:a']],
  ])('fails for %s on a key with one value', (operator, base, keys) => {
    expect(under(operator, ...keys)).toThrow(new Error(`'statement' is a set operator on ${keys.at(-1)}, which has one value in a request, got: '${operator}'; use ${base}`));
  });

  test.each<[string, iam.PolicyStatementProps, string]>([
    ['no action', { actions: [] }, "'statement' must name at least one action, got: 'statement'; KMS accepts such a statement and it then does nothing"],
    ['no action, by its Sid', { actions: [], sid: 'Mine' }, "'statement' must name at least one action, got: 'Mine'; KMS accepts such a statement and it then does nothing"],
    ['no principal', { principals: [] }, "'statement' must name a principal, got: 'statement'"],
    ['a Sid with a dash', { sid: 'a-b' }, "'sid' must be letters and digits, starting with a letter, got: 'a-b'; write it in PascalCase"],
  ])('fails for %s', (_, props, message) => { expect(() => made(props)).toThrow(new Error(message)); });

  test.each<[string, iam.PolicyStatementProps]>([['no Sid', {}], ['an empty Sid', { sid: '' }], ['spaces in a Sid, as AWS writes them', { sid: 'Allow use of the key' }], ['all actions but some', { actions: [], notActions: ['kms:Decrypt'] }]])(
    'takes %s', (_, props) => { expect(() => made(props)).not.toThrow(); });

  test('is about this key where it names no resource, and keeps the resource that it names', () => {
    expect(made({}).statement.resources).toEqual(['*']);
    expect(made({ resources: ['arn:aws:kms:eu-west-1:111122223333:key/x'] }).statement.resources).toEqual(['arn:aws:kms:eu-west-1:111122223333:key/x']);
  });

  test('is a Deny as a restriction, and either as access', () => {
    const statement = (effect: iam.Effect) => new iam.PolicyStatement({ effect, actions: ['kms:Decrypt'], principals: [role] });
    expect(() => KeyRestriction.statement(statement(iam.Effect.ALLOW))).toThrow(new Error("'statement' must be a Deny, got: 'Allow'; use KeyAccess.statement(...) for an Allow"));
    expect(() => {
      KeyRestriction.statement(statement(iam.Effect.DENY));
      [iam.Effect.DENY, iam.Effect.ALLOW].forEach(effect => KeyAccess.statement(statement(effect)));
    }).not.toThrow();
  });
});
