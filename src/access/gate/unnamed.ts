import { FinishedStatement } from './finished-policy';
import { Judgement } from './judgement';
import { accountsOfEveryone, wholeAccounts } from './whole-accounts';
import { withoutRegion } from '../../iam/boundable';
import { Condition } from '../../iam/condition';
import { servicesForAnybody, unboundableServices } from '../../iam/confused-deputy';
import { givesNothingAway, narrowedBy } from '../../iam/questions';
import { same } from '../../iam/symbols';
import { saysOrganization, saysWhere } from '../../iam/whose';
import { CATALOG } from '../../services/catalog';
import { DELIVERIES } from '../../services/messages';
import { serviceCallers } from '../../services/service-callers';

/*
 * Nobody unnamed gets in.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
 */

/** What is wrong with the principals of an Allow. */
export function unnamed(statement: FinishedStatement, account: string): Judgement | undefined {
  if (statement.effect !== 'Allow') { return undefined; }
  if (statement.notPrincipal) { return { value: 'NotPrincipal', bound: 'allows everyone who is not named', remedy: 'name who is allowed' }; }
  return (statement.everyone ? everyone(statement, account) : undefined)
    ?? wholeAccount(statement, account)
    ?? anybodysService(statement)
    ?? withoutAudience(statement);
}

function everyone(statement: FinishedStatement, account: string): Judgement | undefined {
  if (!saysWho(statement)) {
    return {
      value: '*',
      bound: 'would open the key to every AWS account',
      remedy: "add 'organizationId' or 'principalArnPatterns' with an account in each, or name the accounts",
    };
  }
  const byOrganization = letsHomeIn(statement, account);
  if (!byOrganization && !isForAllAtHome(statement, account)) { return undefined; }
  return {
    value: '*',
    bound: "lets every principal of the key's own account in, without an IAM policy that allows it",
    remedy: byOrganization
      ? "use KeyAccess.organization(...), or add StringNotEquals 'aws:PrincipalAccount' with the key's account"
      : 'name the account itself, new iam.AccountPrincipal(...), whose IAM policies then count, or the roles',
  };
}

/**
 * Whether a statement for everyone takes the key's own account along: there it allows alone, while other accounts need an IAM policy too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
export const letsHomeIn = ({ conditions }: FinishedStatement, account: string): boolean =>
  conditions.some(condition => saysOrganization(condition, conditions))
  && !conditions.some(condition => saysWhere(condition, conditions) || leavesOut(condition, account));

const saysWho = ({ conditions }: FinishedStatement): boolean =>
  conditions.some(condition => saysWhere(condition, conditions) || saysOrganization(condition, conditions));

/** Whether a condition takes the key's own account out. */
const leavesOut = ({ name, base, set, values }: Condition, account: string): boolean =>
  (name === 'aws:principalaccount' || name === 'kms:calleraccount') && /^stringnot(equals|like)/.test(base) && set === '' && values.includes(account);

/**
 * Whether a statement for everyone is for everybody of the key's own account. What comes through one service is the statement of AWS managed keys,
 * where the service asks for a permission of its own.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key
 */
const isForAllAtHome = (statement: FinishedStatement, account: string): boolean =>
  accountsOfEveryone(statement).includes(account) && !narrowedBy(statement, name => name === 'kms:viaservice');

function wholeAccount(statement: FinishedStatement, account: string): Judgement | undefined {
  if (statement.accepted.includes('whole account') || givesNothingAway(statement)) { return undefined; }
  // Of a row that no key has yet, and of an app for any account, nobody knows whose it is.
  const [foreign] = wholeAccounts(statement).filter(other => same(other, account) === 'no');
  return foreign === undefined ? undefined : {
    value: foreign,
    bound: 'shares the key with a whole account without any bound',
    remedy: "use KeyAccess.account(...) with 'viaServices', 'encryptionContext', 'principalArnPatterns' or 'organizationId', or with 'allowWholeAccount' if every role there can use the key",
  };
}

const ACCEPTED = 'KeyAccess.statement(..., { allowAnySource: true }) says that you know';
export const FOR_ANYBODY = 'lets an AWS service use the key for anybody (confused deputy)';

function anybodysService(statement: FinishedStatement): Judgement | undefined {
  const [service] = statement.accepted.includes('any source') ? [] : servicesForAnybody(statement);
  return service && {
    value: service.text,
    bound: FOR_ANYBODY,
    remedy: calledByOthers(service.text) ?? `${remedyFor(service.text)}, or add a condition on aws:SourceArn or aws:SourceAccount; if the service names no source, ${ACCEPTED}`,
  };
}

/** What is said of a statement for a service that AWS documents no bound for, where nobody says that it is meant. */
export function unboundable(statement: FinishedStatement): Judgement | undefined {
  const [service] = statement.effect !== 'Allow' || statement.accepted.includes('any source') ? [] : unboundableServices(statement);
  return service && {
    value: service.text,
    bound: FOR_ANYBODY,
    remedy: `AWS documents no source for it; ${ACCEPTED}`,
  };
}

/** Who is to be allowed in place of a service that never calls KMS as itself. */
function calledByOthers(principal: string): string | undefined {
  const { asItself, others } = serviceCallers(withoutRegion(principal));
  return asItself.length > 0 || others === undefined ? undefined
    : `${principal} calls KMS ${others}, never as itself: KeyAccess.service(...) allows who really calls; if it calls all the same, ${ACCEPTED}`;
}

/** The rows that bind a service to resources of the app. */
function remedyFor(principal: string): string {
  const rows = rowsOf(withoutRegion(principal));
  return rows.length === 0 || rows.length > 3
    ? 'use KeyAccess.service(...) or KeyAccess.messages(...), whose rows bind the service to your resources'
    : `use ${rows.join(' or ')}, which binds the service to your resources`;
}

const rowsOf = (principal: string): readonly string[] => [
  ...Object.values(CATALOG).filter(use => !use.unsupported && use.calls.some(call => call.principal === principal)).map(({ id }) => `KeyAccess.service(KeyService.${id})`),
  ...Object.values(DELIVERIES).filter(({ principals }) => principals.some(({ name }) => name === principal)).map(({ id }) => `KeyAccess.messages(MessageSource.${id}, ...)`),
];

/** What a token says it was made for: `cognito-identity.amazonaws.com:aud`, `graph.facebook.com:app_id`; or who issues it. */
const AUDIENCE = /:(aud|oaud|azp|app_id|sub)$/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif */
function withoutAudience(statement: FinishedStatement): Judgement | undefined {
  const { principals } = statement;
  // A provider of an account, by its ARN or a reference, is trusted by roles of that account only, whose trust policies ask for the audience.
  const federated = principals.find(({ kind, text }) => kind === 'federated' && /^[\w.-]+$/.test(text));
  return federated && !narrowedBy(statement, name => AUDIENCE.test(name))
    ? {
      value: federated.text,
      bound: 'allows everyone who signs in with that identity provider',
      remedy: `add a condition on the audience, such as StringEquals '${federated.text}:aud'`,
    }
    : undefined;
}
