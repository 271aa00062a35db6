import { parseArgs } from 'node:util';

export const USAGE = `keysmith import: bring your own key material into an AWS KMS key of origin EXTERNAL

Usage
  keysmith import --key-id KEY (--generate | < material) EXPIRY [options]

The key
  --key-id KEY            id, ARN or alias (alias/…) of the key
  --region REGION         Region of the key; else as for the AWS CLI
  --profile NAME          profile of the AWS CLI's configuration whose credentials and Region are used
  --endpoint URL          another KMS endpoint; https, or http on this machine

The key material
  (standard input)        the bytes, as --format says; nothing is ever written to disk
  --material-fd N         read them from this file descriptor instead: keysmith … --material-fd 3 3< <(command)
  --format FORMAT         raw (default), hex, base64, or pem for the private key of a key pair (PKCS #8)
  --generate              make random key material here, for symmetric and HMAC keys
  --wrapped-copy-for FILE with --generate: print a copy that only the owner of this RSA public key (PEM) can open
  --no-copy               with --generate: keep no copy; the material cannot be imported again once it is gone from KMS
  --description TEXT      what to remember the material by, at most 256 characters

How long it stays (one of them)
  --valid-to TIME         until this moment, ISO 8601, at most 365 days ahead
  --expires TIME          for so long: 90d, 12h
  --never-expires         until somebody deletes it

Import again, and rotation
  (by default)            an empty key takes its first material; a key that had material takes the same material again
  --new-material          new material for a symmetric key; it is rotated to at once, older material still decrypts
  --no-rotate             with --new-material: leave it pending rotation

How it is done
  --wrapping-algorithm A  RSAES_OAEP_SHA_256 or RSA_AES_KEY_WRAP_SHA_256; default: what the key takes
  --wrapping-key-spec S   RSA_2048, RSA_3072 or RSA_4096 (default)
  --no-verify             do not check the imported material by using it
  --dry-run               say what would be done: reads about the key, checks the key material, changes nothing

Other
  --version               the version of this program
  --help                  this text

Exit codes
  0  imported and verified     1  nothing was imported     2  wrong arguments
  3  imported, but rotation or verification failed         4  imported, but not allowed to verify
`;

export const WRAPPING_ALGORITHMS = ['RSAES_OAEP_SHA_256', 'RSA_AES_KEY_WRAP_SHA_256'] as const;
export type WrappingAlgorithm = typeof WRAPPING_ALGORITHMS[number];
export const WRAPPING_KEY_SPECS = ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const;
export type WrappingKeySpec = typeof WRAPPING_KEY_SPECS[number];
export const FORMATS = ['raw', 'hex', 'base64', 'pem'] as const;
export type Format = typeof FORMATS[number];

export interface ImportRequest {
  readonly keyId: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly generate: boolean;
  readonly materialFd: number;
  readonly format: Format;
  readonly wrappedCopyFor?: string;
  readonly description?: string;
  /** Undefined: never. */
  readonly validTo?: Date;
  readonly newMaterial: boolean;
  readonly rotate: boolean;
  readonly wrappingAlgorithm?: WrappingAlgorithm;
  readonly wrappingKeySpec: WrappingKeySpec;
  readonly verify: boolean;
  readonly dryRun: boolean;
  readonly profile?: string;
}

/** Wrong arguments: the message is for whoever typed them. */
export class UsageError extends Error {}

const DAY = 86_400_000;
/** API ImportKeyMaterial, ValidTo. */
const LONGEST_DAYS = 365;

const OPTIONS = {
  'key-id': { type: 'string' },
  'region': { type: 'string' },
  'endpoint': { type: 'string' },
  'material-fd': { type: 'string' },
  'format': { type: 'string' },
  'generate': { type: 'boolean' },
  'wrapped-copy-for': { type: 'string' },
  'no-copy': { type: 'boolean' },
  'description': { type: 'string' },
  'valid-to': { type: 'string' },
  'expires': { type: 'string' },
  'never-expires': { type: 'boolean' },
  'new-material': { type: 'boolean' },
  'no-rotate': { type: 'boolean' },
  'wrapping-algorithm': { type: 'string' },
  'wrapping-key-spec': { type: 'string' },
  'no-verify': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  'profile': { type: 'string' },
  'version': { type: 'boolean' },
  'help': { type: 'boolean', short: 'h' },
} as const;

/** What was asked for, when it was not an import. */
export type Question = 'help' | 'version';

