import { call, Code, constant, json, list, made, map } from './code';

/*
 * The statements of a key policy and what they refer to, as code.
 */

/** Something that code cannot say: the key is written as it is in the template. */
export class Unsayable extends Error {}

const PSEUDO: { readonly [name: string]: string } = {
  'AWS::AccountId': 'Aws.ACCOUNT_ID', 'AWS::Partition': 'Aws.PARTITION', 'AWS::Region': 'Aws.REGION', 'AWS::URLSuffix': 'Aws.URL_SUFFIX', 'AWS::StackName': 'Aws.STACK_NAME',
};

/** A value of a template: what is no function stays as it is. */
export function valueCode(value: any): Code {
  if (Array.isArray(value)) { return list(value.map(valueCode)); }
  if (typeof value !== 'object' || value === null) { return json(value); }
  const [name, ...others] = Object.keys(value);
  if (others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::'))) { return functionCode(name, value[name]); }
  return map(Object.entries(value).map(([key, inner]) => [key, valueCode(inner)] as const));
}

function functionCode(name: string, argument: any): Code {
  switch (name) {
    case 'Ref': return PSEUDO[argument] ? constant(PSEUDO[argument]) : call('Fn.ref', json(argument));
    case 'Fn::GetAtt': {
      const [resource, ...attribute] = Array.isArray(argument) ? argument : String(argument).split('.');
      return call('Token.asString', call('Fn.getAtt', json(resource), json(attribute.join('.'))));
    }
    case 'Fn::Join': return call('Fn.join', json(argument[0]), valueCode(argument[1]));
    case 'Fn::Sub': return Array.isArray(argument) ? call('Fn.sub', json(argument[0]), valueCode(argument[1])) : call('Fn.sub', json(argument));
    case 'Fn::ImportValue': return call('Fn.importValue', valueCode(argument));
    default: throw new Unsayable(`its policy uses ${name}`);
  }
}

/** `new iam.ArnPrincipal(…)` for one principal of a statement. */
export function principalCode(value: any, isOwnAccount: (text: unknown) => boolean): Code {
  if (isOwnAccount(value)) { return made('iam.AccountRootPrincipal'); }
  if (typeof value === 'string' && /^\d{12}$/.test(value)) { return made('iam.AccountPrincipal', json(value)); }
  return made('iam.ArnPrincipal', valueCode(value));
}

/** `iam.PolicyStatement.fromJson({…})` */
export const statementCode = (statement: unknown): Code => call('iam.PolicyStatement.fromJson', valueCode(statement));
