import { OF_NO_KEY, POLICIES } from './aws-managed-policies-data';
import { readPolicy, Statements } from '../iam/statement';
import { parsePrincipalArn } from '../private/arns';
import { remember } from '../private/remember';

const read = remember((name: string): { readonly statements: Statements } => ({
  statements: readPolicy({ Version: '2012-10-17', Statement: POLICIES[name] }, { account: '', evaluate: value => value, resource: () => undefined }),
}));

/** The name of an AWS managed policy by its ARN. */
export function awsManagedName(arn: string): string | undefined {
  const { account, kind, name } = parsePrincipalArn(arn) ?? {};
  return account === 'aws' && kind === 'policy' ? name!.split('/').pop() : undefined;
}

/** What an AWS managed policy says of keys; undefined where that is not known. */
export function awsManagedStatements(name: string): Statements {
  if (OF_NO_KEY.has(name)) { return []; }
  return Object.prototype.hasOwnProperty.call(POLICIES, name) ? read(name).statements : undefined;
}
