import { execFileSync } from 'child_process';
import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ACCOUNT_STATEMENT, folder, keysmith, template } from './support';
import { largeApp } from '../support/large-template';

const ENV = ['--account', '111122223333', '--region', 'eu-west-1'];
const ROLE = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'Api', AssumeRolePolicyDocument: {} } };
const API = { AWS: { 'Fn::GetAtt': ['Api', 'Arn'] } };
const allow = (Action: unknown, Condition?: object, Sid = 'Use') => ({ Sid, Effect: 'Allow', Principal: API, Action, Resource: '*', ...(Condition ? { Condition } : {}) });
const withKey = (statements: readonly object[], properties: object = {}, others: object = {}) => template(statements, { Api: ROLE, ...others }, properties);
/** The key without delegation, so that only the statements count. */
const admin = { Sid: 'Admin', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/Admin' }, Action: 'kms:Put*', Resource: '*' };

const run = (old: object, now: object, ...args: string[]) => keysmith(['diff', 'old.json', 'new.json', ...ENV, ...args], folder({ 'old.json': old, 'new.json': now }));
const diff = async (old: object, now: object, ...args: string[]) => JSON.parse((await run(old, now, '--format', 'json', ...args)).out);
const told = async (old: object, now: object): Promise<string[]> =>
  (await diff(old, now)).changes.map(({ direction, principal, name, actions }: any) => `${direction} ${principal ?? name}${actions && actions.length < 4 ? ` ${actions.join()}` : ''}`);

/** Key resources with other settings. */
const changed = (change: (resources: any) => void, base: any = withKey([ACCOUNT_STATEMENT])) => {
  const copy = structuredClone(base);
  change(copy.Resources);
  return copy;
};

describe('what a difference of statements gets wrong', () => {
  const VIA = { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } };

  test('a condition more is less access', async () => {
    const { summary, changes } = await diff(withKey([admin, allow('kms:Decrypt')]), withKey([admin, allow('kms:Decrypt', VIA)]));
    expect(summary).toEqual({ widened: 0, narrowed: 1, worse: 0, unknown: 0, monthlyCost: 0 });
    expect(changes).toEqual([{
      kind: 'access',
      direction: 'narrowed',
      key: 'alias/orders',
      stack: 'new',
      logicalId: 'Key',
      principal: 'role Api',
      actions: ['kms:Decrypt'],
      words: 'role Api can, in fewer cases than before, decrypt with alias/orders',
      witness: { principal: 'arn:aws:iam::111122223333:role/Api', action: 'kms:Decrypt', context: { 'kms:ViaService': [] } },
    }]);
  });

  test('fewer actions are less access', async () => {
    const { summary, changes: [change] } = await diff(withKey([admin, allow('kms:*')]), withKey([admin, allow('kms:Decrypt')]));
    expect(summary).toMatchObject({ widened: 0, narrowed: 1 });
    expect(change.words).toBe('role Api can no longer do everything but decrypt with alias/orders');
    expect(change.actions).not.toContain('kms:Decrypt');
  });

  test('the same access in two statements is no change', async () => {
    expect(await run(withKey([admin, allow(['kms:Decrypt', 'kms:Encrypt'])]), withKey([admin, allow('kms:Decrypt'), allow('kms:Encrypt', undefined, 'Other')]))).toMatchObject({
      code: 0, out: 'Nothing changes: neither access nor keys\n',
    });
  });

  test('a policy that is gone lets the account in', async () => {
    const { changes } = await diff(withKey([admin, allow('kms:Decrypt')]), changed(resources => { delete resources.Key.Properties.KeyPolicy; }));
    expect(changes.filter(({ direction }: any) => direction === 'widened').map(({ principal }: any) => principal)).toEqual(expect.arrayContaining([
      'any other role of the account whose IAM policies allow it', 'the root user of the account',
    ]));
  });

  test.each<[string, string, object, string]>([
    ['rotation off', 'EnableKeyRotation', { EnableKeyRotation: false }, 'alias/orders stops rotating'],
    ['a longer period', 'RotationPeriodInDays', { RotationPeriodInDays: 2000 }, 'alias/orders rotates every 2000 days instead of every 365'],
    ['a shorter window', 'PendingWindowInDays', { PendingWindowInDays: 7 }, 'a deletion of alias/orders can be cancelled for 7 days instead of 30'],
    ['disabled', 'Enabled', { Enabled: false }, 'alias/orders is disabled: nothing encrypted under it can be read'],
    ['no lockout check', 'BypassPolicyLockoutSafetyCheck', { BypassPolicyLockoutSafetyCheck: true }, 'KMS no longer checks that somebody can still change the policy of alias/orders'],
  ])('%s is worse, and the reverse is not', async (_, name, properties, words) => {
    const [better, worse] = [withKey([ACCOUNT_STATEMENT]), withKey([ACCOUNT_STATEMENT], properties)];
    expect((await diff(better, worse)).changes).toMatchObject([{ kind: 'property', direction: 'worse', name, words }]);
    expect((await diff(worse, better)).changes).toMatchObject([{ kind: 'property', direction: name === 'Enabled' ? 'neutral' : 'better', name }]);
  });

  test('retention that is lost is worse', async () => {
    const kept = withKey([ACCOUNT_STATEMENT]);
    expect((await diff(kept, changed(({ Key }) => { Key.DeletionPolicy = 'Delete'; }))).changes).toMatchObject([
      { direction: 'worse', name: 'DeletionPolicy', from: 'Retain', to: 'Delete', words: 'alias/orders is scheduled for deletion when it leaves its stack' },
    ]);
  });

  test.each([['KeySpec', 'RSA_2048'], ['KeyUsage', 'SIGN_VERIFY'], ['Origin', 'EXTERNAL'], ['MultiRegion', true]])('%s is what KMS cannot change', async (name, value) => {
    const { summary, changes } = await diff(withKey([ACCOUNT_STATEMENT]), withKey([ACCOUNT_STATEMENT], { [name]: value }));
    expect(changes).toMatchObject([{ direction: 'refused', name, words: expect.stringContaining('KMS cannot do') }]);
    expect(summary.worse).toBe(1);
  });

  test('an alias that moves is told, and so is the access by its name', async () => {
    const byName = {
      Type: 'AWS::IAM::Policy',
      Properties: {
        Roles: [{ Ref: 'Api' }],
        PolicyName: 'P',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/orders' } } }] },
      },
    };
    const old = withKey([ACCOUNT_STATEMENT], {}, { Second: template().Resources.Key, ByName: byName });
    const { changes } = await diff(old, changed(({ Alias }) => { Alias.Properties.TargetKeyId = { Ref: 'Second' }; }, old));
    expect(changes).toEqual(expect.arrayContaining([
      expect.objectContaining({ kind: 'alias', direction: 'neutral', name: 'TargetKeyId', from: 'new/Key', to: 'new/Second' }),
      expect.objectContaining({ direction: 'narrowed', logicalId: 'Key', principal: 'role Api', actions: ['kms:Decrypt'] }),
      expect.objectContaining({ direction: 'widened', logicalId: 'Second', principal: 'role Api', actions: ['kms:Decrypt'] }),
    ]));
    expect(changes).toHaveLength(3);
  });
});

