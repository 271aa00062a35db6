import { randomBytes } from 'crypto';
import { KMS } from '@aws-sdk/client-kms';
import { Envelope } from '../../examples/order-platform/handler/envelope';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const CONTEXT = { Application: 'order-platform', Department: 'Finance', Document: 'order-1' };

/** Stands for KMS: remembers each data key and the context it was made for. */
const sealed = new Map<string, { plaintext: Uint8Array; context: string }>();
const canonical = (context: any) => JSON.stringify(Object.entries(context ?? {}).sort());

beforeAll(() => {
  jest.spyOn(KMS.prototype, 'generateDataKey').mockImplementation((async ({ NumberOfBytes, EncryptionContext }: any) => {
    const plaintext = new Uint8Array(randomBytes(NumberOfBytes));
    const blob = new Uint8Array(randomBytes(64));
    sealed.set(Buffer.from(blob).toString('hex'), { plaintext: Uint8Array.from(plaintext), context: canonical(EncryptionContext) });
    return { Plaintext: plaintext, CiphertextBlob: blob, KeyId: KEY };
  }) as any);
  jest.spyOn(KMS.prototype, 'decrypt').mockImplementation((async ({ CiphertextBlob, EncryptionContext, KeyId }: any) => {
    const known = sealed.get(Buffer.from(CiphertextBlob).toString('hex'));
    if (!known || known.context !== canonical(EncryptionContext) || KeyId !== KEY) { throw new Error('InvalidCiphertextException'); }
    return { Plaintext: Uint8Array.from(known.plaintext), KeyId: KEY };
  }) as any);
});
afterAll(() => { jest.restoreAllMocks(); });

const document = Buffer.from('an order line\n'.repeat(2000));

test('a document of many times 4 KB comes back as it was', async () => {
  const envelope = new Envelope(KEY);
  const ciphertext = await envelope.seal(document, CONTEXT);
  expect(Buffer.from(ciphertext).includes('an order line')).toBe(false);
  expect(Buffer.from(await envelope.open(ciphertext, CONTEXT)).equals(document)).toBe(true);
});

test('two seals of one document differ', async () => {
  const envelope = new Envelope(KEY);
  expect(Buffer.from(await envelope.seal(document, CONTEXT)).equals(Buffer.from(await envelope.seal(document, CONTEXT)))).toBe(false);
});

test.each([0.3, 0.6, 0.99])('fails when a byte is turned at %p of the ciphertext', async place => {
  const envelope = new Envelope(KEY);
  const ciphertext = Uint8Array.from(await envelope.seal(document, CONTEXT));
  const at = Math.floor(ciphertext.length * place);
  ciphertext[at] = 255 - ciphertext[at];
  await expect(envelope.open(ciphertext, CONTEXT)).rejects.toThrow();
});

test('fails when the end is cut off', async () => {
  const envelope = new Envelope(KEY);
  const ciphertext = await envelope.seal(document, CONTEXT);
  await expect(envelope.open(ciphertext.slice(0, -200), CONTEXT)).rejects.toThrow();
});

test('fails when the document is of another department', async () => {
  const envelope = new Envelope(KEY);
  const ciphertext = await envelope.seal(document, CONTEXT);
  await expect(envelope.open(ciphertext, { ...CONTEXT, Department: 'Sales' })).rejects.toThrow('the document was sealed for another Department');
});

test('fails when the document was sealed under another key', async () => {
  const ciphertext = await new Envelope(KEY).seal(document, CONTEXT);
  await expect(new Envelope(KEY.replace('1234abcd', '9999abcd')).open(ciphertext, CONTEXT)).rejects.toThrow();
});
