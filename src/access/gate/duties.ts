import { constructPath, FinishedPolicy, FinishedStatement } from './finished-policy';
import { Judgement } from './judgement';
import { wholeAccounts } from './whole-accounts';
import { Principal } from '../../iam/principal';
import { ADMINISTRATION, isNamed, narrows, reachesAny, SECRET_USE } from '../../iam/questions';
import { matches } from '../../iam/values';
import { accountOfPrincipal, parsePrincipalArn, roleOfSession } from '../../private/arns';
import { ORDER } from '../../private/policy-rows';
import { IamDelegation } from '../iam-delegation';

/*
 * Separation of duties: nobody both manages the key and uses it, by whatever statements and under whatever name.
 * https://docs.aws.amazon.com/prescriptive-guidance/latest/encryption-best-practices/kms.html
 */

/** Who brings in key material had it in the clear before: taking use away from them separates nothing. */
const MANAGEMENT: ReadonlySet<string> = new Set([...ADMINISTRATION].filter(action => action !== 'deleteimportedkeymaterial'));
/** By a grant one gives oneself any use. */
const USE: ReadonlySet<string> = new Set([...SECRET_USE, 'verifymac', 'creategrant']);

/**
 * KMS takes no management from principals of other accounts, whatever the policy says.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (Cross-account use: No)
 */
export function foreignAdministrator({ principals, row }: FinishedStatement): Judgement | undefined {
  const foreign = row?.order === ORDER.administration && row.sid === 'KeyAdministration' ? principals.find(({ own, kind }) => own === 'no' && kind !== 'everyone') : undefined;
  return foreign && { value: foreign.text, bound: 'must be of the account of the key: KMS takes no management from other accounts', remedy: "name roles of the key's account" };
}

/** One who both manages and uses the key. */
export function bothDuties(policy: FinishedPolicy): (Judgement & { readonly statements: readonly [string, string] }) | undefined {
  const allows = policy.statements.filter(({ effect, notPrincipal }) => effect === 'Allow' && !notPrincipal);
  const managing = allows.filter(statement => reachesAny(statement, MANAGEMENT) && statement.row?.order !== ORDER.delegation);
  const using = allows.filter(statement => reachesAny(statement, USE) && statement.row?.order !== ORDER.delegation && !statement.accepted.includes('no use'));
  for (const manages of managing) {
    for (const uses of using) {
      const both = shared(manages, uses, policy.context.delegation);
      if (both) {
        const path = constructPath(policy.context, both);
        return {
          value: path ?? both,
          bound: 'must not also use the key (separation of duties)',
          remedy: "name another principal, or set 'allowAdministratorsToUse'",
          statements: [manages.label, uses.label],
        };
      }
    }
  }
  return undefined;
}

/** Who is meant by both statements. */
function shared(manages: FinishedStatement, uses: FinishedStatement, delegation: IamDelegation): string | undefined {
  const users = new Set(named(uses).map(identity));
  return named(manages).find(administrator => users.has(identity(administrator)) || lets(uses, administrator, delegation))
    ?? named(uses).find(user => byPattern(manages, user))
    ?? wholeAccounts(manages).find(account => wholeAccounts(uses).includes(account));
}

/** The roles and users that a statement names, also those that a condition picks of an account. */
const named = (statement: FinishedStatement): readonly string[] => [
  ...statement.principals.filter(isNamed).map(({ text }) => text),
  ...patterns(statement).filter(pattern => !/[*?]/.test(pattern)),
];

/** The roles and users that a condition picks of everyone or of an account. */
const patterns = (statement: FinishedStatement): readonly string[] => statement.principals.some(isMany)
  ? statement.conditions.filter(condition => condition.name === 'aws:principalarn' && narrows(condition, statement)).flatMap(({ values }) => values)
  : [];

const isMany = ({ kind }: Principal): boolean => kind === 'account' || kind === 'everyone';

/** Whether a statement for many lets one of them use the key: by a pattern, or because IAM policies of the account can say so. */
const lets = (uses: FinishedStatement, administrator: string, delegation: IamDelegation): boolean => byPattern(uses, administrator)
  || (delegation !== IamDelegation.FULL && wholeAccounts(uses).some(account => account === accountOfPrincipal(administrator)));

const byPattern = (statement: FinishedStatement, arn: string): boolean => patterns(statement).some(pattern => matches(pattern, roleOfSession(arn)) === 'yes');

/** What is the same for two names of one principal: paths and partitions tell no roles of an account apart. */
function identity(text: string): string {
  const role = roleOfSession(text);
  const arn = parsePrincipalArn(role);
  return arn ? `${arn.account} ${arn.kind} ${arn.name.slice(arn.name.lastIndexOf('/') + 1)}` : role;
}
