/** A key by its ARN, checked whole: it can go into a command that people paste. */
export interface KeyArn {
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  readonly keyId: string;
}

const KEY_ARN = /^arn:aws[a-z-]*:kms:(?<region>[a-z0-9-]+):(?<account>\d{12}):key\/(?<keyId>[A-Za-z0-9-]{1,64})$/;

/** Fails for anything but the ARN of a key of this account, where one is given. */
export function keyArnOf(text: unknown, account?: string): KeyArn {
  const { groups: found } = (typeof text === 'string' && !text.includes('\n') && KEY_ARN.exec(text)) || {};
  if (!found || (account !== undefined && found.account !== account)) {
    throw new Error(`not the ARN of a key of ${account ? `account ${account}` : 'an account'}: ${JSON.stringify(text)?.slice(0, 200)}`);
  }
  return { arn: text as string, region: found.region, account: found.account, keyId: found.keyId };
}
