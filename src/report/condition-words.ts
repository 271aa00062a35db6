import { list } from '../private/policy-json';
import { CATALOG } from '../services/catalog';

/** The conditions of a statement in words: of an Allow when it holds, of a Deny whom it spares. */
export function conditionWords(conditions: any, denies: boolean, text: (value: unknown) => string, region?: string): string[] {
  const present = new Set<string>();
  const words = Object.entries<any>(conditions).flatMap(([operator, keys]) => Object.entries<any>(keys).flatMap(([key, given]) => {
    const values = list(given).map(text);
    if (operator === 'Null' && values[0] === 'false' && isNamedElsewhere(conditions, operator, key)) { return []; }
    const said = (denies ? spared : allowed)(operator, key, values, region);
    return said === '' ? [] : [said];
  }));
  return words.filter(word => !present.has(word) && present.add(word));
}

const isNamedElsewhere = (conditions: any, operator: string, key: string): boolean =>
  Object.entries<any>(conditions).some(([other, keys]) => other !== operator && keys[key] !== undefined);

const context = (key: string): string | undefined => /^kms:EncryptionContext:(.+)$/i.exec(key)?.[1];
const or = (values: readonly string[]): string => values.join(' or ');
const isNegated = (operator: string): boolean => /Not(Equals|Like)/.test(operator);

/** What must be so for an Allow to count. */
function allowed(operator: string, key: string, values: string[], region?: string): string {
  if (!isNegated(operator)) {
    const name = context(key);
    if (name && operator !== 'Null') { return `with ${name} = ${or(values)}`; }
    switch (key.toLowerCase()) {
      case 'kms:viaservice': return `through ${or(values.map(value => serviceName(value, region)))}`;
      case 'kms:encryptioncontextkeys': return `with no other context than ${values.join(', ')}`;
      case 'kms:grantisforawsresource': if (values[0] === 'true') { return 'for AWS resources only'; } break;
      case 'kms:grantoperations': return `for the operations ${values.join(', ')}`;
      case 'kms:calleraccount': return `from account ${or(values)}`;
      case 'kms:resourcealiases': return `while it is named ${or(values)}`;
      case 'kms:requestalias': return `by the name ${or(values)}`;
      case 'aws:multifactorauthpresent': if (values[0] === 'true') { return 'with MFA'; } break;
      case 'aws:principalorgid': return `from organization ${or(values)}`;
      case 'aws:principalorgpaths': return `from ${or(values)}`;
      case 'aws:principalarn': return `as ${or(values.map(shortArn))}`;
      case 'aws:sourcearn': return `for ${or(values)}`;
      case 'aws:sourceaccount': return `for account ${or(values)}`;
      case 'aws:sourceorgid': return `for organization ${or(values)}`;
      case 'aws:sourcevpce': return `from VPC endpoint ${or(values)}`;
      case 'aws:requestedregion': return `in ${or(values)}`;
    }
  }
  return plain(operator, key, values);
}

/** Whom or what a Deny leaves alone. */
function spared(operator: string, key: string, values: string[], region?: string): string {
  if (isNegated(operator)) {
    const name = context(key);
    if (name) { return `unless ${name} = ${or(values)}`; }
    switch (key.toLowerCase()) {
      case 'aws:principalarn': return exceptions(values);
      case 'kms:viaservice': return `unless through ${or(values.map(value => serviceName(value, region)))}`;
      case 'aws:principalorgid': return `unless from organization ${or(values)}`;
      case 'aws:requestedregion': return `unless in ${or(values)}`;
      case 'kms:replicaregion': return `unless to ${or(values)}`;
    }
  }
  switch (key.toLowerCase()) {
    case 'aws:principalisawsservice': if (values[0] === 'false') { return 'but for AWS services'; } break;
    case 'kms:grantisforawsresource': if (values[0] === 'false') { return 'but for AWS resources'; } break;
    case 'kms:schedulekeydeletionpendingwindowindays': if (operator === 'NumericLessThan') { return `with a waiting period under ${values[0]} days`; } break;
    case 'kms:trailingdayswithoutkeyusage': if (operator === 'NumericLessThan') { return `until ${values[0]} days without use`; } break;
    case 'aws:multifactorauthpresent': if (values[0] === 'false') { return 'unless with MFA'; } break;
  }
  return `when ${plain(operator, key, values).replace(/^when /, '')}`;
}

/** The roles of AWS services are always spared, and said as that. */
function exceptions(values: readonly string[]): string {
  const people = values.filter(value => !/:role\/(aws:\*|aws-service-role\/\*)$/.test(value));
  const services = people.length < values.length ? ['roles of AWS services'] : [];
  return `but for ${[...people.map(shortArn), ...services].join(', ')}`;
}

function plain(operator: string, key: string, values: readonly string[]): string {
  if (operator === 'Null') { return `when ${key} is ${values[0] === 'true' ? 'absent' : 'there'}`; }
  return `when ${key} ${operator} ${or(values)}`;
}

/** `${AWS::AccountId}` as `${AccountId}`, so that an ARN can be taken apart at its colons. */
export const withoutColons = (arn: string): string => arn.replaceAll('${AWS::', '${');

/** `role Api` where the ARN of a principal says so much. */
const shortArn = (arn: string): string => withoutColons(arn).replace(/^arn:[^:]+:iam::[^:]*:(role|user)\//, '$1 ').replace(/^arn:[^:]+:iam::([^:]*):\*$/, 'anyone of account $1');

/** The service that has a name in kms:ViaService for its own; services that work through another one's name have it too. */
function ownerOf(prefix: string): string | undefined {
  const services = Object.values(CATALOG).filter(use => use.viaService === prefix).map(use => use.service.replace(/^(Amazon|AWS) /, ''));
  const letters = (service: string) => service.toLowerCase().replace(/[^a-z0-9]/g, '');
  return services.filter(service => letters(service).includes(prefix)).sort((a, b) => a.length - b.length)[0] ?? services[0];
}

function serviceName(viaService: string, region?: string): string {
  const [, prefix, where] = /^([^.]+)\.(.+)\.amazonaws\.com$/.exec(viaService) ?? [];
  if (!prefix) { return viaService; }
  const name = ownerOf(prefix) ?? prefix;
  return where === (region ?? '${AWS::Region}') ? name : `${name} in ${where === '*' ? 'any region' : where}`;
}
