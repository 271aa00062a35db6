import { ACCOUNT_STATEMENT, folder, keysmith, template } from './support';
import { largeApp } from '../support/large-template';
import { sampleApp } from '../support/sample-app';

const ENV = ['--account', '111122223333', '--region', 'eu-west-1'];
const report = async (files: { readonly [name: string]: object }, ...args: string[]) => keysmith(['report', '.', ...ENV, ...args], folder(files));
const json = async (files: { readonly [name: string]: object }, ...args: string[]) => JSON.parse((await report(files, '--format', 'json', ...args)).out);

describe('JSON', () => {
  test('has who can do what, through what, and the data', async () => {
    const { keys } = await json(sampleApp());
    const [orders, documents] = keys;
    expect(orders).toMatchObject({ stack: 'app', logicalId: 'OrdersKey', aliases: ['alias/orders'], rotation: 'every 365 days', data: ['table Orders', 'queue Jobs'], monthlyCost: 1 });
    expect(orders.access).toEqual([
      { principals: ['the account'], actions: expect.arrayContaining(['kms:CreateGrant']), permissions: ['everything'], verdict: 'depends', when: 'unless denied by DenyGrantsToOthers', through: 'key policy', statement: 'EnableIamPolicies' },
      { principals: ['role Api'], actions: expect.not.arrayContaining(['kms:CreateGrant']), permissions: ['use'], verdict: 'allowed', when: '', through: 'key policy', statement: 'KeyUse' },
      { principals: ['role Operator'], actions: expect.arrayContaining(['kms:PutKeyPolicy']), permissions: ['describe', 'change the policy', 'schedule deletion', 'List*'], verdict: 'allowed', when: '', through: 'IAM policy', statement: null },
    ]);
    expect(documents.access[1]).toMatchObject({ principals: ['role Reporting'], verdict: 'depends', when: 'through S3' });
  });

  test('has the keys asked for', async () => {
    expect((await json(sampleApp(), '--key', 'alias/s*')).keys.map(({ aliases }: any) => aliases[0])).toEqual(['alias/secrets']);
  });

  test('says that a policy is decided at deployment', async () => {
    const { keys: [key] } = await json({ 't.json': { Parameters: { P: { Type: 'String' } }, Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Ref: 'P' } } } } } });
    expect(key.access).toMatchObject([{ verdict: 'depends', actions: [] }]);
  });
});

describe('Markdown', () => {
  test('is a line, a table and what is folded', async () => {
    const { out } = await report(sampleApp(), '--format', 'markdown');
    expect(out.split('\n')[0]).toBe('**5 keys in 1 stack, $5.00 a month, $13.00 once every key has rotated twice.**');
    expect(out).toContain('| alias/orders | the account, role Api | the account, role Operator | table Orders, queue Jobs | every 365 days |');
    expect(out).toContain('- **role Reporting**: decrypt, generate data keys, through S3 (ThroughS3 in the key policy)');
  });

  test('of hundreds of keys fits a comment', async () => {
    const { out } = await report(largeApp(300), '--format', 'markdown');
    expect(out.length).toBeLessThan(65_000);
    expect(out).toMatch(/more lines, which do not fit/);
  });

  test('and HTML take names of templates as words', async () => {
    const name = 'alias/<img src=x>|@team';
    const strange = { 't.json': { Resources: { ...template().Resources, Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: name, TargetKeyId: { Ref: 'Key' } } } } } };
    expect((await report(strange, '--format', 'html')).out).not.toContain('<img');
    expect((await report(strange, '--format', 'markdown')).out).toContain('alias/\\<img src=x\\>\\|@\u200bteam');
  });
});

describe('HTML', () => {
  const page = async (files: { readonly [name: string]: object }) => (await report(files, '-o', 'r.html')).files['r.html'];

  test('has a matrix in letters, and the way to each key', async () => {
    const html = await page(sampleApp());
    const cells = (who: string) => new RegExp(`<tr><th scope="row">${who}</th>(.*)</tr>`).exec(html)![1].replace(/<[^>]*title="[^"]*(, under a condition)"[^>]*>/g, '?').replace(/<\/td>/g, '|').replace(/<[^>]*>/g, '');
    expect(cells('role Api')).toBe('RW|·|·|·|S|');
    expect(cells('role Reporting')).toBe('·|?R?W|·|·|·|');
    // The Deny takes grants away, and nothing else.
    expect(cells('the account')).toBe('RW?GA|RWGA|RWGA|RWGA|SGA|');
    expect(html).toContain('<li class="if"><p class="who"><b>role Reporting</b> decrypt, generate data keys<small>through S3</small></p><p class="through">key policy<small>ThroughS3</small></p></li>');
    expect(html).not.toMatch(/<script|<link|src=/);
  });

  test('of hundreds of keys says once what all share, and is small', async () => {
    const html = await page(largeApp(500));
    expect(Buffer.byteLength(html)).toBeLessThan(204_800);
    expect(html.match(/<tr id=key-/g)).toHaveLength(500);
    expect(html).toContain('<b>role Role7</b> encrypt, decrypt → key policy KeyUse, IAM policy');
  });
});

test('text of hundreds of keys, each open to every role, is small', async () => {
  const { out } = await report(largeApp(500));
  expect(out.length).toBeLessThan(200_000);
  expect(out).toContain('role Role0, role Role1, role Role2 and 497 more: describe (IAM policy)');
  expect(out).toContain('    Data        bucket Bucket499');
});

test('an app without keys is an answer', async () => {
  expect(await report({ 't.json': { Resources: { Role: { Type: 'AWS::IAM::Role' } } } })).toMatchObject({ code: 0, out: 'No customer managed keys.\n' });
  expect(await json({ 't.json': { Resources: { Role: { Type: 'AWS::IAM::Role' } } } })).toEqual({ schemaVersion: 1, command: 'report', keys: [] });
});

test('a format that the report has not is refused', async () => {
  expect(await report({ 't.json': template([ACCOUNT_STATEMENT]) }, '--format', 'sarif')).toMatchObject({ code: 2, out: '' });
});
