import { Aws, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { checkContextIsSent, checkOptions, conditionsOf, conditionsWithoutContext, isBounded, KeyAccessOptions } from './access-conditions';
import { checkUnbound } from './gate/gate';
import { FOR_ANYBODY } from './gate/unnamed';
import { AccountAccessOptions, ServiceAccessOptions } from './key-access-options';
import { NamedResource, namedResources, asNames } from './named-resources';
import { accountOf, nameWithoutReference } from './resource-names';
import { KeyKind, RowContext } from './row-context';
import { anyTemplate, serviceRows } from './service-access';
import { withoutHome } from './without-home';
import { isAnybodys } from '../iam/whose';
import * as actions from '../private/actions';
import { parseArn } from '../private/arns';
import { refuse } from '../private/errors';
import { aKey } from '../private/key-specs';
import { Accepted, Conditions, ORDER, PolicyRow, PrincipalValue, mergeConditions } from '../private/policy-rows';
import { isAnyone, isService, principalsOf } from '../private/principals';
import { checkAccountId, checkArn, checkNotEmpty } from '../private/validate';
import { KeyService } from '../services/key-service';
import { sourceKeysOf } from '../services/service-use';

/** What stands behind a KeyAccess: checked at construction, rendered for each key it is bound to. */
export interface AccessRow {
  /** The principals who can use the key by this row, for separation of duties. */
  readonly users?: readonly PrincipalValue[];
  /** The principals who can manage the key by this row. */
  readonly administrators?: readonly PrincipalValue[];
  /** The service that the row is for. */
  readonly service?: KeyService;
  /** Where the principals were given, for messages. */
  readonly property?: string;
  /** A statement that is added as it is. */
  readonly statement?: iam.PolicyStatement;
  /** What whoever wrote the statement accepts of it. */
  readonly accepted?: readonly Accepted[];
  bind(context: RowContext): PolicyRow[];
}

export interface Who {
  /** Where the principal was given, for messages. */
  readonly property: string;
  readonly values: readonly PrincipalValue[];
  readonly conditions: Conditions;
}

/** Who is allowed by a row. `services` says whether AWS services can be meant. */
export function who(property: string, principal: iam.IGrantable, options: KeyAccessOptions, services = true): Who {
  checkOptions(options);
  const { values, conditions } = principalsOf(property, principal);
  const service = values.find(isService);
  if (service && (!services || (!isBounded(options) && Object.keys(conditions).length === 0))) {
    refuse({
      property,
      value: service.name ?? service.value,
      bound: services ? FOR_ANYBODY : 'takes people and roles, not AWS services',
      remedy: 'use KeyAccess.service(...), whose rows bind the service to your resources',
    });
  }
  const option = service && OF_PRINCIPALS.find(name => options[name] !== undefined);
  if (option) {
    refuse({
      property: option,
      value: options[option],
      bound: `is never met by an AWS service, ${service.name ?? service.value}: it asks who the principal is`,
      remedy: 'use KeyAccess.service(...), whose rows bind the service to your resources',
    });
  }
  return { property, values, conditions };
}

/** Options about people and their roles. */
const OF_PRINCIPALS = ['organizationId', 'organizationPaths', 'principalArnPatterns', 'requireMfa'] as const;

/** What a row lets its principals do. */
export interface Purpose {
  readonly sid: string;
  readonly actions: readonly string[];
  /** The actions on an asymmetric encryption key, where they differ. */
  readonly pairActions?: readonly string[];
  /** The kinds of key it makes sense for; undefined: every kind. */
  readonly kinds?: readonly KeyKind[];
  readonly fixed?: Conditions;
  readonly order?: number;
  /** Whether it counts as use of the key, which administrators must not have. */
  readonly use: boolean;
  /** What requests that the row is for carry besides. */
  readonly requests?: PolicyRow['requests'];
}

/** A row for everyone of an organization lets nobody of the key's own account in. */
const toOthers = (row: PolicyRow, account: string): PolicyRow => row.principals.length > 0 ? row : { ...row, conditions: withoutHome(row.conditions, account) };

export class PrincipalAccess implements AccessRow {
  public readonly users?: readonly PrincipalValue[];

  public readonly property: string;

  constructor(private readonly purpose: Purpose, private readonly principals: Who, private readonly options: AccountAccessOptions) {
    this.users = purpose.use ? principals.values : undefined;
    this.property = principals.property;
    checkContextIsSent(options);
    const row = this.row(purpose.sid, purpose.actions, conditionsOf(options, Aws.REGION));
    checkUnbound(this.property, toOthers(row, Aws.ACCOUNT_ID));
  }

  public bind(context: RowContext): PolicyRow[] {
    const { kinds } = this.purpose;
    if (kinds && !kinds.includes(context.kind)) {
      refuse({ property: 'access', value: this.purpose.sid, bound: `is for ${kinds.join(' and ')} keys, this is ${aKey(context.kind)}` });
    }
    const { encryptionContext, encryptionContextKeys, attestation } = this.options;
    const all = this.actionsFor(context);
    const sid = this.options.sid ?? this.purpose.sid;
    const row = (name: string, allowed: readonly string[], conditions: Conditions): PolicyRow[] =>
      allowed.length === 0 ? [] : [toOthers(this.row(name, allowed, conditions), context.account)];
    if (!encryptionContext && !encryptionContextKeys && !attestation) {
      return row(sid, all, conditionsOf(this.options, context.region));
    }
    const carries = attestation ? (action: string) => !actions.CONTEXTLESS_ACTIONS.includes(action) : actions.carriesContext;
    if (!all.some(carries)) {
      refuse({ property: 'encryptionContext', value: sid, bound: 'does nothing: none of the actions carries an encryption context', remedy: 'leave it out' });
    }
    return [
      ...row(sid, all.filter(carries), conditionsOf(this.options, context.region)),
      ...row(`${sid}Describe`, all.filter(action => !carries(action)), conditionsWithoutContext(this.options, context.region)),
    ];
  }

  private row(sid: string, allowed: readonly string[], conditions: Conditions): PolicyRow {
    const { fixed = {}, order = ORDER.use, requests } = this.purpose;
    return {
      sid,
      effect: 'Allow',
      principals: this.principals.values.some(isAnyone) ? [] : this.principals.values,
      actions: allowed,
      conditions: mergeConditions(fixed, this.principals.conditions, conditions),
      order,
      ...(this.options.allowWholeAccount ? { accepted: ['whole account'] } : {}),
      ...(requests ? { requests } : {}),
    };
  }

  private actionsFor(context: RowContext): readonly string[] {
    const { pairActions, actions: symmetric, sid } = this.purpose;
    const all = context.kind === KeyKind.ASYMMETRIC_ENCRYPTION ? pairActions ?? symmetric : symmetric;
    const { encryptionContext, encryptionContextKeys, attestation } = this.options;
    if ((encryptionContext || encryptionContextKeys) && context.kind !== KeyKind.SYMMETRIC) {
      refuse({ property: 'encryptionContext', value: sid, bound: `is for symmetric encryption keys, this is ${aKey(context.kind)}, whose requests carry none` });
    }
    return attestation ? all.flatMap(action => attestedAction(action, sid)) : all;
  }
}

/** An action narrowed to what takes an attestation document; the others could never be allowed by such a row. */
function attestedAction(action: string, sid: string): readonly string[] {
  if (actions.CONTEXTLESS_ACTIONS.includes(action)) { return [action]; }
  return actions.ATTESTED_ACTIONS[action] ?? refuse({
    property: 'attestation',
    value: sid,
    bound: `cannot stand on a row with ${action}, whose requests carry no attestation document`,
    remedy: 'use KeyAccess.decrypt, publish or deriveSharedSecret',
  });
}

export class AdministrationAccess implements AccessRow {
  public readonly administrators: readonly PrincipalValue[];

  public readonly property: string;

  constructor(private readonly principals: Who, private readonly options: KeyAccessOptions) {
    this.administrators = principals.values;
    this.property = principals.property;
    this.access(actions.ADMINISTRATION_ACTIONS);
  }

  public bind(context: RowContext): PolicyRow[] {
    return this.access(administrationActions(context)).bind(context);
  }

  private access(allowed: readonly string[]): PrincipalAccess {
    return new PrincipalAccess({ sid: 'KeyAdministration', actions: allowed, order: ORDER.administration, use: false }, this.principals, this.options);
  }
}

/** What managing means for this kind of key; keys of one kind share the list. */
export function administrationActions({ kind, multiRegion }: RowContext): readonly string[] {
  return (kind === KeyKind.SYMMETRIC ? SYMMETRIC_ADMINISTRATION : ADMINISTRATION)[multiRegion ? 'anyRegion' : 'oneRegion'];
}

const administration = (...more: string[]) => ({
  oneRegion: [...actions.ADMINISTRATION_ACTIONS, ...more],
  anyRegion: [...actions.ADMINISTRATION_ACTIONS, ...more, ...actions.MULTI_REGION_ACTIONS],
});
const ADMINISTRATION = administration();
const SYMMETRIC_ADMINISTRATION = administration(...actions.ROTATION_ACTIONS);

export class ServiceAccess implements AccessRow {
  public readonly property = 'users';
  public readonly users: readonly PrincipalValue[];
  private readonly who: readonly Who[];

  constructor(public readonly service: KeyService, private readonly options: ServiceAccessOptions) {
    const use = service._use;
    checkNotEmpty('users', options.users, 'leave it out to let IAM policies say who uses the key through the service');
    checkNotEmpty('resources', options.resources);
    checkNotEmpty('resourcesOf', options.resourcesOf);
    checkNotEmpty('sourceArns', options.sourceArns);
    checkNotEmpty('sourceAccounts', options.sourceAccounts);
    options.sourceArns?.forEach(arn => checkArn('sourceArns', arn));
    options.sourceAccounts?.forEach(account => checkAccountId('sourceAccounts', account));
    const sends = new Set(use.calls.flatMap(sourceKeysOf));
    const takes = (property: keyof ServiceAccessOptions, possible: boolean, why: string) => {
      if (options[property] !== undefined && !possible) {
        refuse({ property, value: options[property], bound: `does nothing for KeyService.${service.id}: ${why}`, remedy: 'leave it out' });
      }
    };
    takes('sourceArns', sends.has('aws:SourceArn'), 'the service sends no aws:SourceArn');
    takes('resources', sends.has('aws:SourceArn') || anyTemplate(use, /\{resource(Arn)?\}/), 'nothing in its calls names a resource');
    takes('resourcesOf', use.resourceTypes !== undefined, "its resources are no constructs that give a name; use 'resources'");
    options.resourcesOf?.forEach(construct => nameWithoutReference('resourcesOf', construct, use.resourceTypes!));
    takes('sourceAccounts', sends.size > 0 || anyTemplate(use, /\{(account|resourceArn)\}/), 'nothing in its calls names an account');
    takes('users', use.calls.some(call => call.caller === 'user'), 'the service calls KMS as itself, never for a user');
    const linked = use.calls.some(call => call.caller === 'service-linked-role');
    takes('serviceLinkedRoleSuffix', linked, 'it has no service-linked role');
    takes('beforeServiceLinkedRole', linked, 'it has no service-linked role');
    if (use.foreignSource && !options.sourceAccounts && !options.sourceArns) {
      refuse({ property: 'sourceAccounts', value: undefined, bound: `must name ${use.foreignSource} for KeyService.${service.id}` });
    }
    if (anyTemplate(use, /\{resource\}$/) && !use.resourceArn) {
      const arn = options.resources?.find(resource => resource.startsWith('arn:'));
      if (arn) { refuse({ property: 'resources', value: arn, bound: `takes the ${use.resourceName} of each, not an ARN: the encryption context names no ARN` }); }
    } else if (!use.resourceArn) {
      options.resources?.forEach(resource => checkArn('resources', resource));
    }
    for (const property of options.sourceAccounts ? [] : ['resources', 'sourceArns'] as const) {
      const open = options[property]?.find(isAnybodys);
      if (open) { refuse({ property, value: open, bound: 'must name the account of each, or the service would use the key for anybody', remedy: 'write the account into the ARN' }); }
    }
    this.who = (options.users ?? []).map(user => who('users', user, {}, false));
    this.users = this.who.flatMap(user => user.values);
    for (const { values, conditions } of this.who) {
      const principals = values.some(isAnyone) ? [] : values;
      checkUnbound('users', { sid: '', effect: 'Allow', principals, actions: actions.USE_ACTIONS, conditions, order: ORDER.service });
    }
  }

  public bind(context: RowContext): PolicyRow[] {
    const { keySpecs, regions } = this.service._use;
    const wanted = keySpecs.includes('SYMMETRIC_DEFAULT') ? 'symmetric encryption keys' : `keys of spec ${keySpecs.join(' or ')}`;
    if ((context.kind === KeyKind.SYMMETRIC) !== keySpecs.includes('SYMMETRIC_DEFAULT')) {
      refuse({ property: 'access', value: `KeyService.${this.service.id}`, bound: `takes ${wanted} only, this is ${aKey(context.kind)}` });
    }
    if (regions && !Token.isUnresolved(context.region) && !regions.includes(context.region)) {
      refuse({ property: 'access', value: `KeyService.${this.service.id}`, bound: `takes keys of ${regions.join(' or ')} only, this one is in ${context.region}` });
    }
    const binding = { ...this.options, resources: this.resources(context), userConditions: {} };
    if (this.who.length === 0) { return serviceRows(this.service._use, { ...binding, users: [] }, context); }
    // Users that bring conditions of their own are bound on their own; the assembler merges the others.
    return this.who.flatMap(user => serviceRows(this.service._use, { ...binding, users: user.values, userConditions: user.conditions }, context));
  }

  /** Names and ARNs given, and the names of constructs given. */
  private resources(context: RowContext): NamedResource[] | undefined {
    const { resources, resourcesOf, sourceAccounts } = this.options;
    const types = this.service._use.resourceTypes ?? [];
    const elsewhere = resourcesOf?.find(construct => ![context.account, ...(sourceAccounts ?? [])].includes(accountOf(construct, context)));
    if (elsewhere) {
      refuse({
        property: 'resourcesOf',
        value: elsewhere.node.path,
        bound: `is in the account ${elsewhere.env.account}, the key in ${Token.isUnresolved(context.account) ? 'another' : context.account}`,
        remedy: "name that account in 'sourceAccounts'",
      });
    }
    const given = resources && namedResources('resources', resources, context.scope);
    given?.forEach(resource => checkOfService(this.service, resource, context));
    return resourcesOf ? [...(given ?? []), ...asNames(resourcesOf.map(construct => nameWithoutReference('resourcesOf', construct, types)))] : given;
  }
}

/** An ARN of another kind of resource would be compared with those of this service, and never be equal. */
function checkOfService({ id, _use: use }: KeyService, { text, isArn }: NamedResource, context: RowContext): void {
  const arn = parseArn(text);
  if (!isArn || !use.resourceArn || !arn) { return; }
  const { service, region } = arn;
  const wanted = parseArn(use.resourceArn)!.service;
  if (!Token.isUnresolved(service) && !wanted.includes('{') && service !== wanted) {
    refuse({ property: 'resources', value: text, bound: `must be resources of KeyService.${id}, ${use.resourceArn}` });
  }
  // The encryption context names the resource itself, which uses a key of its own Region; what only sends can be elsewhere.
  const itself = anyTemplate(use, /^\{resourceArn\}/) && use.resourceArn.includes('{region}') && !context.multiRegion;
  if (itself && !Token.isUnresolved(region) && !Token.isUnresolved(context.region) && !/[*?]/.test(region) && region !== context.region) {
    refuse({ property: 'resources', value: text, bound: `must be in the Region of the key, ${context.region}` });
  }
}