export function parseArguments(args: readonly string[], now: Date): ImportRequest | Question {
  const { values, positionals } = parsed(args);
  if (values.help || (args.length === 0)) { return 'help'; }
  if (values.version) { return 'version'; }
  if (positionals.length !== 1 || positionals[0] !== 'import') { throw new UsageError(`the one command is 'import', got: '${positionals.join(' ')}'`); }
  const need = (wanted: boolean, message: string): void => { if (!wanted) { throw new UsageError(message); } };

  need(values['key-id'] !== undefined, '--key-id is needed');
  const generate = values.generate ?? false;
  const copies = [values['wrapped-copy-for'] !== undefined, values['no-copy'] ?? false].filter(Boolean).length;
  need(!generate || copies === 1, '--generate needs one of --wrapped-copy-for and --no-copy');
  need(generate || copies === 0, '--wrapped-copy-for and --no-copy are for --generate: what you bring you have already');
  need(!generate || (values['material-fd'] === undefined && values.format === undefined), '--generate reads no key material, so --material-fd and --format mean nothing');
  need(!values['no-rotate'] || values['new-material'] === true, '--no-rotate is for --new-material');
  const fd = Number(values['material-fd'] ?? '0');
  need(Number.isInteger(fd) && fd >= 0 && fd !== 1 && fd !== 2, `--material-fd takes the number of a file descriptor to read, got: '${values['material-fd']}'`);
  need((values.description?.length ?? 0) <= 256, '--description takes at most 256 characters');
  return {
    keyId: values['key-id']!,
    region: values.region,
    endpoint: endpointOf(values.endpoint),
    generate,
    materialFd: fd,
    format: oneOf('format', FORMATS, values.format ?? 'raw'),
    wrappedCopyFor: values['wrapped-copy-for'],
    description: values.description,
    validTo: expiry(values, now),
    newMaterial: values['new-material'] ?? false,
    rotate: !values['no-rotate'],
    wrappingAlgorithm: values['wrapping-algorithm'] === undefined ? undefined : oneOf('wrapping-algorithm', WRAPPING_ALGORITHMS, values['wrapping-algorithm']),
    wrappingKeySpec: oneOf('wrapping-key-spec', WRAPPING_KEY_SPECS, values['wrapping-key-spec'] ?? 'RSA_4096'),
    verify: !values['no-verify'],
    dryRun: values['dry-run'] ?? false,
    profile: values.profile,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's advice about values that start with a dash is about another program.
    throw new UsageError((error as Error).message.replace(/\. To specify a[^]*$|\.? Did you forget[^]*$|\nTo specify[^]*$/, ''));
  }
}

function oneOf<T extends string>(name: string, possible: readonly T[], value: string): T {
  const found = possible.find(candidate => candidate === value);
  if (found === undefined) { throw new UsageError(`--${name} takes ${possible.join(', ')}, got: '${value}'`); }
  return found;
}

/** Whoever answers in KMS's place chooses the key that the material is wrapped for, so the line must be safe. */
function endpointOf(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) { return undefined; }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const here = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !here) { throw new UsageError(`--endpoint takes an https address, or http on this machine, got: '${endpoint}'`); }
  return endpoint;
}

function expiry(values: { 'valid-to'?: string; 'expires'?: string; 'never-expires'?: boolean }, now: Date): Date | undefined {
  const given = [values['valid-to'] !== undefined, values.expires !== undefined, values['never-expires'] ?? false].filter(Boolean).length;
  if (given !== 1) { throw new UsageError('say how long the key material stays: one of --valid-to, --expires and --never-expires'); }
  if (values['never-expires']) { return undefined; }
  const duration = /^(\d+)([dh])$/.exec(values.expires ?? '');
  if (values.expires !== undefined && !duration) { throw new UsageError(`--expires takes days or hours such as 90d or 12h, got: '${values.expires}'`); }
  const date = duration ? new Date(now.getTime() + Number(duration[1]) * (duration[2] === 'd' ? DAY : DAY / 24)) : isoDate(values['valid-to']!);
  if (date.getTime() <= now.getTime() || date.getTime() > now.getTime() + LONGEST_DAYS * DAY) {
    throw new UsageError(`key material expires in the future, at most ${LONGEST_DAYS} days from now, got: ${date.toISOString()}`);
  }
  return date;
}

function isoDate(text: string): Date {
  const date = new Date(text);
  // Without a time zone it would mean another moment on another machine.
  if (Number.isNaN(date.getTime()) || !/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/.test(text)) {
    throw new UsageError(`--valid-to takes an ISO 8601 time with its zone such as 2027-03-01T00:00:00Z, got: '${text}'`);
  }
  return date;
}