describe('IAM policies of the app', () => {
  const policy = (...statements: object[]) => ({ Own: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: [{ Ref: 'Api' }], PolicyDocument: { Version: '2012-10-17', Statement: statements } } } });
  const decrypt = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } };

  test('count where the key policy lets them', async () => {
    expect(await told(withKey([ACCOUNT_STATEMENT]), withKey([ACCOUNT_STATEMENT], {}, policy(decrypt)))).toEqual(['widened role Api kms:Decrypt']);
    expect(await told(withKey([admin]), withKey([admin], {}, policy(decrypt)))).toEqual([]);
  });

  test('lose to a Deny', async () => {
    const [old, now] = [policy(decrypt), policy(decrypt, { Effect: 'Deny', Action: 'kms:*', Resource: '*' })];
    expect(await told(withKey([ACCOUNT_STATEMENT], {}, old), withKey([ACCOUNT_STATEMENT], {}, now))).toEqual(['narrowed role Api kms:Decrypt']);
  });

  test('of a role that is new are new access', async () => {
    const own = { Worker: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: { Version: '2012-10-17', Statement: [decrypt] } }] } } };
    expect(await told(withKey([ACCOUNT_STATEMENT]), withKey([ACCOUNT_STATEMENT], {}, own))).toEqual(['widened role Worker kms:Decrypt']);
  });

  test('of many roles with the same statements are asked once, and told of each', async () => {
    const roles = (statement: object) => Object.fromEntries(Array.from({ length: 12 }, (_, i) =>
      [`Role${i}`, { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }] } }]));
    const { changes } = await diff(withKey([ACCOUNT_STATEMENT], {}, roles({ ...decrypt, Resource: '*', Action: 'kms:Encrypt' })), withKey([ACCOUNT_STATEMENT], {}, roles({ ...decrypt, Resource: '*', Action: ['kms:Encrypt', 'kms:Decrypt'] })));
    expect(changes.map(({ principal }: any) => principal).sort()).toEqual(Array.from({ length: 12 }, (_, i) => `role Role${i}`).sort());
  });

  test.each([['narrowed', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'], ['unknown', 'arn:aws:iam::111122223333:policy/Elsewhere']])('lose to a boundary: %s', async (direction, boundary) => {
    const bounded = changed(({ Api }) => { Api.Properties.PermissionsBoundary = boundary; }, withKey([ACCOUNT_STATEMENT], {}, policy(decrypt)));
    const { changes } = await diff(withKey([ACCOUNT_STATEMENT], {}, policy(decrypt)), bounded);
    expect(changes).toMatchObject([{ direction, principal: 'role Api', actions: ['kms:Decrypt'] }]);
  });
});

