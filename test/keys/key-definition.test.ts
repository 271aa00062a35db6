import { App, Duration, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { IamDelegation, KeyEnvironment } from '../../src';
import { KeyKind, RowContext } from '../../src/access/row-context';
import { aliasClash } from '../../src/keys/alias-clash';
import { CustomerManagedKeyProps } from '../../src/keys/customer-managed-key-props';
import { check, checkSpec, delegationRows, describe as described, KeyDefinition, tags } from '../../src/keys/key-definition';
import { ACCOUNT, REGION, testStack } from '../support/stack';
import { thrown } from '../support/thrown';

const { PRODUCTION, DEVELOPMENT } = KeyEnvironment;
const context = (more: Partial<RowContext> = {}): RowContext => ({
  scope: testStack(), partition: 'aws', region: REGION, account: ACCOUNT, kind: KeyKind.SYMMETRIC, multiRegion: false, delegation: IamDelegation.FULL, ...more,
});

describe('tags', () => {
  test.each<[string, CustomerManagedKeyProps, KeyEnvironment, [string, string][]]>([
    ['none where nothing is said', {}, PRODUCTION, []],
    ['the environment that is said', { environment: DEVELOPMENT }, DEVELOPMENT, [['Environment', 'development']]],
    ['the environment of an application', { application: 'shop' }, PRODUCTION, [['Application', 'shop'], ['Environment', 'production']]],
    ['owner, cost center and classification', { owner: 'a', costCenter: 'b', dataClassification: 'c' }, PRODUCTION, [['Owner', 'a'], ['CostCenter', 'b'], ['DataClassification', 'c']]],
  ])('%s', (_, props, environment, wanted) => { expect(tags(props, environment)).toEqual(wanted); });
});

describe('the description where none is given', () => {
  const scope = () => new Construct(new Stack(new App(), 'Orders'), 'Data');
  test('is the path, and whose key it is', () => {
    expect(described(scope(), 'Key', {}, PRODUCTION)).toBe('Key of Orders/Data/Key');
    expect(described(scope(), 'Key', { application: 'shop' }, PRODUCTION)).toBe('shop production key, Orders/Data/Key');
  });
});

describe('check', () => {
  test.each<[string, CustomerManagedKeyProps, string]>([
    ['no administrators', { administrators: [] }, "'administrators' must not be empty, got: []; leave it out or name at least one"],
    ['no access', { access: [] }, "'access' must not be empty, got: []; leave it out or name at least one"],
    ['no restrictions', { restrictions: [] }, "'restrictions' must not be empty, got: []; leave it out or name at least one"],
    ['a description beyond Latin-1', { description: '→' }, "'description' can hold Latin-1 characters only, '→' is not one, got: '→'; replace that character"],
    ['a window of a day', { pendingWindow: Duration.days(1) }, "'pendingWindow' must be a whole number of days from 7 to 30, got: '1 days'"],
    ['a bad alias', { alias: 'a b' }, "'alias' can hold letters, digits and : / _ - only, got: 'a b'"],
    ['an empty alias', { alias: '' }, "'alias' needs a name after 'alias/', got: ''; give it a name such as 'alias/orders-production'"],
    ['a prefix without exports', { exportPrefix: '' }, "'exportPrefix' needs 'exportOutputs', got: ''"],
    ['a prefix with exports off', { exportPrefix: 'x', exportOutputs: false }, "'exportPrefix' needs 'exportOutputs', got: 'x'"],
    ['a bad cost center', { costCenter: ';' }, "'costCenter' can hold letters, digits, spaces and _ . : / = + - @ only, got: ';'"],
  ])('fails for %s', (_, props, wanted) => { expect(thrown(() => check(props, PRODUCTION))).toBe(wanted); });

  test('takes a key without props, and a prefix with exports', () => {
    expect(() => { check({}, PRODUCTION); check({ exportPrefix: 'x', exportOutputs: true, alias: 'x' }, PRODUCTION); }).not.toThrow();
  });
});

describe('checkSpec', () => {
  const sm2: KeyDefinition = { kind: KeyKind.SIGNING, keySpec: 'SM2', keyUsage: 'SIGN_VERIFY' };
  test.each<[string, KeyDefinition, Partial<RowContext>, string]>([
    ['a Region that has no such keys', sm2, {}, `'keySpec' is refused by KMS: keys of spec SM2 exist in China Regions only, not in ${REGION}, got: 'SM2'`],
    ['material that cannot be imported', { ...sm2, keySpec: 'ML_DSA_44', origin: 'EXTERNAL' }, {}, "'keySpec' is refused by KMS: key material of spec ML_DSA_44 cannot be imported, got: 'ML_DSA_44'"],
    ['imported material that rotates', { kind: KeyKind.SYMMETRIC, origin: 'EXTERNAL', enableKeyRotation: true }, {}, "'keySpec' is refused by KMS: KMS does not rotate imported key material by itself, got: undefined"],
  ])('fails for %s', (_, definition, more, wanted) => { expect(thrown(() => checkSpec(definition, context(more)))).toBe(wanted); });

  test.each<[string, KeyDefinition, Partial<RowContext>]>([
    ['a Region that has them', sm2, { region: 'cn-north-1' }],
    ['a Region that only CloudFormation knows', sm2, { region: Token.asString({ Ref: 'AWS::Region' }) }],
    ['a spec whose material KMS makes', { ...sm2, keySpec: 'ML_DSA_44', origin: 'AWS_KMS' }, {}],
  ])('takes %s', (_, definition, more) => { expect(() => checkSpec(definition, context(more))).not.toThrow(); });
});

describe('delegationRows', () => {
  const root = { type: 'AWS', value: `arn:aws-cn:iam::${ACCOUNT}:root` };
  const rows = (delegation: IamDelegation) => delegationRows(context({ delegation, partition: 'aws-cn' }));
  test('of FULL are the default key policy of AWS', () => {
    expect(rows(IamDelegation.FULL)).toEqual([{ sid: 'EnableIamPolicies', effect: 'Allow', principals: [root], actions: ['kms:*'], conditions: {}, order: 0 }]);
  });
  test('of ADMINISTRATION neither use nor create grants', () => {
    const [{ actions, ...row }, ...more] = rows(IamDelegation.ADMINISTRATION);
    expect([row, more]).toEqual([{ sid: 'EnableIamAdministration', effect: 'Allow', principals: [root], conditions: {}, order: 0 }, []]);
    expect(actions).toContain('kms:PutKeyPolicy');
    expect(actions.filter(action => /\*|crypt|CreateGrant|GenerateDataKey|Sign$|Mac$|Secret/.test(action))).toEqual([]);
  });
  test('of NONE are none', () => { expect(rows(IamDelegation.NONE)).toEqual([]); });
});

describe('aliasClash', () => {
  const stack = (app: App, id: string, env?: object) => new Construct(new Stack(app, id, { env }), 'Key');
  const here = { account: ACCOUNT, region: REGION };
  const clash = "the alias 'alias/x' is that of A/Key already; give one of them another 'alias'";

  test.each<[string, object | undefined, object | undefined, string | undefined]>([
    ['of one account and region', here, here, clash],
    ['of two regions', here, { ...here, region: 'us-east-1' }, undefined],
    ['of two accounts', here, { ...here, account: '444455556666' }, undefined],
    ['of stacks that know neither', undefined, undefined, undefined],
    ['of stacks that know their Region only', { region: REGION }, { region: REGION }, undefined],
    ['of stacks that know their account only', { account: ACCOUNT }, { account: ACCOUNT }, undefined],
  ])('two keys %s', (_, one, other, wanted) => {
    const app = new App();
    const keys = [stack(app, 'A', one), stack(app, 'B', other)];
    expect(keys.map(key => aliasClash(key, 'alias/x'))).toEqual([undefined, wanted]);
    // Asked again, as when an app is synthesized twice.
    expect(keys.map(key => aliasClash(key, 'alias/x'))).toEqual([undefined, wanted]);
    expect(aliasClash(keys[1], 'alias/y')).toBeUndefined();
  });

  test('two keys of one stack that knows nothing', () => {
    const first = stack(new App(), 'A');
    const second = new Construct(Stack.of(first), 'Second');
    expect([first, second].map(key => aliasClash(key, 'alias/x'))).toEqual([undefined, clash]);
  });

  test('two keys of two apps', () => {
    expect([stack(new App(), 'A', here), stack(new App(), 'B', here)].map(key => aliasClash(key, 'alias/x'))).toEqual([undefined, undefined]);
  });
});
