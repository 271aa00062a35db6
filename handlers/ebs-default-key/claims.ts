import { DeleteParameterCommand, paginateGetParametersByPath, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

/** What one construct wants the default key to be, and what it was before any construct of this library set it. */
export interface Claim {
  readonly key: string;
  readonly original: string;
  /** The construct is giving it up: nobody hands the default over to it, but what it remembers still counts. */
  readonly leaving?: boolean;
}

export interface StoredClaim extends Claim {
  readonly name: string;
}

/**
 * The claims on the default key of this account and Region: one parameter for each construct, which only its own function can write. So no two functions
 * ever write the same parameter, and Parameter Store, which has no conditional writes, needs none.
 */
export class Claims {
  constructor(private readonly ssm: SSMClient, private readonly path: string, private readonly own: string) {}

  /** All of them, the newest first. */
  public async all(): Promise<StoredClaim[]> {
    const found: { claim: StoredClaim; at: number }[] = [];
    for await (const { Parameters = [] } of paginateGetParametersByPath({ client: this.ssm }, { Path: this.path })) {
      for (const { Name = '', Value = '', LastModifiedDate } of Parameters) {
        const claim = parsed(Value);
        if (claim) { found.push({ claim: { ...claim, name: Name }, at: LastModifiedDate?.getTime() ?? 0 }); }
      }
    }
    return found.sort((a, b) => b.at - a.at || (a.claim.name < b.claim.name ? -1 : 1)).map(({ claim }) => claim);
  }

  public async mine(): Promise<Claim | undefined> {
    return (await this.all()).find(({ name }) => name === this.own);
  }

  public async others(): Promise<StoredClaim[]> {
    return (await this.all()).filter(({ name }) => name !== this.own);
  }

  public async put({ key, original, leaving }: Claim): Promise<void> {
    await this.ssm.send(new PutParameterCommand({
      Name: this.own,
      Value: JSON.stringify({ key, original, leaving }),
      Type: 'String',
      Overwrite: true,
      Description: 'A stack that set the default key of EBS encryption. Do not edit: what was the default before is restored from here.',
    }));
  }

  public async remove(): Promise<void> {
    await this.ssm.send(new DeleteParameterCommand({ Name: this.own })).catch(error => {
      if ((error as Error).name !== 'ParameterNotFound') { throw error; }
    });
  }
}

/** A key as EC2 takes and shows it: an ARN of KMS, or the alias of the AWS managed key. */
const KEY = /^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[\w/-]+|alias\/[\w/-]+)$/;

/** A parameter that is no claim, by whomever it was written, counts for nothing. */
function parsed(value: string): Claim | undefined {
  try {
    const { key, original, leaving } = JSON.parse(value);
    return [key, original].every(part => typeof part === 'string' && KEY.test(part)) ? { key, original, leaving: leaving === true } : undefined;
  } catch {
    return undefined;
  }
}
