import { withServerlessRoles } from '../../src/template/serverless';
import { template } from '../checks/support';

const NONE = { Ref: 'AWS::NoValue' };
const FUNCTION = 'AWS::Serverless::Function';
const roleOf = (properties: any, Type = FUNCTION) => withServerlessRoles(template({ F: { Type, Properties: properties } })).resources.FRole;
const statement = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
const keyArn = (keyId: unknown) => ({ 'Fn::Sub': ['arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${keyId}', { keyId }] });
const awsManaged = (name: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` });

describe('the role that AWS SAM makes of a function', () => {
  test.each<[string, any, any[], any[]]>([
    ['without policies', undefined, [], []],
    ['with one by name', 'AdministratorAccess', [awsManaged('AdministratorAccess')], []],
    ['with one by its ARN', ['arn:aws:iam::aws:policy/ReadOnlyAccess', { Ref: 'P' }], ['arn:aws:iam::aws:policy/ReadOnlyAccess', { Ref: 'P' }], []],
    ['with a document', { Statement: [statement] }, [], [{ PolicyName: 'FRolePolicy0', PolicyDocument: { Statement: [statement] } }]],
    ['with a policy template about KMS', [{ KMSDecryptPolicy: { KeyId: { Ref: 'K' } } }], [], [{
      PolicyName: 'FRolePolicy0',
      PolicyDocument: { Statement: [{ ...statement, Resource: keyArn({ Ref: 'K' }) }] },
    }]],
    ['with a policy template that encrypts', [{ KMSEncryptPolicy: { KeyId: 'abc' } }], [], [{
      PolicyName: 'FRolePolicy0',
      PolicyDocument: { Statement: [{ ...statement, Action: 'kms:Encrypt', Resource: keyArn('abc') }] },
    }]],
    ['with a policy template that names no key', [{ KMSDecryptPolicy: null }], [], [{
      PolicyName: 'FRolePolicy0',
      PolicyDocument: { Statement: [{ ...statement, Resource: keyArn(undefined) }] },
    }]],
    ['with the second version of a policy template', [{ SESCrudPolicy_v2: { IdentityName: 'i' } }], [], [{ PolicyName: 'FRolePolicy0', PolicyDocument: { Statement: [] } }]],
    ['with a document that a condition chooses', { 'Fn::If': ['C', { Statement: [statement] }, 'ReadOnlyAccess'] }, [{ 'Fn::If': ['C', NONE, awsManaged('ReadOnlyAccess')] }],
      [{ 'Fn::If': ['C', { PolicyName: 'FRolePolicy0', PolicyDocument: { Statement: [statement] } }, NONE] }]],
    ['with a list that a condition chooses', { 'Fn::If': ['C', [{ Statement: [statement] }], ['arn:aws:iam::aws:policy/ReadOnlyAccess']] }, [{ 'Fn::If': ['C', NONE, 'arn:aws:iam::aws:policy/ReadOnlyAccess'] }],
      [{ 'Fn::If': ['C', { PolicyName: 'FRolePolicy0', PolicyDocument: { Statement: [statement] } }, NONE] }]],
    ['with functions that are no policy template', [{ 'Fn::ImportValue': 'PolicyArn' }, {}, null], [{ 'Fn::ImportValue': 'PolicyArn' }, {}, null], []],
    ['with a function whose name starts like one', [{ 'Fn::PolicyOf': 'x' }], [{ 'Fn::PolicyOf': 'x' }], []],
    ['with a policy template about something else', [{ S3ReadPolicy: { BucketName: 'b' } }], [], [{ PolicyName: 'FRolePolicy0', PolicyDocument: { Statement: [] } }]],
  ])('%s', (_, Policies, ManagedPolicyArns, inline) => {
    expect(roleOf({ Policies })).toEqual({ Type: 'AWS::IAM::Role', madeBy: 'F', Properties: { ManagedPolicyArns, Policies: inline } });
  });

  test('is made where nothing is written of the function', () => {
    expect(withServerlessRoles(template({ F: { Type: FUNCTION } })).resources.FRole.Properties)
      .toStrictEqual({ ManagedPolicyArns: [], Policies: [], PermissionsBoundary: undefined });
  });
  test('is not made where the template has a resource of its name', () => {
    const given = template({ F: { Type: FUNCTION }, FRole: { Type: 'AWS::SNS::Topic' } });

    expect(withServerlessRoles(given)).toBe(given);
  });
  test('has its boundary', () => expect(roleOf({ PermissionsBoundary: 'arn' }).Properties).toMatchObject({ PermissionsBoundary: 'arn' }));
  test('is made of a state machine, too', () => expect(roleOf({}, 'AWS::Serverless::StateMachine')?.madeBy).toBe('F'));
  test('is none where the function has one of its own, or is none of SAM', () => {
    expect([roleOf({ Role: 'arn' }), roleOf({}, 'AWS::Lambda::Function')]).toEqual([undefined, undefined]);
  });
});

test('a template without SAM is given back as it is', () => {
  const given = template({ K: { Type: 'AWS::KMS::Key' } });

  expect(withServerlessRoles(given)).toBe(given);
});
