import { RawResource, Template } from './template';
import { isRecord } from '../private/policy-json';

/*
 * The roles that AWS SAM makes of functions and state machines, as its transform writes them.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */

const WITH_ROLE: ReadonlySet<string> = new Set(['AWS::Serverless::Function', 'AWS::Serverless::StateMachine']);

/** The template with the roles that its transform adds; any other template as it is. */
export function withServerlessRoles(template: Template): Template {
  let roles: { [logicalId: string]: RawResource } | undefined;
  for (const logicalId in template.resources) {
    const resource = template.resources[logicalId];
    if (!WITH_ROLE.has(resource.Type) || resource.Properties?.Role !== undefined || template.resources[`${logicalId}Role`]) { continue; }
    (roles ??= {})[`${logicalId}Role`] = roleOf(logicalId, resource);
  }
  return roles ? { ...template, resources: { ...template.resources, ...roles } } : template;
}

function roleOf(logicalId: string, { Properties: { Policies, PermissionsBoundary } = {}, Metadata }: RawResource): RawResource {
  const managed: unknown[] = [];
  const inline: unknown[] = [];
  listed(Policies).forEach((policy, i) => {
    const made = madeOf(policy, `${logicalId}RolePolicy${i}`);
    if (made.inline !== undefined) { inline.push(made.inline); }
    if (made.managed !== undefined) { managed.push(made.managed); }
  });
  return { Type: 'AWS::IAM::Role', Metadata, madeBy: logicalId, Properties: { ManagedPolicyArns: managed, Policies: inline, PermissionsBoundary } };
}

const NO_VALUE = { Ref: 'AWS::NoValue' };
const choiceOf = (value: unknown): readonly unknown[] | undefined => isRecord(value) && Array.isArray(value['Fn::If']) ? value['Fn::If'] : undefined;

/** One or several; where a condition chooses a list, what might be in it. */
function listed(policies: unknown): readonly unknown[] {
  const choice = choiceOf(policies);
  if (!choice || !choice.slice(1).some(Array.isArray)) { return Array.isArray(policies) ? policies : policies === undefined ? [] : [policies]; }
  const [condition, whenTrue, whenFalse] = choice;
  return [...listed(whenTrue).map(one => ({ 'Fn::If': [condition, one, NO_VALUE] })), ...listed(whenFalse).map(one => ({ 'Fn::If': [condition, NO_VALUE, one] }))];
}

/** What the role has of a policy: one of its own, or the ARN of one; both where a condition chooses. */
function madeOf(policy: unknown, PolicyName: string): { readonly inline?: unknown; readonly managed?: unknown } {
  const choice = choiceOf(policy);
  if (choice) {
    const [whenTrue, whenFalse] = choice.slice(1).map(branch => madeOf(branch, PolicyName));
    const chosen = (of: 'inline' | 'managed') => whenTrue[of] === undefined && whenFalse[of] === undefined ? undefined
      : { 'Fn::If': [choice[0], whenTrue[of] ?? NO_VALUE, whenFalse[of] ?? NO_VALUE] };
    return { inline: chosen('inline'), managed: chosen('managed') };
  }
  if (isRecord(policy) && policy.Ref === NO_VALUE.Ref) { return {}; }
  if (isDocument(policy)) { return { inline: { PolicyName, PolicyDocument: policy } }; }
  if (isTemplateCall(policy)) { return { inline: { PolicyName, PolicyDocument: { Statement: statementsOf(policy) } } }; }
  return { managed: typeof policy === 'string' && !policy.startsWith('arn:') ? { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${policy}` } : policy };
}

const isDocument = (policy: unknown): boolean => isRecord(policy) && policy.Statement !== undefined;
const isTemplateCall = (policy: unknown): policy is { readonly [name: string]: any } => isRecord(policy) && /Policy(_v\d+)?$/.test(Object.keys(policy)[0]);

/** The policy templates of SAM whose statements are about KMS; all others are about other services. */
const POLICY_TEMPLATES: { readonly [name: string]: string } = { KMSDecryptPolicy: 'kms:Decrypt', KMSEncryptPolicy: 'kms:Encrypt' };

function statementsOf(call: { readonly [name: string]: any }): unknown[] {
  const [name] = Object.keys(call);
  const action = POLICY_TEMPLATES[name];
  return action === undefined ? [] : [{
    Effect: 'Allow',
    Action: action,
    Resource: { 'Fn::Sub': ['arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${keyId}', { keyId: call[name]?.KeyId }] },
  }];
}
