import { Found, TemplateValues } from './template-values';
import { ReadTemplate } from './templates';
import { matchesPattern } from '../iam/pattern';
import { list } from '../private/policy-json';

/** A statement of an IAM policy that allows, with whose it is. */
export interface IdentityStatement {
  readonly statement: any;
  readonly principals: string[];
  readonly read: ReadTemplate;
}

/** What the IAM policies of the app allow. */
export const identityStatements = (values: TemplateValues): IdentityStatement[] => identityPolicies(values).flatMap(({ document, ...whose }) =>
  list(document?.Statement).filter(statement => statement.Effect === 'Allow').map(statement => ({ statement, ...whose })));

function identityPolicies(values: TemplateValues): { read: ReadTemplate; document: any; principals: string[] }[] {
  const attached = values.resources('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy').map(({ read, resource }) => {
    const { Roles, Users, Groups, PolicyDocument } = resource.Properties ?? {};
    const names = (kind: string, given: any) => list(given).map(value => `${kind} ${values.text(value, read)}`);
    return { read, document: PolicyDocument, principals: [...names('role', Roles), ...names('user', Users), ...names('group', Groups)] };
  });
  const inline = values.resources('AWS::IAM::Role', 'AWS::IAM::User').flatMap(found => list(found.resource.Properties?.Policies).map(({ PolicyDocument }) => ({
    read: found.read,
    document: PolicyDocument,
    principals: [`${found.resource.Type === 'AWS::IAM::Role' ? 'role' : 'user'} ${values.name(found)}`],
  })));
  return [...attached, ...inline];
}

interface NamedKey {
  readonly key: Found;
  readonly aliases: readonly string[];
  /** The ARN of any key of its account and region. */
  readonly anyKey: string;
}

/** The keys that a statement is about: those that its resources name, or reach as patterns, by an alias where it asks for one. */
export function keysOf({ statement, read }: IdentityStatement, keys: readonly NamedKey[], values: TemplateValues): Found[] {
  const wanted = aliasesOf(statement.Condition, read, values);
  const resources = list(statement.Resource).map(resource => ({ found: values.find(resource, read), text: values.text(resource, read) }));
  const named = new Set(resources.map(({ found }) => found?.resource));
  const patterns = resources.filter(({ found }) => found === undefined).map(({ text }) => text);
  return keys
    .filter(({ key, anyKey }) => named.has(key.resource)
      || (key.read.account === read.account && patterns.some(pattern => pattern.endsWith('*') && matchesPattern(pattern, anyKey))))
    .filter(({ aliases }) => wanted === undefined || aliases.some(alias => wanted.some(pattern => matchesPattern(pattern, alias))))
    .map(({ key }) => key);
}

/** The aliases by which a statement names its keys. */
function aliasesOf(condition: any, read: ReadTemplate, values: TemplateValues): string[] | undefined {
  const asked = Object.entries<any>(condition ?? {}).flatMap(([operator, keys]) =>
    /^(For(AnyValue|AllValues):)?String(Equals|Like)/.test(operator)
      ? Object.entries<any>(keys).filter(([key]) => key.toLowerCase() === 'kms:resourcealiases').flatMap(([, given]) => list(given))
      : []);
  return asked.length === 0 ? undefined : asked.map(alias => values.text(alias, read));
}

/**
 * A key by all that is known of its ARN: which id it will have is not known before deployment. A symbol such as ${AWS::Region} is the
 * same text in patterns.
 */
export const namedKey = (key: Found, aliases: readonly string[], values: TemplateValues): NamedKey =>
  ({ key, aliases, anyKey: values.text({ 'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*' }, key.read) });
