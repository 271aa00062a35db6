import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeKms } from './fake-kms';
import { ImportRequest, parseArguments, USAGE } from '../../../handlers/keysmith-cli/arguments';
import { importMaterial } from '../../../handlers/keysmith-cli/import-material';
import { run } from '../../../handlers/keysmith-cli/run';

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const NOW = new Date('2026-11-24T12:00:00Z');
const MATERIAL = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

interface Session { readonly kms?: FakeKms; readonly input?: Buffer; readonly interactive?: boolean }

async function keysmith(args: string, { kms = new FakeKms(), input = Buffer.from(MATERIAL), interactive = false }: Session = {}) {
  let out = '';
  let error = '';
  const fds: number[] = [];
  const code = await run(args.split(' ').filter(arg => arg !== ''), {
    out: text => { out += text; },
    error: text => { error += text; },
    interactive,
    kms: () => kms,
    read: fd => {
      fds.push(fd);
      return input;
    },
    now: NOW,
    version: '1.2.3',
  });
  return { code, out, error, kms, fds, input, report: out.startsWith('{') ? JSON.parse(out) : undefined };
}

describe('keysmith import', () => {
  test('brings material into an empty key and verifies it', async () => {
    const { code, report, error, kms, fds } = await keysmith(`import --key-id ${KEY} --never-expires`);
    expect(code).toBe(0);
    expect(kms.materials.map(m => m.bytes)).toEqual([MATERIAL]);
    expect(report).toEqual({ keyArn: `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`, keyMaterialId: kms.materials[0].id, rotated: false, outcome: 'verified' });
    expect(error).toBe(`keysmith: imported into arn:aws:kms:eu-west-1:111122223333:key/${KEY}, forever\n`);
    expect(fds).toEqual([0]);
    expect(kms.requests.map(r => r.name)).toEqual(['DescribeKey', 'GetParametersForImport', 'ImportKeyMaterial', 'Encrypt', 'Decrypt']);
    expect(kms.named('GetParametersForImport')[0]).toMatchObject({ WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_4096' });
    expect(kms.named('ImportKeyMaterial')[0]).toMatchObject({ ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' });
    expect(kms.named('Encrypt')[0].EncryptionContext).toEqual({ keysmith: 'import-verification' });
  });

  test.each([
    ['hex', Buffer.from(`${MATERIAL.toString('hex').toUpperCase()}\n`)],
    ['base64', Buffer.from(`${MATERIAL.toString('base64').slice(0, 20)}\n${MATERIAL.toString('base64').slice(20)}`)],
  ])('reads %s', async (format, input) => {
    const { code, kms } = await keysmith(`import --key-id ${KEY} --never-expires --format ${format} --material-fd 3`, { input });
    expect([code, kms.materials[0].bytes]).toEqual([0, MATERIAL]);
  });

  test('overwrites what it read', async () => {
    const { input } = await keysmith(`import --key-id ${KEY} --never-expires`);
    expect(input).toEqual(Buffer.alloc(32));
  });

  test.each([['when it is imported', 0], ['when the import fails', 1]])('overwrites the decoded material %s', async (_, failures) => {
    const kms = new FakeKms();
    if (failures > 0) { kms.denied.add('ImportKeyMaterial'); }
    const material = Buffer.from(MATERIAL);
    const request = parseArguments(['import', '--key-id', KEY, '--never-expires'], NOW) as ImportRequest;
    const outcome = await importMaterial(request, { kms, material, say: () => undefined, wait: async () => undefined })
      .then(report => report.outcome, error => error.name);
    expect([outcome, material]).toEqual([failures > 0 ? 'AccessDeniedException' : 'verified', Buffer.alloc(32)]);
  });

  test('sets the expiry, by date or by time', async () => {
    const byDate = await keysmith(`import --key-id ${KEY} --valid-to 2027-03-01T00:00:00Z`);
    expect(byDate.kms.named('ImportKeyMaterial')[0]).toMatchObject({ ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: new Date('2027-03-01T00:00:00Z') });
    const byTime = await keysmith(`import --key-id ${KEY} --expires 90d`);
    expect(byTime.kms.named('ImportKeyMaterial')[0]).toMatchObject({ ValidTo: new Date('2027-02-22T12:00:00Z') });
    expect(byTime.report.validTo).toBe('2027-02-22T12:00:00.000Z');
  });

  test.each(['RSA_2048', 'RSA_3072', 'RSA_4096'])('wraps by AES under an RSA key of %s when asked', async spec => {
    const { code, kms } = await keysmith(`import --key-id ${KEY} --never-expires --wrapping-algorithm RSA_AES_KEY_WRAP_SHA_256 --wrapping-key-spec ${spec}`);
    expect([code, kms.materials[0].bytes]).toEqual([0, MATERIAL]);
    expect(kms.named('ImportKeyMaterial')[0].EncryptedKeyMaterial).toHaveLength(Number(spec.slice(4)) / 8 + 40);
  });

  test('imports the same material again', async () => {
    const kms = new FakeKms();
    await keysmith(`import --key-id ${KEY} --expires 1d`, { kms });
    const { code } = await keysmith(`import --key-id ${KEY} --expires 30d`, { kms });
    expect([code, kms.materials.length]).toEqual([0, 1]);
    expect(kms.named('ImportKeyMaterial')[1].ImportType).toBeUndefined();
  });

  test('other material of the same key is refused by KMS, and nothing is imported', async () => {
    const kms = new FakeKms();
    await keysmith(`import --key-id ${KEY} --never-expires`, { kms });
    const { code, error } = await keysmith(`import --key-id ${KEY} --never-expires`, { kms, input: Buffer.alloc(32, 9) });
    expect([code, error]).toEqual([1, 'keysmith: the key material was never in this key\n']);
  });

  test('brings new material, and rotates to it', async () => {
    const kms = new FakeKms();
    await keysmith(`import --key-id ${KEY} --never-expires`, { kms });
    const { code, report } = await keysmith(`import --key-id ${KEY} --never-expires --new-material --description second`, { kms, input: Buffer.alloc(32, 9) });
    expect([code, report.rotated]).toEqual([0, true]);
    expect(kms.named('ImportKeyMaterial')[1]).toMatchObject({ ImportType: 'NEW_KEY_MATERIAL', KeyMaterialDescription: 'second' });
    expect(kms.materials.at(-1)!.bytes).toEqual(Buffer.alloc(32, 9));
  });

  test('leaves new material pending when asked to', async () => {
    const kms = new FakeKms();
    await keysmith(`import --key-id ${KEY} --never-expires`, { kms });
    const { code, report } = await keysmith(`import --key-id ${KEY} --never-expires --new-material --no-rotate`, { kms, input: Buffer.alloc(32, 9) });
    expect([code, report.rotated, kms.named('RotateKeyOnDemand').length]).toEqual([0, false, 0]);
  });

  test('says when the rotation does not come', async () => {
    const kms = new FakeKms();
    await keysmith(`import --key-id ${KEY} --never-expires`, { kms });
    kms.rotationDelay = 1000;
    const { code, error, report } = await keysmith(`import --key-id ${KEY} --never-expires --new-material`, { kms, input: Buffer.alloc(32, 9) });
    expect([code, report.outcome]).toEqual([3, 'failed']);
    expect(error).toContain('the key material is imported, but: the rotation was asked for and has not happened within a minute');
  });

  test('leaves the rotation of a key with replicas until those have the material too', async () => {
    const kms = new FakeKms({ KeyState: 'Enabled', CurrentKeyMaterialId: 'first', MultiRegionConfiguration: { MultiRegionKeyType: 'PRIMARY', ReplicaKeys: [{ Region: 'eu-central-1' }] } });
    const { code, report, error } = await keysmith(`import --key-id ${KEY} --never-expires --new-material`, { kms });
    expect([code, report.rotated, kms.named('RotateKeyOnDemand').length]).toEqual([0, false, 0]);
    expect(error).toContain('not rotated: import the same material into each replica');
  });

  test('an HMAC key is verified by a MAC that is worked out here', async () => {
    const metadata = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' };
    const { code, kms } = await keysmith(`import --key-id ${KEY} --never-expires`, { kms: new FakeKms(metadata) });
    expect([code, kms.named('VerifyMac').length]).toEqual([0, 1]);
    const other = new FakeKms(metadata);
    other.corrupt = true;
    expect((await keysmith(`import --key-id ${KEY} --never-expires`, { kms: other })).code).toBe(3);
  });

  test.each([
    ['RSA_2048', () => generateKeyPairSync('rsa', { modulusLength: 2048 }), 'RSA_AES_KEY_WRAP_SHA_256'],
    ['ECC_NIST_P256', () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }), 'RSAES_OAEP_SHA_256'],
    ['ECC_NIST_P521', () => generateKeyPairSync('ec', { namedCurve: 'secp521r1' }), 'RSAES_OAEP_SHA_256'],
    ['ECC_SECG_P256K1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }), 'RSAES_OAEP_SHA_256'],
    ['ECC_NIST_EDWARDS25519', () => generateKeyPairSync('ed25519'), 'RSAES_OAEP_SHA_256'],
  ])('a key pair of %s is wrapped as it must be, and verified by its public key', async (spec, make, algorithm) => {
    const { privateKey } = make();
    const kms = new FakeKms({ KeySpec: spec, KeyUsage: 'SIGN_VERIFY' });
    const { code } = await keysmith(`import --key-id ${KEY} --never-expires --format pem`, { kms, input: Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' })) });
    expect(code).toBe(0);
    expect(kms.named('GetParametersForImport')[0].WrappingAlgorithm).toBe(algorithm);
    expect(kms.materials[0].bytes).toEqual(privateKey.export({ format: 'der', type: 'pkcs8' }));
  });

  test('generates material, and gives a copy that only the owner of a key can open', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'keysmith-'));
    try {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
      writeFileSync(join(dir, 'backup.pem'), publicKey.export({ format: 'pem', type: 'spki' }));
      const { code, report, kms, fds } = await keysmith(`import --key-id ${KEY} --expires 30d --generate --wrapped-copy-for ${join(dir, 'backup.pem')}`);
      expect([code, fds]).toEqual([0, []]);
      const copy = Buffer.from(report.wrappedCopy, 'base64');
      const aesKey = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, copy.subarray(0, 384));
      const cipher = createDecipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('A65959A6', 'hex'));
      expect(Buffer.concat([cipher.update(copy.subarray(384)), cipher.final()])).toEqual(kms.materials[0].bytes);
      const weak = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
      writeFileSync(join(dir, 'weak.pem'), weak.export({ format: 'pem', type: 'spki' }));
      const refused = await keysmith(`import --key-id ${KEY} --expires 30d --generate --wrapped-copy-for ${join(dir, 'weak.pem')}`);
      expect([refused.code, refused.error, refused.kms.materials]).toEqual([1, 'keysmith: --wrapped-copy-for takes an RSA public key of at least 3072 bits\n', []]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  test('generated material is different each time, and never shown', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => keysmith(`import --key-id ${KEY} --expires 30d --generate --no-copy`)));
    expect(one.kms.materials[0].bytes).not.toEqual(two.kms.materials[0].bytes);
    for (const shown of [one.out, one.error]) {
      expect(shown).not.toContain(one.kms.materials[0].bytes.toString('hex'));
      expect(shown).not.toContain(one.kms.materials[0].bytes.toString('base64'));
    }
  });

  test('says when the key does not do what the material does', async () => {
    const kms = new FakeKms();
    kms.corrupt = true;
    const { code, error, report } = await keysmith(`import --key-id ${KEY} --never-expires`, { kms });
    expect([code, report.outcome]).toEqual([3, 'failed']);
    expect(error).toContain('the key does not do what the key material does: do not use it');
  });

  test('says when it may not verify', async () => {
    const kms = new FakeKms();
    kms.denied.add('Encrypt');
    const { code, error, report } = await keysmith(`import --key-id ${KEY} --never-expires`, { kms });
    expect([code, report.outcome]).toEqual([4, 'unverified']);
    expect(error).toContain('not verified, for lack of permission: not authorized to perform: kms:Encrypt');
    const content = await keysmith(`import --key-id ${KEY} --never-expires --no-verify`);
    expect([content.code, content.report.outcome, content.kms.named('Encrypt').length]).toEqual([0, 'unverified', 0]);
  });

  test('a step that fails after the import is told with the report', async () => {
    const kms = new FakeKms();
    await keysmith(`import --key-id ${KEY} --never-expires`, { kms });
    kms.denied.add('RotateKeyOnDemand');
    const { code, report, error } = await keysmith(`import --key-id ${KEY} --never-expires --new-material`, { kms, input: Buffer.alloc(32, 9) });
    expect([code, report.outcome]).toEqual([3, 'failed']);
    expect(error).toContain('the key material is imported, but: not authorized to perform: kms:RotateKeyOnDemand');
  });

  test.each<[string, string, Session, string]>([
    ['a key with material of KMS', '', { kms: new FakeKms({ Origin: 'AWS_KMS' }) }, `arn:aws:kms:eu-west-1:111122223333:key/${KEY} has origin AWS_KMS: only a key of origin EXTERNAL takes imported key material`],
    ['a key that is to be deleted', '', { kms: new FakeKms({ KeyState: 'PendingDeletion' }) }, 'is scheduled for deletion; cancel that first'],
    ['new material for an HMAC key', '--new-material', { kms: new FakeKms({ KeySpec: 'HMAC_256' }) }, '--new-material is for symmetric keys; HMAC_256 keys keep their first material'],
    ['new material for an empty key', '--new-material', {}, 'has no key material yet: leave out --new-material'],
    ['new material for a replica', '--new-material', { kms: new FakeKms({ KeyState: 'Enabled', MultiRegionConfiguration: { MultiRegionKeyType: 'REPLICA' } }) }, 'new key material goes to the primary key first'],
    ['material of another length', '', { input: Buffer.alloc(31) }, 'key material of SYMMETRIC_DEFAULT has 32 bytes, got: 31; look at --format'],
    ['hexadecimal of other digits', '--format hex', { input: Buffer.from('0g') }, 'the key material is not hexadecimal'],
    ['half a hexadecimal byte', '--format hex', { input: Buffer.from('0') }, 'the key material is not hexadecimal'],
    ['no base64', '--format base64', { input: Buffer.from('a*b=') }, 'the key material is not base64'],
    ['no PEM', '--format pem', { input: Buffer.from('-----BEGIN RSA PRIVATE KEY-----') }, 'the key material is not an unencrypted PKCS #8 private key in PEM'],
    ['no private key', '', { kms: new FakeKms({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }) }, 'the key material is not a PKCS #8 private key in DER'],
    ['a key pair of another curve', '--format pem', {
      kms: new FakeKms({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
      input: Buffer.from(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey.export({ format: 'pem', type: 'pkcs8' })),
    }, 'the key is of spec ECC_NIST_P256, the key material of ECC_NIST_P384'],
    ['an ML-DSA key', '', { kms: new FakeKms({ KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' }) }, 'KMS takes no imported key material for ML-DSA keys'],
    ['an SM2 key', '', { kms: new FakeKms({ KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' }) }, 'this program does not import SM2 key pairs'],
    ['a generated key pair', '--generate --no-copy', { kms: new FakeKms({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }) }, '--generate makes key material of symmetric and HMAC keys'],
    ['an RSA key wrapped by RSA alone', '--format pem --wrapping-algorithm RSAES_OAEP_SHA_256', {
      kms: new FakeKms({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }),
      input: Buffer.from(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' })),
    }, 'RSAES_OAEP_SHA_256 wraps at most 446 bytes under this key'],
  ])('imports nothing when given %s', async (_, args, session, message) => {
    const { code, error, kms } = await keysmith(`import --key-id ${KEY} --never-expires ${args}`, session);
    expect(error).toContain(message);
    expect([code, kms.named('ImportKeyMaterial').length]).toEqual([1, 0]);
  });

  test.each([
    ['export --key-id k', "the one command is 'import', got: 'export'"],
    ['import --never-expires', '--key-id is needed'],
    ['import --key-id k', 'say how long the key material stays: one of --valid-to, --expires and --never-expires'],
    ['import --key-id k --expires 1d --never-expires', 'say how long the key material stays'],
    ['import --key-id k --expires 1w', "--expires takes days or hours such as 90d or 12h, got: '1w'"],
    ['import --key-id k --expires 366d', 'key material expires in the future, at most 365 days from now, got: 2027-11-25T12:00:00.000Z'],
    ['import --key-id k --valid-to 2026-11-24T11:00:00Z', 'key material expires in the future'],
    ['import --key-id k --expires 0d', 'key material expires in the future'],
    ['import --key-id k --expires -1d', "Option '--expires' argument is ambiguous"],
    ['import --key-id k --valid-to 2027-01-01T00:00:00', '--valid-to takes an ISO 8601 time with its zone'],
    ['import --key-id k --never-expires --generate', '--generate needs one of --wrapped-copy-for and --no-copy'],
    ['import --key-id k --never-expires --no-copy', 'are for --generate'],
    ['import --key-id k --never-expires --generate --no-copy --format hex', '--generate reads no key material'],
    ['import --key-id k --never-expires --no-rotate', '--no-rotate is for --new-material'],
    ['import --key-id k --never-expires --material-fd 1', "--material-fd takes the number of a file descriptor to read, got: '1'"],
    ['import --key-id k --never-expires --format der', "--format takes raw, hex, base64, pem, got: 'der'"],
    ['import --key-id k --never-expires --wrapping-algorithm RSAES_PKCS1_V1_5', "--wrapping-algorithm takes RSAES_OAEP_SHA_256, RSA_AES_KEY_WRAP_SHA_256, got: 'RSAES_PKCS1_V1_5'"],
    ['import --key-id k --never-expires --endpoint http://kms.example.com', "--endpoint takes an https address, or http on this machine, got: 'http://kms.example.com'"],
    ['import --key-id k --never-expires --force', "Unknown option '--force'"],
  ])('fails when typed as: %s', async (args, message) => {
    const { code, error, kms } = await keysmith(args);
    expect(error).toContain(message);
    expect([code, kms.requests.length]).toEqual([2, 0]);
  });

  test.each<[string, string, Buffer, string]>([
    ['empty', '', Buffer.alloc(0), 'no key material: the input is empty'],
    ['white space', '--format base64', Buffer.from(' \n\n'), 'no key material: the input is empty'],
    ['an empty PEM', '--format pem', Buffer.from('-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----'), 'no key material: the input is empty'],
    ['a broken PEM', '--format pem', Buffer.from('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'), 'the PEM holds no PKCS #8 private key; convert the key with: openssl pkcs8'],
    ['no PEM', '--format pem', Buffer.from('garbage'), 'the key material is not an unencrypted PKCS #8 private key in PEM'],
    ['no base64', '--format base64', Buffer.from('*'), 'the key material is not base64'],
  ])('input that is %s is noticed before the first call', async (_, args, input, message) => {
    const { code, error, kms } = await keysmith(`import --key-id ${KEY} --never-expires ${args}`, { input });
    expect(error).toContain(message);
    expect([code, kms.requests.length, input.every(byte => byte === 0)]).toEqual([1, 0, true]);
  });

  test.each(['', '--generate --no-copy'])('a dry run says what it would do and changes nothing: %s', async args => {
    const { code, error, kms, report } = await keysmith(`import --key-id ${KEY} --expires 90d --dry-run ${args}`);
    expect(error).toMatch(/^keysmith: dry run, nothing is changed: would import (this|new random) key material into arn:\S+ \(SYMMETRIC_DEFAULT, PendingImport\), until 2027-/);
    expect([code, report.outcome, kms.requests.map(request => request.name)]).toEqual([0, 'dry run', ['DescribeKey']]);
  });

  test('a dry run finds what the import would find', async () => {
    const { code, error } = await keysmith(`import --key-id ${KEY} --never-expires --dry-run`, { input: Buffer.alloc(31) });
    expect([code, error]).toEqual([1, expect.stringContaining('has 32 bytes, got: 31')]);
  });

  test('tells its version', async () => {
    expect(await keysmith('--version')).toMatchObject({ code: 0, out: 'keysmith 1.2.3\n' });
  });

  test('hands over the profile', async () => {
    const seen: (string | undefined)[] = [];
    const terminal = { out: () => undefined, error: () => undefined, interactive: false, read: () => Buffer.from(MATERIAL), now: NOW, version: '1' };
    const kms = new FakeKms();
    const args = `import --key-id ${KEY} --never-expires --profile keys`;
    await run(args.split(' '), { ...terminal, kms: request => { seen.push(request.profile); return kms; } });
    expect(seen).toEqual(['keys']);
  });

  test.each([
    ['Region is missing', 'Error', "say --region or --profile, or set AWS_REGION or a Region with 'aws configure'"],
    ['Could not load credentials from any providers', 'CredentialsProviderError', "say --profile, or sign in with 'aws configure' or 'aws sso login'"],
  ])('%s: says what helps', async (message, name, help) => {
    const kms = new FakeKms();
    jest.spyOn(kms, 'send').mockRejectedValue(Object.assign(new Error(message), { name }));
    const { code, error } = await keysmith(`import --key-id ${KEY} --never-expires`, { kms });
    expect([code, error]).toEqual([1, `keysmith: ${message}; ${help}\n`]);
  });

  test('does not take typed material', async () => {
    const { code, error } = await keysmith(`import --key-id ${KEY} --never-expires`, { interactive: true });
    expect([code, error]).toEqual([2, expect.stringContaining('no key material: pipe it to standard input, or say --generate')]);
  });

  test.each(['', '--help', 'import -h'])('helps on: %s', async args => {
    const { code, out } = await keysmith(args);
    expect([code, out]).toEqual([0, USAGE]);
  });
});
