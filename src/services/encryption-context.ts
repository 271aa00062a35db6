import { CATALOG } from './catalog';
import { messageUses } from './messages';
import { ServiceCall } from './service-use';

/*
 * Who says what is in the encryption context of a request that comes through a service.
 */

const namesOf = ({ context, narrowedContext, contextPresent = [], contextKeys = [] }: ServiceCall): readonly string[] =>
  [...Object.keys(context ?? {}), ...Object.keys(narrowedContext ?? {}), ...contextPresent, ...contextKeys];

const DOCUMENTED: ReadonlySet<string> = new Set([...Object.values(CATALOG), ...messageUses()]
  .flatMap(use => [...use.calls, ...use.creation ?? []]).flatMap(namesOf).map(name => name.toLowerCase()));

/** What names start with that AWS services give, also where the catalog does not list them; `aws-crypto-ec:` is the AWS Encryption SDK's. */
const OF_AWS = /^(aws|aws-crypto-ec):/;

/** Whether a name of the encryption context is one that AWS services send: `aws:s3:arn`, `SecretARN`. An app's own never is. */
export const isSentByServices = (name: string): boolean => DOCUMENTED.has(name.toLowerCase()) || OF_AWS.test(name.toLowerCase());
