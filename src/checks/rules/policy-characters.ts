import { COMPLIANT, finding, rule, undecidable, UNREADABLE } from '../rule';

/** Latin-1 plus tab, LF and CR (API PutKeyPolicy, pattern of Policy). */
const STRANGER = /[^\u0009\u000A\u000D\u0020-\u00FF]/u;

export const POLICY_CHARACTERS = rule({
  id: 'PolicyCharacters',
  title: 'The key policy holds Latin-1 characters only',
  info: 'KMS refuses the key policy for a character, so the deployment fails.',
  explanation: 'A key policy takes printable ASCII, Latin-1, tab, line feed and carriage return. A dash or quote from a word processor in a Sid is enough to fail.',
  page: 'kms/latest/developerguide/key-policy-overview.html',
  fix: 'Replace the character.',
  level: 'error',
  subject: 'keyPolicy',
  check: policy => {
    if (policy.statements === undefined) { return [undecidable(UNREADABLE)]; }
    if (policy.latin1) { return COMPLIANT; }
    const [stranger] = STRANGER.exec(policy.text) ?? [];
    return stranger ? [finding(`holds '${stranger}' (U+${stranger.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')})`)] : COMPLIANT;
  },
});
