import { KeyAccessLevel } from '../access/key-access-options';

/** What a principal's own code can do with a key. */
export interface ConsumerAccessOptions {
  /**
   * What it can do.
   *
   * @default KeyAccessLevel.USE
   */
  readonly accessLevel?: KeyAccessLevel;

  /**
   * Encryption context that its requests must carry: name to allowed values, `*` and `?` being wildcards. DescribeKey carries none.
   *
   * @default - any encryption context
   */
  readonly encryptionContext?: { [name: string]: string[] };
}
