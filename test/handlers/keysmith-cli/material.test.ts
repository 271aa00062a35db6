import * as fc from 'fast-check';
import { checkMaterial, decode, materialLength, readAll } from '../../../handlers/keysmith-cli/material';

describe('key material', () => {
  test('every byte sequence survives hexadecimal and base64', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), bytes => {
      const buffer = Buffer.from(bytes);
      expect(decode(Buffer.from(buffer.toString('hex')), 'hex')).toEqual(buffer);
      expect(decode(Buffer.from(buffer.toString('base64')), 'base64')).toEqual(buffer);
      expect(decode(Buffer.from(buffer.toString('base64url')), 'base64')).toEqual(buffer);
    }));
  });

  test('what was read is overwritten', () => {
    const text = Buffer.from('00ff');
    decode(text, 'hex');
    expect(text).toEqual(Buffer.alloc(4));
  });

  test('a pipe is read to its end, over pauses', () => {
    const parts = ['abc', Object.assign(new Error('again'), { code: 'EAGAIN' }), 'de', ''];
    const read = (_: number, into: Buffer): number => {
      const part = parts.shift()!;
      if (part instanceof Error) { throw part; }
      return into.write(part);
    };
    expect(readAll(3, read).toString()).toBe('abcde');
  });

  test('fails when there is no end', () => {
    expect(() => readAll(3, (_, into) => into.length)).toThrow('key material is at most 65536 bytes');
  });

  test('fails when the file descriptor cannot be read', () => {
    expect(() => readAll(3, () => { throw Object.assign(new Error('bad descriptor'), { code: 'EBADF' }); })).toThrow('bad descriptor');
  });

  test('a symmetric key of the China Regions is shorter', () => {
    expect([materialLength('SYMMETRIC_DEFAULT', 'aws-cn'), materialLength('SYMMETRIC_DEFAULT', 'aws'), materialLength('RSA_2048', 'aws')])
      .toEqual([{ least: 16, most: 16 }, { least: 32, most: 32 }, undefined]);
  });

  test.each([[31, false], [32, true], [64, true], [65, false]])('HMAC_256 takes %i bytes: %s', (length, taken) => {
    const check = () => checkMaterial(Buffer.alloc(length), 'HMAC_256', 'aws');
    if (taken) { expect(check).not.toThrow(); } else { expect(check).toThrow(`key material of HMAC_256 has 32 to 64 bytes, got: ${length}`); }
  });
});
