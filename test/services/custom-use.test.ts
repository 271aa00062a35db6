import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedKey, IamDelegation, KeyAccess, KeyService, KeyServiceProps, ServiceAccessOptions, ServiceKey } from '../../src';
import { customUse } from '../../src/services/custom-use';
import { ACCOUNT, keyPolicy, REGION, testStack } from '../support/stack';

const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const users = [new iam.ArnPrincipal(APP)];
const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const account = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
const via = { StringEquals: { 'kms:ViaService': `mine.${REGION}.amazonaws.com` } };

function statements(props: Omit<KeyServiceProps, 'name'>, options: ServiceAccessOptions = {}): any[] {
  const stack = testStack();
  new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION, access: [KeyAccess.service(KeyService.of({ name: 'Mine', ...props }), options)] });
  return keyPolicy(stack).Statement.slice(1);
}
const allow = (sid: string, principal: object, action: string | string[], condition?: object) =>
  ({ Sid: sid, Effect: 'Allow', Principal: principal, Action: action, Resource: '*', ...(condition ? { Condition: condition } : {}) });

describe('a service that the catalog lacks', () => {
  const PRINCIPAL = { servicePrincipal: 'mine.amazonaws.com' };
  const READ_WRITE = ['kms:Decrypt', 'kms:GenerateDataKey*'];
  test.each<[string, Omit<KeyServiceProps, 'name'>, ServiceAccessOptions, any[]]>([
    ['calls as itself for the account', PRINCIPAL, {}, [allow('Mine', { Service: 'mine.amazonaws.com' }, READ_WRITE, account)]],
    ['calls by a principal of the Region', { ...PRINCIPAL, regionalPrincipal: true }, {}, [allow('Mine', { Service: `mine.${REGION}.amazonaws.com` }, READ_WRITE, account)]],
    ['does what it is said to do', { ...PRINCIPAL, serviceActions: ['kms:Encrypt'] }, {}, [allow('Mine', { Service: 'mine.amazonaws.com' }, 'kms:Encrypt', account)]],
    ['sends no source', { ...PRINCIPAL, sendsSource: false }, {}, [allow('Mine', { Service: 'mine.amazonaws.com' }, READ_WRITE)]],
    ['calls for one resource', { ...PRINCIPAL, resourceArn: 'arn:{partition}:mine:::{resource}' }, { resources: ['x'] },
      [allow('Mine', { Service: 'mine.amazonaws.com' }, READ_WRITE, { ArnEquals: { 'aws:SourceArn': 'arn:aws:mine:::x' }, ...account })]],
    ['calls for its users', { viaService: 'mine' }, {}, [allow('MineCallers', root, ['kms:Decrypt', 'kms:GenerateDataKey'], via)]],
    ['calls for named users, who do what is said', { viaService: 'mine', userActions: ['kms:Encrypt'] }, { users }, [allow('MineCallers', { AWS: APP }, 'kms:Encrypt', via)]],
    ['creates grants for its resources', { viaService: 'mine', createsGrants: true }, {},
      [allow('MineCallers', root, ['kms:Decrypt', 'kms:GenerateDataKey'], via), allow('MineGrants', root, 'kms:CreateGrant', { ...via, Bool: { 'kms:GrantIsForAWSResource': 'true' } })]],
    ['makes no grants as itself', { ...PRINCIPAL, createsGrants: true }, {}, [allow('Mine', { Service: 'mine.amazonaws.com' }, READ_WRITE, account)]],
    ['calls in both ways', { ...PRINCIPAL, viaService: 'mine' }, {},
      [allow('Mine', { Service: 'mine.amazonaws.com' }, READ_WRITE, account), allow('MineCallers', root, ['kms:Decrypt', 'kms:GenerateDataKey'], via)]],
  ])('%s', (_, props, options, wanted) => {
    expect(statements(props, options)).toEqual(wanted);
  });

  test('is taken at its word: no warning', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { multiRegion: true, access: [KeyAccess.service(KeyService.of({ name: 'Mine', ...PRINCIPAL }))] });
    expect(stack.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data))).toEqual([]);
  });

  test('may be the only way to use a key where it calls for its users only', () => {
    const exclusive = (props: Omit<KeyServiceProps, 'name'>) => () => new ServiceKey(testStack(), 'Key', { service: KeyService.of({ name: 'Mine', ...props }), exclusive: true });
    expect(exclusive({ viaService: 'mine' })).not.toThrow();
    expect(exclusive({ ...PRINCIPAL, viaService: 'mine' })).toThrow("'exclusive' is for services that use the key for their users only");
  });

  test.each<[string, Partial<KeyServiceProps>, string]>([
    ['a name with a dash', { name: 'my-service', viaService: 'x' }, "'name' must be letters and digits, starting with a letter, got: 'my-service'"],
    ['a name that starts with a digit', { name: '1Service', viaService: 'x' }, "'name' must be letters and digits, starting with a letter, got: '1Service'"],
    ['no name', { name: '', viaService: 'x' }, "'name' must be letters and digits, starting with a letter, got: ''"],
    ['no way in', {}, "'servicePrincipal' or 'viaService' is needed to know how the service calls KMS, got: undefined"],
    ...['mine', 'mine.amazonaws.com.au', 'mine.amazonaws.comx', 'Mine.amazonaws.com', '.amazonawsxcom', 'x mine.amazonaws.com'].map(servicePrincipal => [
      `the principal ${servicePrincipal}`, { servicePrincipal }, `'servicePrincipal' must end in '.amazonaws.com', got: '${servicePrincipal}'; such as 'events.amazonaws.com'`,
    ] as [string, Partial<KeyServiceProps>, string]),
    ...['s3.eu-west-1.amazonaws.com', 'S3', 's3.', '.s3'].map(viaService => [
      `the ViaService name ${viaService}`, { viaService }, `'viaService' must be the prefix alone, such as 's3', got: '${viaService}'; the Region and .amazonaws.com are added for each key`,
    ] as [string, Partial<KeyServiceProps>, string]),
  ])('fails for %s', (_, props, message) => {
    expect(() => KeyService.of({ name: 'Mine', ...props })).toThrow(new Error(message));
  });

  test.each(['mine.amazonaws.com', 'a-b.c1.amazonaws.com', 'mine.amazonaws.com.cn'])('takes the principal %s', servicePrincipal => {
    expect(() => KeyService.of({ name: 'X', servicePrincipal })).not.toThrow();
  });
});

describe('the row that the catalog would have', () => {
  const shared = { multiRegion: 'undocumented', crossAccount: 'undocumented', keySpecs: ['SYMMETRIC_DEFAULT'], gotchas: [], source: 'given in code', checked: '', verified: true };

  test('of a service that calls as itself', () => {
    expect(customUse({ name: 'Mine', servicePrincipal: 'mine.amazonaws.com', resourceArn: 'arn:{partition}:mine:::{resource}' })).toEqual({
      ...shared,
      id: 'Mine',
      service: 'Mine',
      use: 'custom',
      sid: 'Mine',
      styles: ['principal'],
      resourceArn: 'arn:{partition}:mine:::{resource}',
      exclusive: false,
      calls: [{
        purpose: '', caller: 'service', principal: 'mine.amazonaws.com', source: ['aws:SourceArn', 'aws:SourceAccount'], actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      }],
    });
  });

  test('of a service that calls for its users', () => {
    expect(customUse({ name: 'Mine', viaService: 'mine' })).toEqual({
      ...shared,
      id: 'Mine',
      service: 'Mine',
      use: 'custom',
      sid: 'Mine',
      styles: ['via'],
      viaService: 'mine',
      exclusive: true,
      calls: [{ purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] }],
    });
  });
});
