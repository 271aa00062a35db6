import { FinishedStatement } from './finished-policy';
import { Judgement } from './judgement';
import { withoutRegion } from '../../iam/boundable';
import { Condition } from '../../iam/condition';
import { servicesForAnybody, unboundableServices } from '../../iam/confused-deputy';
import { Principal } from '../../iam/principal';
import { givesNothingAway, isAccount, isBounded, narrowedBy, narrows } from '../../iam/questions';
import { parseArn } from '../../private/arns';
import { CATALOG } from '../../services/catalog';
import { DELIVERIES } from '../../services/messages';

/*
 * Nobody unnamed gets in.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
 */

/** What is wrong with whom an Allow allows. */
export function unnamed(statement: FinishedStatement, account: string): Judgement | undefined {
  if (statement.effect !== 'Allow') { return undefined; }
  if (statement.notPrincipal) { return { value: 'NotPrincipal', bound: 'allows everyone who is not named', remedy: 'name who is allowed' }; }
  return (statement.everyone ? everyone(statement, account) : undefined)
    ?? wholeAccount(statement)
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
  return letsHomeIn(statement, account)
    ? {
      value: '*',
      bound: "lets every principal of the key's own account in, without an IAM policy that allows it",
      remedy: "use KeyAccess.organization(...), or add StringNotEquals 'aws:PrincipalAccount' with the key's account",
    }
    : undefined;
}

/**
 * Whether a statement for everyone takes the key's own account along: there it allows alone, while other accounts need an IAM policy too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
export const letsHomeIn = ({ conditions }: FinishedStatement, account: string): boolean =>
  conditions.some(condition => says(condition, BY_ORGANIZATION, conditions))
  && !conditions.some(condition => saysWhere(condition, conditions) || leavesOut(condition, account));

const noWildcard = (value: string): boolean => !/[*?]/.test(value.replace(/\$\{\?/g, ''));
/** `o-a1b2c3d4e5/…` */
const namesOrganization = (path: string): boolean => noWildcard(path.split('/', 1)[0]);
/** An ARN whose account is written out. Global resources such as buckets have none. */
function namesAccount(arn: string): boolean {
  const account = parseArn(arn)?.account;
  return account === undefined ? noWildcard(arn) : account !== '' && noWildcard(account);
}

const BY_PLACE: { readonly [key: string]: (value: string) => boolean } = {
  'aws:principalarn': namesAccount,
  'aws:principalaccount': noWildcard,
  'kms:calleraccount': noWildcard,
  'aws:userid': noWildcard,
  'aws:sourceaccount': noWildcard,
  'aws:sourcearn': arn => namesAccount(arn) || (parseArn(arn)?.account === '' && noWildcard(parseArn(arn)!.resource)),
};
const BY_ORGANIZATION: { readonly [key: string]: (value: string) => boolean } = {
  'aws:principalorgid': noWildcard,
  'aws:principalorgpaths': namesOrganization,
  'aws:sourceorgid': noWildcard,
  'aws:sourceorgpaths': namesOrganization,
};
const says = (condition: Condition, names: typeof BY_PLACE, conditions: readonly Condition[]): boolean => {
  const test = names[condition.name];
  return test !== undefined && narrows(condition, { conditions }) && condition.values.every(test);
};

/** Whether a condition says of which accounts a principal is. */
const saysWhere = (condition: Condition, conditions: readonly Condition[]): boolean => says(condition, BY_PLACE, conditions);
const saysWho = ({ conditions }: FinishedStatement): boolean =>
  conditions.some(condition => saysWhere(condition, conditions) || says(condition, BY_ORGANIZATION, conditions));

/** Whether a condition takes the key's own account out. */
const leavesOut = ({ name, base, set, values }: Condition, account: string): boolean =>
  (name === 'aws:principalaccount' || name === 'kms:calleraccount') && /^stringnot(equals|like)/.test(base) && set === '' && values.includes(account);

function wholeAccount(statement: FinishedStatement): Judgement | undefined {
  if (statement.accepted.includes('whole account') || givesNothingAway(statement) || isBounded(statement)) { return undefined; }
  const foreign = statement.principals.find(principal => isAccount(principal) && principal.own === 'no');
  return foreign && {
    value: accountId(foreign),
    bound: 'shares the key with a whole account without any bound',
    remedy: "use KeyAccess.account(...) with 'viaServices', 'encryptionContext', 'principalArnPatterns' or 'organizationId', or with 'allowWholeAccount' if every role there may use the key",
  };
}

const accountId = ({ text }: Principal): string => /::([^:]*):root$/.exec(text)?.[1] ?? text;

export const FOR_ANYBODY = 'lets an AWS service use the key for anybody (confused deputy)';

function anybodysService(statement: FinishedStatement): Judgement | undefined {
  const [service] = statement.accepted.includes('any source') ? [] : servicesForAnybody(statement);
  return service && {
    value: service.text,
    bound: FOR_ANYBODY,
    remedy: `${remedyFor(service.text)}, or add a condition on aws:SourceArn or aws:SourceAccount; if the service names no source, KeyAccess.statement(..., { allowAnySource: true }) says that you know`,
  };
}

/** What is said of a statement for a service that AWS documents no bound for, where nobody says that it is meant. */
export function unboundable(statement: FinishedStatement): Judgement | undefined {
  const [service] = statement.effect !== 'Allow' || statement.accepted.includes('any source') ? [] : unboundableServices(statement);
  return service && {
    value: service.text,
    bound: FOR_ANYBODY,
    remedy: 'AWS documents no source for it; KeyAccess.statement(..., { allowAnySource: true }) says that you know',
  };
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

/** What a token says it was made for: `cognito-identity.amazonaws.com:aud`, `graph.facebook.com:app_id`; or whom it is of. */
const AUDIENCE = /:(aud|oaud|azp|app_id|sub)$/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif */
function withoutAudience(statement: FinishedStatement): Judgement | undefined {
  const { principals } = statement;
  // A provider of an account is trusted by roles of that account only, whose trust policies ask for the audience.
  const federated = principals.find(({ kind, text }) => kind === 'federated' && !text.startsWith('arn:'));
  return federated && !narrowedBy(statement, name => AUDIENCE.test(name))
    ? {
      value: federated.text,
      bound: 'allows everyone who signs in with that identity provider',
      remedy: `add a condition on the audience, such as StringEquals '${federated.text}:aud'`,
    }
    : undefined;
}
