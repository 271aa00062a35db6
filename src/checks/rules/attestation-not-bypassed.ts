import { names } from '../../iam/applies';
import { conditionsOf, excludeEachOther } from '../../iam/branches';
import { PartlyKnown, passes } from '../../iam/passes';
import { demandsPresence, isNamed } from '../../iam/questions';
import { Caller, callerNamed } from '../../iam/request';
import { Statement, Trait } from '../../iam/statement';
import { isOpaque, shown, symbolNames } from '../../iam/symbols';
import { rule, StatementVerdict, statementwise } from '../rule';

const isAttestation = (name: string): boolean => name.startsWith('kms:recipientattestation:');
const asksForAttestation = (statement: Statement): boolean =>
  statement.conditions.some(({ name }) => isAttestation(name) && demandsPresence(statement, name));
/** What an enclave brings an attestation document for, in answers that only it can read. */
const ATTESTED: readonly string[] = ['decrypt', 'derivesharedsecret', 'generatedatakey', 'generatedatakeypair', 'generaterandom'];

/** What the request of the instance around the enclave carries of attestation: nothing. */
const withoutDocument: PartlyKnown['known'] = name => isAttestation(name) ? [] : undefined;

/** Whether a statement names somebody else, or the account alone, whose IAM policies are not looked at. */
const isForOthers = (statement: Statement, caller: Caller): boolean =>
  names(statement, { caller }, 'itself') === 'no' && names(statement, { caller }, 'role') === 'no';

/** The statements that can be there where others are, those that surely are then without their condition. */
function asOf(statements: readonly Statement[], present: readonly Statement[]): readonly Statement[] {
  const conditions = present.flatMap(({ branch }) => branch === undefined ? [] : conditionsOf(branch));
  const isSure = (branch: string): boolean => conditionsOf(branch).every(condition => conditions.includes(condition));
  return statements.filter(one => !present.some(other => excludeEachOther(one, other)))
    .map(one => one.branch !== undefined && isSure(one.branch) ? { ...one, branch: undefined } : one);
}

/** What the deployment fills in, or chooses, of statements. */
const namesIn = (statements: readonly Statement[]): readonly string[] => [...new Set(statements.flatMap(({ actions, branch, conditions, principals }) => [
  ...branch === undefined ? [] : conditionsOf(branch).map(condition => `condition ${condition.replace(/^not /, '')}`),
  ...[...actions, ...principals.map(({ text }) => text), ...conditions.flatMap(({ key, values }) => [key, ...values])].filter(isOpaque).flatMap(symbolNames),
]))];

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
  ...statementwise(Trait.CONDITIONS, (statement, { statements, resource }) => {
    if (statement.effect !== 'Allow' || !asksForAttestation(statement)) { return undefined; }
    const { account } = resource.stack.place;
    const denies = statements.filter(({ effect, effectUnknown }) => effect === 'Deny' || effectUnknown);
    let unclear: StatementVerdict;
    for (const other of statements) {
      if (other === statement || other.effect !== 'Allow' || excludeEachOther(statement, other)) { continue; }
      const [allow, ...guards] = asOf([other, ...denies], [statement, other]);
      for (const principal of statement.principals.filter(isNamed)) {
        const caller = callerNamed(principal, account);
        if (isForOthers(other, caller)) { continue; }
        for (const action of ATTESTED.filter(name => statement.reach.has(name) && other.reach.has(name))) {
          const bypassed = passes({ caller, action, account, known: withoutDocument }, { allows: [allow], denies: guards });
          const who = shown(principal.text);
          if (bypassed === 'yes') { return `asks ${who} for attestation, '${other.label}' allows it ${action} without`; }
          if (bypassed === 'unknown') { unclear ??= { unclear: `whether '${other.label}' allows ${who} ${action} without the attestation that '${statement.label}' asks for`, dependsOn: namesIn([allow, ...guards]) }; }
        }
      }
    }
    return unclear;
  }),
});
