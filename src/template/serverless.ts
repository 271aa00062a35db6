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
  (Array.isArray(Policies) ? Policies : Policies === undefined ? [] : [Policies]).forEach((policy, i) => {
    if (isDocument(policy)) {
      inline.push({ PolicyName: `${logicalId}RolePolicy${i}`, PolicyDocument: policy });
    } else if (isTemplateCall(policy)) {
      inline.push({ PolicyName: `${logicalId}RolePolicy${i}`, PolicyDocument: { Statement: statementsOf(policy) } });
    } else {
      managed.push(typeof policy === 'string' && !policy.startsWith('arn:') ? { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${policy}` } : policy);
    }
  });
  return { Type: 'AWS::IAM::Role', Metadata, madeBy: logicalId, Properties: { ManagedPolicyArns: managed, Policies: inline, PermissionsBoundary } };
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
