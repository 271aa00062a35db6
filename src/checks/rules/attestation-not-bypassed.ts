import { demandsPresence, isNamed } from '../../iam/questions';
import { Statement, Trait } from '../../iam/statement';
import { shown } from '../../iam/symbols';
import { rule, statementwise } from '../rule';

const isAttestation = (name: string): boolean => name.startsWith('kms:recipientattestation:');
const asksForAttestation = (statement: Statement): boolean =>
  statement.conditions.some(({ name }) => isAttestation(name) && demandsPresence(statement, name));
/** What an enclave brings an attestation document for, in answers that only it can read. */
const ATTESTED: ReadonlySet<string> = new Set(['decrypt', 'derivesharedsecret', 'generatedatakey', 'generatedatakeypair', 'generaterandom']);

export const ATTESTATION_NOT_BYPASSED = rule({
  id: 'AttestationNotBypassed',
  title: 'What an enclave must attest, no other statement allows without',
  info: 'Another statement lets the same principal in without an attestation document.',
  explanation: 'A condition on kms:RecipientAttestation binds use of the key to an enclave whose measurements are known. A second statement that allows the same action without it lets the '
    + 'instance around the enclave do the same.',
  page: 'kms/latest/developerguide/conditions-attestation.html',
  fix: 'Take the action out of the other statement, or deny it without attestation: KeyRestriction.requireAttestation(...) does.',
  level: 'warning',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, (statement, { statements }) => {
    if (statement.effect !== 'Allow' || !asksForAttestation(statement)) { return undefined; }
    const attested = [...statement.reach].filter(action => ATTESTED.has(action));
    const people = statement.principals.filter(isNamed);
    const denied = (action: string) => statements.some(({ effect, reach, conditions }) =>
      effect === 'Deny' && reach.has(action) && conditions.some(({ name }) => isAttestation(name)));
    for (const other of statements) {
      if (other === statement || other.effect !== 'Allow' || asksForAttestation(other)) { continue; }
      const [action] = attested.filter(name => other.reach.has(name) && !denied(name));
      const who = people.find(({ text }) => other.principals.some(principal => principal.text === text));
      if (action && who) { return `asks ${shown(who.text)} for attestation, '${other.label}' allows it ${action} without`; }
    }
    return undefined;
  }),
});
