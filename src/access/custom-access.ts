import * as iam from 'aws-cdk-lib/aws-iam';
import { checkSid } from './access-conditions';
import { AccessRow } from './access-rows';
import { StatementAccessOptions } from './key-access-options';
import { refuse } from '../private/errors';
import { Accepted, PolicyRow } from '../private/policy-rows';

/** A statement of the user's own, checked for what KMS refuses or takes without effect. */
export class CustomAccess implements AccessRow {
  public readonly accepted: readonly Accepted[];

  constructor(public readonly statement: iam.PolicyStatement, { allowAnySource = false }: StatementAccessOptions = {}) {
    this.accepted = allowAnySource ? ['any source'] : [];
    const name = statement.sid ?? 'statement';
    if (statement.sid !== undefined && statement.sid !== '') { checkSid('sid', statement.sid.replace(/ /g, '')); }
    if (statement.actions.length === 0 && statement.notActions.length === 0) {
      refuse({ property: 'statement', value: name, bound: 'must name at least one action', remedy: 'KMS accepts such a statement and it then does nothing' });
    }
    if (!statement.hasPrincipal) {
      refuse({ property: 'statement', value: name, bound: 'must name a principal' });
    }
    for (const [operator, keys] of Object.entries(statement.conditions)) { checkOperator(operator, Object.keys(keys as object)); }
    // In a key policy the resource is this key.
    if (!statement.hasResource) { statement.addAllResources(); }
  }

  public bind(): PolicyRow[] {
    return [];
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS = [
  'StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike',
  'NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals',
  'DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals',
  'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'Null',
];

/** The keys with several values in a request; a set operator on any other is true for an absent key, and KMS refuses some. */
const MULTI_VALUED = [
  'kms:encryptioncontextkeys', 'kms:grantoperations', 'kms:resourcealiases', 'aws:tagkeys', 'aws:calledvia', 'aws:principalorgpaths',
  'aws:principalservicenameslist', 'aws:sourceorgpaths', 'aws:resourceorgpaths', 'aws:vpceorgpaths',
];

function checkOperator(operator: string, keys: readonly string[]): void {
  const [, set, base] = /^(For(?:AnyValue|AllValues):)?(.*?)(?:IfExists)?$/.exec(operator)!;
  if (!OPERATORS.includes(base)) {
    refuse({ property: 'statement', value: operator, bound: 'has a condition operator that IAM does not have', remedy: 'such as StringEquals, ArnLike or Bool' });
  }
  const single = set ? keys.find(key => !MULTI_VALUED.includes(key.toLowerCase())) : undefined;
  if (single) {
    refuse({ property: 'statement', value: operator, bound: `is a set operator on ${single}, which has one value in a request`, remedy: `use ${base}` });
  }
}