describe('keys, replicas and names', () => {
  const none = { Resources: { Api: ROLE } };

  test('a key that is new is neutral, its access is told, and it costs', async () => {
    const { summary, changes } = await diff(none, withKey([ACCOUNT_STATEMENT]));
    expect(summary).toMatchObject({ worse: 0, narrowed: 0, monthlyCost: 1 });
    expect(summary.widened).toBeGreaterThan(0);
    expect(changes).toEqual(expect.arrayContaining([
      expect.objectContaining({ kind: 'key', direction: 'neutral', from: null, to: 'alias/orders', words: 'alias/orders is a new key' }),
      expect.objectContaining({ kind: 'alias', direction: 'neutral', from: null, to: 'alias/orders' }),
    ]));
  });

  test('a key that is gone is worse, and nobody is told to lose access', async () => {
    const { summary, changes } = await diff(changed(({ Key }) => { Key.DeletionPolicy = 'Delete'; Key.Properties.PendingWindowInDays = 7; }), none);
    expect(summary).toEqual({ widened: 0, narrowed: 0, worse: 2, unknown: 0, monthlyCost: -1 });
    expect(changes).toMatchObject([
      { kind: 'key', direction: 'worse', words: 'alias/orders leaves the app: it is scheduled for deletion, and what is encrypted under it cannot be read after 7 days' },
      { kind: 'alias', direction: 'worse', words: 'alias/orders is gone: whoever uses this name finds no key' },
    ]);
  });

  test('a replica that is gone is worse', async () => {
    const replica = { Replica: { Type: 'AWS::KMS::ReplicaKey', DeletionPolicy: 'Retain', Properties: { PrimaryKeyArn: { 'Fn::GetAtt': ['Key', 'Arn'] }, KeyPolicy: { Statement: [ACCOUNT_STATEMENT] } } } };
    const { changes, summary } = await diff(withKey([ACCOUNT_STATEMENT], {}, replica), withKey([ACCOUNT_STATEMENT]));
    expect(changes).toMatchObject([{ kind: 'replica', direction: 'worse' }]);
    expect(summary.monthlyCost).toBe(-1);
  });

  test('what is neither better nor worse is neutral', async () => {
    expect(await told(withKey([ACCOUNT_STATEMENT], { Description: 'a' }), withKey([ACCOUNT_STATEMENT], { Description: 'b' }))).toEqual(['neutral Description']);
  });

  test('a setting that becomes a choice of the deployment may be worse', async () => {
    const open = { Parameters: { R: { Type: 'String' } }, ...withKey([ACCOUNT_STATEMENT], { EnableKeyRotation: { Ref: 'R' } }) };
    expect((await diff(withKey([ACCOUNT_STATEMENT]), open)).changes).toMatchObject([{ direction: 'worse', to: 'decided at deployment' }]);
    expect((await diff(open, open)).changes).toEqual([]);
  });
});

