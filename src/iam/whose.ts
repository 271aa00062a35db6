import { Condition } from './condition';
import { isSource, narrows } from './questions';
import { parseArn } from '../private/arns';

/*
 * Whether a condition says whose the requests are that it lets through: of which accounts, or of which organization. A pattern that leaves the
 * account open, `arn:aws:sns:*:*:*`, says nothing.
 */

type Names = { readonly [key: string]: (value: string) => boolean };

const noWildcard = (value: string): boolean => !/[*?]/.test(value.replace(/\$\{\?/g, ''));
/** `o-a1b2c3d4e5/…` */
const namesOrganization = (path: string): boolean => noWildcard(path.split('/', 1)[0]);
/** An ARN whose account is written out. */
function namesAccount(arn: string): boolean {
  const account = parseArn(arn)?.account;
  return account === undefined ? noWildcard(arn) : account !== '' && noWildcard(account);
}
/** The same, or the name of what is global, such as a bucket. */
const namesGlobally = (arn: string): boolean => namesAccount(arn) || (parseArn(arn)?.account === '' && noWildcard(parseArn(arn)!.resource));

const BY_PLACE: Names = {
  'aws:principalarn': namesAccount,
  'aws:principalaccount': noWildcard,
  'kms:calleraccount': noWildcard,
  'aws:userid': noWildcard,
  'aws:sourceaccount': noWildcard,
  'aws:sourcearn': namesGlobally,
};
const BY_ORGANIZATION: Names = {
  'aws:principalorgid': noWildcard,
  'aws:principalorgpaths': namesOrganization,
  'aws:sourceorgid': noWildcard,
  'aws:sourceorgpaths': namesOrganization,
};

/** What of a source is more than a text to compare; the start of the name of a bucket is somebody's enough. */
const SOURCES: Names = { 'aws:sourcearn': arn => !isAnybodys(arn), 'aws:sourceorgpaths': namesOrganization };

const says = (condition: Condition, names: Names, conditions: readonly Condition[]): boolean => {
  const test = names[condition.name];
  return test !== undefined && narrows(condition, { conditions }) && condition.values.every(test);
};

/** Whether a condition says of which accounts. */
export const saysWhere = (condition: Condition, conditions: readonly Condition[]): boolean => says(condition, BY_PLACE, conditions);
/** Whether a condition says of which organization. */
export const saysOrganization = (condition: Condition, conditions: readonly Condition[]): boolean => says(condition, BY_ORGANIZATION, conditions);

const EVERYBODY_OF_IT = /^(\*|(role|user|assumed-role)\/\*)$/;
/** The account all of whose principals a value of a condition lets through, `arn:aws:iam::111122223333:role/*`; undefined where it names some of them. */
export function wholeAccountIn({ name }: Pick<Condition, 'name'>, value: string): string | undefined {
  if (name === 'aws:principalaccount' || name === 'kms:calleraccount') { return noWildcard(value) ? value : undefined; }
  const arn = name === 'aws:principalarn' ? parseArn(value) : undefined;
  return arn && noWildcard(arn.account) && EVERYBODY_OF_IT.test(arn.resource) ? arn.account : undefined;
}

/** Whether a condition of a service's request says which account it is for: its source is of known accounts, or of an organization. */
export const namesSource = ({ name, values }: Condition): boolean => isSource(name) && values.every(SOURCES[name] ?? noWildcard);

/** Whether the value of a condition on the source, or on the encryption context, of a service's request could be anybody's: an ARN of whatever account. */
export function isAnybodys(value: string): boolean {
  const arn = parseArn(value);
  return arn !== undefined && (arn.account === '' ? /^[*?]/.test(arn.resource) : !noWildcard(arn.account));
}
