// Comes through the core's lazy export: importing this package does not load it.
import { aws_organizations as organizations, Names, Token } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { KeyGuardrail } from './key-guardrail';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { LIMITS } from '../private/limits';
import { checkNotEmpty } from '../private/validate';

/** Properties of KeyGuardrails. */
export interface KeyGuardrailsProps {
  /** What is denied. */
  readonly guardrails: KeyGuardrail[];

  /**
   * Roots (`r-ab12`), organizational units (`ou-ab12-11111111`) and accounts to which the policies are attached.
   *
   * @default - none: attach them elsewhere
   */
  readonly targetIds?: string[];

  /**
   * Beginning of the policies' names, which end in `-service-control` and `-resource-control`.
   *
   * @default - made of the construct's path
   */
  readonly policyName?: string;
}

/** The kinds of organization policies that a guardrail can need. */
type PolicyKind = 'serviceControl' | 'resourceControl';

const KINDS: { readonly [kind in PolicyKind]: { readonly type: string; readonly suffix: string; readonly id: string; readonly characters: number; readonly name: string } } = {
  serviceControl: {
    type: 'SERVICE_CONTROL_POLICY', suffix: 'service-control', id: 'ServiceControlPolicy', characters: LIMITS.serviceControlPolicyCharacters, name: 'a service control policy',
  },
  resourceControl: {
    type: 'RESOURCE_CONTROL_POLICY', suffix: 'resource-control', id: 'ResourceControlPolicy', characters: LIMITS.resourceControlPolicyCharacters, name: 'a resource control policy',
  },
};

/**
 * Guardrails for the KMS keys of an organization: a service control policy, a resource control policy, or both, as the guardrails need.
 *
 * Deploy it in the management account, or in the account to which it has delegated the policies. The policies do not count for keys and people of the management
 * account itself. Elsewhere, take the documents from `serviceControlPolicy` and `resourceControlPolicy`.
 *
 * Fails for a policy that is larger than AWS Organizations takes.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 *
 * @example
 * new KeyGuardrails(this, 'Guardrails', {
 *   guardrails: [KeyGuardrail.minimumPendingWindow(Duration.days(30)), KeyGuardrail.noLockoutBypass(), KeyGuardrail.onlyOrganization('o-a1b2c3d4e5')],
 *   targetIds: ['r-ab12'],
 * });
 */
@checked
@propertyInjectable
export class KeyGuardrails extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.KeyGuardrails';

  /** The document of the service control policy, as plain JSON. Undefined where the guardrails need none. */
  public static serviceControlPolicy(guardrails: KeyGuardrail[]): { [name: string]: any } | undefined {
    return documentOf(guardrails, 'serviceControl');
  }

  /** The document of the resource control policy, as plain JSON. Undefined where the guardrails need none. */
  public static resourceControlPolicy(guardrails: KeyGuardrail[]): { [name: string]: any } | undefined {
    return documentOf(guardrails, 'resourceControl');
  }

  /** The id of the service control policy; undefined where the guardrails need none. */
  public readonly serviceControlPolicyId?: string;
  /** The id of the resource control policy; undefined where the guardrails need none. */
  public readonly resourceControlPolicyId?: string;

  constructor(scope: Construct, id: string, props: KeyGuardrailsProps) {
    super(scope, id);
    const { guardrails, targetIds } = props;
    checkNotEmpty('guardrails', guardrails);
    checkNotEmpty('targetIds', targetIds);
    targetIds?.forEach(checkTarget);
    const name = props.policyName ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    const make = (kind: PolicyKind): string | undefined => {
      const content = documentOf(guardrails, kind);
      const { type, suffix, id: child } = KINDS[kind];
      return content && new organizations.CfnPolicy(this, child, { content, name: `${name}-${suffix}`, type, targetIds, description: 'Guardrails for KMS keys' }).attrId;
    };
    this.serviceControlPolicyId = make('serviceControl');
    this.resourceControlPolicyId = make('resourceControl');
  }
}

const TARGET = /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|\d{12})$/;

function checkTarget(target: string): void {
  if (!Token.isUnresolved(target) && !TARGET.test(target)) {
    refuse({ property: 'targetIds', value: target, bound: "must be the id of a root, an organizational unit or an account, such as 'ou-ab12-11111111'" });
  }
}

function documentOf(guardrails: KeyGuardrail[], kind: PolicyKind): { [name: string]: any } | undefined {
  checkNotEmpty('guardrails', guardrails);
  const statements = guardrails.flatMap(guardrail => guardrail._statements[kind] ?? []);
  if (statements.length === 0) { return undefined; }
  const seen = new Map<string, number>();
  const document = {
    Version: '2012-10-17',
    Statement: statements.map(({ sid, actions, conditions }) => {
      const count = (seen.get(sid) ?? 0) + 1;
      seen.set(sid, count);
      return {
        Sid: count === 1 ? sid : `${sid}${count}`,
        Effect: 'Deny',
        // The only principal that a resource control policy takes; a service control policy takes none.
        ...(kind === 'resourceControl' ? { Principal: '*' } : {}),
        Action: actions.length === 1 ? actions[0] : [...actions],
        Resource: '*',
        ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
      };
    }),
  };
  const { characters, name } = KINDS[kind];
  const size = JSON.stringify(document).length;
  if (size > characters) {
    refuse({ property: 'guardrails', value: `${size} characters`, bound: `make ${name} of more than ${characters} characters`, remedy: 'use wildcards in exceptions, or two KeyGuardrails' });
  }
  return document;
}