describe('what is not known', () => {
  const unknown = (name: string) => ({ Parameters: { A: { Type: 'String' }, B: { Type: 'String' } }, ...changed(({ Key }) => { Key.Properties.KeyPolicy = { Ref: name }; }) });

  test('is no change where it is written the same', async () => {
    expect((await diff(unknown('A'), unknown('A'))).changes).toEqual([]);
  });

  test('is told where it takes the place of what is known', async () => {
    expect((await diff(withKey([ACCOUNT_STATEMENT]), unknown('A'))).changes).toMatchObject([{ kind: 'access', direction: 'unknown', actions: [], witness: null }]);
  });

  test('is one symbol on both sides', async () => {
    const by = (Action: string) => ({ Parameters: { Partner: { Type: 'String' } }, ...template([admin, { Effect: 'Allow', Principal: { AWS: { Ref: 'Partner' } }, Action, Resource: '*' }]) });
    expect((await diff(by('kms:Decrypt'), by('kms:Decrypt'))).changes).toEqual([]);
    expect((await diff(by('kms:Decrypt'), by('kms:*'))).changes).toMatchObject([{ direction: expect.stringMatching(/widened|unknown/) }]);
  });
});

describe('sides', () => {
  test('stacks are matched by name, wherever they are in the folder', async () => {
    const cwd = folder({ 'old/b.json': withKey([admin, allow('kms:Decrypt')]), 'new/a.json': { Resources: { Api: ROLE } }, 'new/b.json': withKey([admin, allow('kms:Decrypt')]) });
    expect((await keysmith(['diff', 'old', 'new', ...ENV], cwd)).out).toBe('Nothing changes: neither access nor keys\n');
  });

  test('a revision of git is a side', async () => {
    const cwd = folder({ 'templates/app.json': withKey([ACCOUNT_STATEMENT]), 'templates/asset.zip': 'x' });
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'pipe' });
    git('init', '-q'); git('add', '-A'); git('commit', '-qm', 'one');
    writeFileSync(join(cwd, 'templates/app.json'), JSON.stringify(withKey([ACCOUNT_STATEMENT], { EnableKeyRotation: false })));
    expect((await keysmith(['diff', 'HEAD:templates', 'templates', ...ENV], cwd)).out).toMatch(/^1 key stops rotating\n/);
    expect((await keysmith(['diff', 'HEAD:templates/app.json', 'templates/app.json', ...ENV], cwd)).out).toMatch(/^1 key stops rotating\n/);
    mkdirSync(join(cwd, 'below'));
    expect((await keysmith(['diff', 'HEAD:../templates', '../templates', ...ENV], join(cwd, 'below'))).out).toMatch(/^1 key stops rotating\n/);
    for (const [old, message] of [['nowhere:templates', "git knows no revision 'nowhere'"], ['HEAD:other', "there is no template at 'HEAD:other'"], ['--output=x:templates', 'is no revision']]) {
      expect(await keysmith(['diff', '--', old, 'templates'], cwd)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
    }
  });
});

