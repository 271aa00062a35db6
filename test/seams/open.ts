import { AppDescription } from './description';
import { Finding } from './judge';

/* What is known and still to be mended. Both lists are empty when the seams hold. */

/** Ids of cases of which nothing is asked yet. */
export const OPEN_CASES: readonly string[] = [
  'B07', 'B08a', 'B10', 'N1a', 'N1b', 'N2', 'O1-onlyPrincipals', 'O3a', 'O3b', 'O7a', 'O7b', 'O7c', 'O7d', 'O7e', 'O7f', 'O7g', 'O7h', 'O7i',
  'O7j', 'O7k', 'O7l', 'O7m', 'O10', 'S3a', 'S3b', 'S3c', 'S3d', 'S3e', 'S4a', 'S4b', 'S4c', 'S4d', 'S4e', 'S4f', 'S4g', 'S4h', 'S4i', 'S4j',
  'S8a', 'S8b', 'S8c', 'S8d', 'S8e', 'S8f', 'S8g',
];

/** Findings in generated apps that count for nothing yet. */
export const OPEN_FINDINGS: readonly { readonly name: string; readonly is: (finding: Finding, app: AppDescription) => boolean }[] = [
  {
    name: 'onlyPrincipals with a role of another stack form a cycle',
    is: ({ kind, text }, { key }) => kind === 'message' && /cyclic reference/.test(text) && key.restrictions.some(({ is }) => is === 'onlyPrincipals'),
  },
  { name: 'sharing with an organization allows everybody at home', is: ({ kind }) => kind === 'nobody' },
  { name: 'CloudFormation cannot make the key, or what is under it, and nothing says so', is: ({ kind }) => kind === 'deployer' },
];
