import { Duration, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CustomerManagedKeyProps } from './customer-managed-key-props';
import { KeyEnvironment } from './key-environment';
import { administrationActions } from '../access/access-rows';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { KeyRestriction } from '../access/key-restriction';
import { KeyKind, RowContext } from '../access/row-context';
import { refuse } from '../private/errors';
import { kmsRefusal } from '../private/key-specs';
import { LIMITS } from '../private/limits';
import { ORDER, PolicyRow } from '../private/policy-rows';
import { checkAlias, checkDays, checkNotEmpty, checkTag, checkText } from '../private/validate';

/** What a subclass adds to the props. @internal */
export interface KeyDefinition {
  readonly kind: KeyKind;
  /** As KMS spells them: the oldest aws-cdk-lib we work with has no name for some. */
  readonly keySpec?: string;
  readonly keyUsage?: string;
  readonly origin?: string;
  readonly multiRegion?: boolean;
  /** Makes the key a replica of this primary. */
  readonly primaryKeyArn?: string;
  readonly enableKeyRotation?: boolean;
  readonly rotationPeriod?: Duration;
  /** Rows that come with the kind of key, before the user's. */
  readonly access?: readonly KeyAccess[];
  /** Rows that deny and come with the kind of key. */
  readonly restrictions?: readonly KeyRestriction[];
}

/** Checks what every kind of key takes. */
export function check(props: CustomerManagedKeyProps, environment: KeyEnvironment): void {
  checkNotEmpty('administrators', props.administrators);
  checkNotEmpty('access', props.access);
  checkNotEmpty('restrictions', props.restrictions);
  checkText('description', props.description, LIMITS.descriptionLength.max);
  checkDays('pendingWindow', props.pendingWindow, LIMITS.pendingWindowDays);
  if (props.alias !== undefined) { checkAlias('alias', props.alias); }
  if (props.exportPrefix !== undefined && !props.exportOutputs) {
    refuse({ property: 'exportPrefix', value: props.exportPrefix, bound: "needs 'exportOutputs'" });
  }
  for (const property of ['description', 'application', 'owner', 'costCenter', 'dataClassification'] as const) {
    if (props[property] === '') { refuse({ property, value: '', bound: 'must not be empty', remedy: 'leave it out' }); }
  }
  for (const [key, value] of tags(props, environment)) { checkTag(key.charAt(0).toLowerCase() + key.slice(1), key, value); }
}

/** The kinds of key make this impossible, except for a Region that has no such keys and material that cannot be imported. */
export function checkSpec({ keySpec, keyUsage, origin, enableKeyRotation }: KeyDefinition, { region }: RowContext): void {
  const refusal = kmsRefusal({ keySpec, keyUsage, enableKeyRotation, imported: origin === 'EXTERNAL', region: Token.isUnresolved(region) ? undefined : region });
  if (refusal) { refuse({ property: 'keySpec', value: keySpec, bound: `is refused by KMS: ${refusal}` }); }
}

/** The tags that say whose key it is. */
export function tags(props: CustomerManagedKeyProps, environment: KeyEnvironment): [string, string][] {
  const given: [string, string | undefined][] = [
    ['Application', props.application],
    ['Environment', props.application || props.environment ? environment.name : undefined],
    ['Owner', props.owner],
    ['CostCenter', props.costCenter],
    ['DataClassification', props.dataClassification],
  ];
  return given.filter((tag): tag is [string, string] => tag[1] !== undefined);
}

/** What the key is for, when nobody says. */
export function describe(scope: Construct, id: string, props: CustomerManagedKeyProps, environment: KeyEnvironment): string {
  const path = [...scope.node.scopes.slice(1).map(s => s.node.id), id].join('/');
  return props.application ? `${props.application} ${environment.name} key, ${path}` : `Key of ${path}`;
}

/** The row by which the account's IAM policies count. */
export function delegationRows(context: RowContext): PolicyRow[] {
  if (context.delegation === IamDelegation.NONE) { return []; }
  const full = context.delegation === IamDelegation.FULL;
  return [{
    sid: full ? 'EnableIamPolicies' : 'EnableIamAdministration',
    effect: 'Allow',
    principals: [{ type: 'AWS', value: `arn:${context.partition}:iam::${context.account}:root` }],
    actions: full ? ['kms:*'] : administrationActions(context),
    conditions: {},
    order: ORDER.delegation,
  }];
}