describe('exit codes', () => {
  const [wide, narrow] = [withKey([admin, allow('kms:*')]), withKey([admin, allow('kms:Decrypt')])];
  const still = withKey([ACCOUNT_STATEMENT]);
  const worse = withKey([ACCOUNT_STATEMENT], { EnableKeyRotation: false });

  test.each<[string, object, object, readonly string[], number]>([
    ['never by default', narrow, wide, [], 0],
    ['widened', narrow, wide, ['--fail-on', 'widened'], 1],
    ['not widened', wide, narrow, ['--fail-on', 'widened'], 0],
    ['worse', still, worse, ['--fail-on', 'worse'], 1],
    ['refused is worse', still, withKey([ACCOUNT_STATEMENT], { KeySpec: 'RSA_2048' }), ['--fail-on', 'worse'], 1],
    ['better is not worse', worse, still, ['--fail-on', 'worse'], 0],
    ['any', worse, still, ['--fail-on', 'any'], 1],
    ['nothing', still, still, ['--fail-on', 'any'], 0],
    ['one of several', still, worse, ['--fail-on', 'widened,worse'], 1],
    ['a misspelt class', still, worse, ['--fail-on', 'wider'], 2],
  ])('%s', async (_, old, now, args, code) => { expect((await run(old, now, ...args)).code).toBe(code); });
});

describe('formats', () => {
  const [old, now] = [withKey([ACCOUNT_STATEMENT, allow('kms:Decrypt')]), withKey([ACCOUNT_STATEMENT, allow('kms:Decrypt')], { EnableKeyRotation: false, KeySpec: 'RSA_2048' })];

  test('text has a line, and the weightiest first', async () => {
    expect((await run(old, now)).out).toBe([
      '1 key stops rotating; 1 change that KMS cannot make', '',
      'Refused by KMS:', '  - the key spec of alias/orders changes from SYMMETRIC_DEFAULT to RSA_2048, which KMS cannot do: a new key is needed', '',
      'Worse:', '  - alias/orders stops rotating', '',
    ].join('\n'));
  });

  test('text has the witness under a change of access', async () => {
    const { out } = await run(withKey([admin]), withKey([admin, allow('kms:Decrypt', { StringEquals: { 'kms:EncryptionContext:tenant': 'a' } })]));
    expect(out).toBe([
      '1 principal can newly decrypt with 1 key', '', 'More access:', '  - role Api can newly decrypt with alias/orders',
      '      for example kms:Decrypt by arn:aws:iam::111122223333:role/Api, with kms:EncryptionContext:tenant = a', '',
    ].join('\n'));
  });

  test('Markdown has what matters open, and the rest folded', async () => {
    const { out } = await run(now, old, '--format', 'markdown');
    expect(out).toContain('### Refused by KMS');
    expect(out).toContain('<details><summary>Better (1)</summary>');
  });

  test('a comment has a mark, and is nothing where nothing changes', async () => {
    expect((await run(old, now, '--format', 'comment')).out).toMatch(/^<!-- keysmith:diff -->\n\*\*KMS keys: 1 key stops rotating; 1 change that KMS cannot make\.\*\*\n/);
    expect((await run(old, old, '--format', 'comment')).out).toBe('');
  });

  test('HTML is a page without script', async () => {
    const { files } = await run(old, now, '-o', 'diff.html');
    expect(files['diff.html']).toContain('<td>alias/orders stops rotating</td>');
    expect(files['diff.html']).not.toContain('<script');
  });

  test('a comment of many changes has one line that counts them', async () => {
    const cwd = folder({ ...Object.fromEntries(Object.entries(largeApp(60)).map(([name, content]) => [`old/${name}`, content])), ...Object.fromEntries(Object.entries(largeApp(60, ['kms:*'])).map(([name, content]) => [`new/${name}`, content])) });
    const { out } = await keysmith(['diff', 'old', 'new', ...ENV, '--format', 'comment'], cwd);
    expect(out.length).toBeLessThan(65_000);
    expect(out).toMatch(/^<!-- keysmith:diff -->\n\*\*KMS keys: 60 principals gain access to 60 keys\.\*\*/);
    expect(out).toContain('| role Role0 can newly do everything but encrypt, decrypt with alias/app/0 |');
  });
});
