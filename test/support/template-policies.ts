import { unknownNames, unknownNamesOfAny } from './reference';

/** Keys that KMS refuses in a key policy. https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html */
const NOT_IN_KEY_POLICIES = /^((aws|kms):ResourceTag|kms:ResourceAliases$)/i;

interface Policy {
  /** `Key`, or `Role Policies.0`: the resource and where in it. */
  readonly where: string;
  readonly ofKey: boolean;
  readonly document: { readonly Statement: any };
}

/** Every policy document of a template, whatever the resource: of keys, buckets, topics, queues, event buses, roles, endpoints. */
export function policiesOf(template: { Resources?: { [logicalId: string]: any } }): Policy[] {
  return Object.entries(template.Resources ?? {}).flatMap(([logicalId, { Type, Properties }]) => {
    const found: Policy[] = [];
    const walk = (value: any, path: string[]) => {
      if (value === null || typeof value !== 'object') {
        // Some resources take a policy as text.
        if (typeof value === 'string' && /^\s*\{.*"Statement"/s.test(value)) { walk(JSON.parse(value), path); }
        return;
      }
      const statements = ([] as any[]).concat(value.Statement ?? []);
      if (statements.length > 0 && statements.every(statement => statement?.Effect)) {
        found.push({ where: [logicalId, path.join('.')].filter(Boolean).join(' '), ofKey: Type === 'AWS::KMS::Key' || Type === 'AWS::KMS::ReplicaKey', document: value });
        return;
      }
      for (const [name, inner] of Object.entries(value)) { walk(inner, [...path, name]); }
    };
    walk(Properties, []);
    return found;
  });
}

/** What in the policies of a template does not exist, or does not fit, with where it stands. */
export async function unknownNamesInTemplate(template: any): Promise<{ where: string; problem: string }[]> {
  const problems: { where: string; problem: string }[] = [];
  for (const { where, ofKey, document } of policiesOf(template)) {
    const found = await (ofKey ? unknownNames : unknownNamesOfAny)(document);
    const refused = ofKey ? conditionKeysIn(document).filter(key => NOT_IN_KEY_POLICIES.test(key)).map(key => `${key} is refused in a key policy`) : [];
    problems.push(...[...found, ...refused].map(problem => ({ where, problem })));
  }
  return problems;
}

const conditionKeysIn = (document: Policy['document']): string[] => ([] as any[]).concat(document.Statement)
  .flatMap(({ Condition }) => Object.values<any>(Condition ?? {}).flatMap(keys => Object.keys(keys)));
