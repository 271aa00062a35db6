import { EC2Client, EnableEbsEncryptionByDefaultCommand, GetEbsDefaultKmsKeyIdCommand, ModifyEbsDefaultKmsKeyIdCommand, ResetEbsDefaultKmsKeyIdCommand } from '@aws-sdk/client-ec2';
import { Claims } from './claims';

/** The AWS managed key, which EC2 takes where nobody chose another. */
export const AWS_MANAGED = 'alias/aws/ebs';

/**
 * The default key of an account and Region, shared by all constructs that set it. Every step can be repeated, and ends well
 * beside those of other functions: the tests interleave the calls in every order.
 */
export class DefaultKey {
  constructor(private readonly ec2: EC2Client, private readonly claims: Claims) {}

  /** Makes a key the default, and remembers what was before the first of all claims. */
  public async claim(key: string): Promise<void> {
    const original = (await this.claims.mine())?.original ?? await this.original();
    // The claim comes first: who sees the key as the default finds whose it is.
    await this.claims.put({ key, original });
    await this.ec2.send(new EnableEbsEncryptionByDefaultCommand({}));
    const shown = await this.set(key);
    if (shown !== key) { await this.claims.put({ key: shown, original }); }
  }

  /** Gives the default key up: to the newest claim that is left, or back to what was before. What somebody else chose meanwhile stays. */
  public async release(): Promise<void> {
    const mine = await this.claims.mine();
    if (!mine) { return; }
    // From here on nobody hands the default over to this construct; its claim goes when all is done, so that a run that is cut short can be repeated.
    await this.claims.put({ ...mine, leaving: true });
    const ours = new Set([mine.key]);
    for (let last: string | undefined; ;) {
      const current = await this.current();
      const heir = (await this.claims.others()).find(({ leaving }) => !leaving)?.key ?? mine.original;
      if (!ours.has(current) || heir === current || heir === last) { break; }
      last = heir;
      // Once more afterwards: the heir might have left, and another come, while it was set.
      ours.add(heir).add(await this.set(heir));
    }
    await this.claims.remove();
  }

  /** The default before any construct set it. The key is read twice: a claim that was given up between the first reading and the list has changed it. */
  private async original(): Promise<string> {
    for (;;) {
      const before = await this.current();
      const [other] = await this.claims.others();
      if (other) { return other.original; }
      if (await this.current() === before) { return before; }
    }
  }

  private async current(): Promise<string> {
    const { KmsKeyId } = await this.ec2.send(new GetEbsDefaultKmsKeyIdCommand({}));
    return KmsKeyId ?? AWS_MANAGED;
  }

  /** Returns the key as EC2 shows it. */
  private async set(key: string): Promise<string> {
    const { KmsKeyId } = key === AWS_MANAGED
      ? await this.ec2.send(new ResetEbsDefaultKmsKeyIdCommand({}))
      : await this.ec2.send(new ModifyEbsDefaultKmsKeyIdCommand({ KmsKeyId: key }));
    return KmsKeyId ?? key;
  }
}
