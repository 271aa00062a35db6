import { AppReader } from './app-reader';
import { awsManagedName, awsManagedStatements } from './aws-managed-policies';
import { AttachedPolicy, Identity, IdentityPolicy } from './model';
import { physicalArn } from './physical-names';
import { ReadDocument } from './read-document';
import { isOpaque, resourceSymbol, shown, symbolNames, SYMBOLS } from '../iam/symbols';
import { fill } from '../private/arns';
import { isFunction } from '../private/policy-json';
import { eachOf } from '../template/scalar';
import { constructName, Resource, Template } from '../template/template';

type Kind = Identity['kind'] | 'group';

/** Somebody while policies are found for it: a role, user, group or permission set. */
interface Holder {
  readonly kind: Kind;
  readonly name: string;
  readonly arns: readonly string[];
  readonly stack: Template;
  readonly resource?: Resource;
  readonly policies: AttachedPolicy[];
  readonly unread: string[];
  readonly groups: Set<Holder>;
  boundary?: AttachedPolicy;
}

/** Types whose resources hold policies, and by which property they are named. */
const HOLDERS: { readonly [type: string]: { readonly kind: Kind; readonly nameProperty: string } } = {
  'AWS::IAM::Role': { kind: 'role', nameProperty: 'RoleName' },
  'AWS::IAM::User': { kind: 'user', nameProperty: 'UserName' },
  'AWS::IAM::Group': { kind: 'group', nameProperty: 'GroupName' },
  'AWS::SSO::PermissionSet': { kind: 'permission set', nameProperty: 'Name' },
};

/** Policies that are resources of their own, and the properties that name whose they are. */
const ATTACHED: readonly (readonly [string, readonly (readonly [Kind, string])[]])[] = [
  ['AWS::IAM::Policy', [['role', 'Roles'], ['user', 'Users'], ['group', 'Groups']]],
  ['AWS::IAM::ManagedPolicy', [['role', 'Roles'], ['user', 'Users'], ['group', 'Groups']]],
  ['AWS::IAM::RolePolicy', [['role', 'RoleName']]],
  ['AWS::IAM::UserPolicy', [['user', 'UserName']]],
  ['AWS::IAM::GroupPolicy', [['group', 'GroupName']]],
];

/** Properties that hold whole documents. */
const INLINE: readonly string[] = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/** The IAM policies of an app at once, and whose they are when somebody asks. */
export class Identities {
  public readonly policies: readonly IdentityPolicy[];
  private readonly managed = new Map<unknown, IdentityPolicy>();
  private readonly byResource = new Map<unknown, Holder>();
  private readonly byName = new Map<string, Holder>();
  private found?: readonly Identity[];
  private readonly boundaries: ReadonlySet<unknown>;

  constructor(private readonly app: AppReader) {
    this.boundaries = this.readBoundaries();
    this.policies = [
      ...ATTACHED.flatMap(([type]) => app.all(type)).map(resource => this.attached(resource)),
      ...INLINE.flatMap(type => app.all(type)).flatMap(resource => this.inline(resource)),
      ...app.all('AWS::SSO::PermissionSet').flatMap(resource => this.ofPermissionSet(resource)),
    ];
  }

  public get identities(): readonly Identity[] {
    this.found ??= this.readIdentities();
    return this.found;
  }

  private attached(resource: Resource): IdentityPolicy {
    const policy = this.policy(resource, resource.raw.Properties?.PolicyDocument, 'Properties.PolicyDocument', (this.boundaries.has(resource.raw) || this.isCalledBoundary(resource)) && !this.isAttached(resource));
    this.managed.set(resource.raw, policy);
    return policy;
  }

  private policy(resource: Resource, document: unknown, location: string, boundaryOnly = false): IdentityPolicy {
    return { resource, location, ...this.app.readDocument(document, resource), boundaryOnly };
  }

  private inline(resource: Resource): IdentityPolicy[] {
    const given = resource.raw.Properties?.Policies;
    const policies = Array.isArray(given) ? given : eachOf(this.app.value(resource, 'Policies')).flatMap(value => Array.isArray(value) ? value : []);
    return policies.flatMap((policy, i) => this.branches(policy, resource)
      .map(one => this.policy(resource, (one as any)?.PolicyDocument, `Properties.Policies.${i}.PolicyDocument`)));
  }

  /** What an element of a list might be, nothing left out. */
  private branches(value: unknown, resource: Resource): readonly unknown[] {
    return isFunction(value) ? eachOf(this.app.evaluate(value, resource)).filter(one => one !== undefined && one !== null) : [value];
  }

  private ofPermissionSet(resource: Resource): IdentityPolicy[] {
    const document = resource.raw.Properties?.InlinePolicy;
    return document === undefined ? [] : [this.policy(resource, document, 'Properties.InlinePolicy')];
  }

  /** Policies that somebody has as a permissions boundary. */
  private readBoundaries(): ReadonlySet<unknown> {
    const holders = ['AWS::IAM::Role', 'AWS::IAM::User'].flatMap(type => this.app.all(type));
    return new Set(holders.filter(({ raw }) => raw.Properties?.PermissionsBoundary !== undefined)
      .flatMap(resource => eachOf(this.app.value(resource, 'PermissionsBoundary')).map(value => this.app.resourceOf(value)?.raw)));
  }

  /** A boundary that others give to the roles that they make is one by its name alone. */
  private isCalledBoundary(resource: Resource): boolean {
    return resource.raw.Type === 'AWS::IAM::ManagedPolicy'
      && [resource.logicalId, this.app.value(resource, 'ManagedPolicyName')].some(name => typeof name === 'string' && /boundary/i.test(name.replace(SYMBOLS, '')));
  }

  private isAttached(policy: Resource): boolean {
    const lists = ['Roles', 'Users', 'Groups'].some(name => policy.raw.Properties?.[name] !== undefined);
    return lists || INLINE.some(type => this.app.all(type).some(holder =>
      listOf(this.app.value(holder, 'ManagedPolicyArns')).some(arn => this.app.resourceOf(arn)?.raw === policy.raw)));
  }

  private readIdentities(): readonly Identity[] {
    for (const type in HOLDERS) { for (const resource of this.app.all(type)) { this.holderOf(resource); } }
    for (const [type, properties] of ATTACHED) {
      for (const resource of this.app.all(type)) { this.attach(resource, properties); }
    }
    for (const policy of this.policies) {
      const holder = this.byResource.get(policy.resource.raw);
      holder?.policies.push({ ...documentOf(policy), name: holder.name, policy });
    }
    for (const holder of [...this.byResource.values()]) { this.addManaged(holder); }
    this.joinGroups();
    return [...new Set([...this.byResource.values(), ...this.byName.values()])].flatMap(holder => holder.kind === 'group' ? [] : [toIdentity(holder, holder.kind)]);
  }

  private holderOf(resource: Resource): Holder {
    const known = this.byResource.get(resource.raw);
    if (known) { return known; }
    const { kind, nameProperty } = HOLDERS[resource.raw.Type];
    const given = this.app.value(resource, nameProperty);
    const holder = this.newHolder(kind, typeof given === 'string' ? given : undefined, resource.stack, resource);
    this.byResource.set(resource.raw, holder);
    if (typeof given === 'string') { this.byName.set(nameKey(kind, given, resource.stack), holder); }
    return holder;
  }

  private newHolder(kind: Kind, given: string | undefined, stack: Template, resource?: Resource): Holder {
    const name = given ?? constructName(resource!);
    return {
      kind,
      name: resource && given === undefined ? constructName(resource) : shown(name),
      arns: resource && kind !== 'permission set' ? arnsOfResource(this.app, resource) : [arnOf(kind, given ?? '*', stack)],
      stack,
      resource,
      policies: [],
      unread: [],
      groups: new Set(),
    };
  }

  /** Whoever a name or a reference of a policy names. */
  private named(kind: Kind, value: unknown, stack: Template): Holder | undefined {
    const resource = this.app.resourceOf(value);
    if (resource && HOLDERS[resource.raw.Type]) { return this.holderOf(resource); }
    if (typeof value !== 'string') { return undefined; }
    const key = nameKey(kind, value, stack);
    const known = this.byName.get(key);
    if (known) { return known; }
    const holder = this.newHolder(kind, value, stack);
    this.byName.set(key, holder);
    return holder;
  }

  private attach(resource: Resource, properties: readonly (readonly [Kind, string])[]): void {
    const policy = this.managed.get(resource.raw)!;
    for (const [kind, property] of properties) {
      for (const value of listOf(this.app.value(resource, property))) {
        this.named(kind, value, resource.stack)?.policies.push({ ...documentOf(policy), name: constructName(resource), policy });
      }
    }
  }

  private addManaged(holder: Holder): void {
    const { resource } = holder;
    if (!resource) { return; }
    const property = holder.kind === 'permission set' ? 'ManagedPolicies' : 'ManagedPolicyArns';
    for (const arn of listOf(this.app.value(resource, property))) {
      const attached = this.managedPolicy(arn);
      if (attached) { holder.policies.push(attached); } else { holder.unread.push(shown(String(arn))); }
    }
    const [boundary] = eachOf(this.app.value(resource, 'PermissionsBoundary'));
    if (boundary !== undefined) { holder.boundary = this.managedPolicy(boundary) ?? { statements: undefined, decidable: undefined, name: typeof boundary === 'string' ? shown(boundary) : 'boundary' }; }
  }

  private managedPolicy(arn: unknown): AttachedPolicy | undefined {
    const resource = this.app.resourceOf(arn);
    const policy = resource && this.managed.get(resource.raw);
    if (policy) { return { ...documentOf(policy), name: constructName(policy.resource), policy }; }
    const name = typeof arn === 'string' ? awsManagedName(arn) : undefined;
    const statements = name === undefined ? undefined : awsManagedStatements(name);
    return statements && { statements, decidable: statements, name: name! };
  }

  private joinGroups(): void {
    for (const resource of this.app.all('AWS::IAM::User')) { this.join(this.holderOf(resource), resource, 'Groups'); }
    for (const resource of this.app.all('AWS::IAM::UserToGroupAddition')) {
      for (const user of listOf(this.app.value(resource, 'Users'))) {
        const holder = this.named('user', user, resource.stack);
        if (holder) { this.join(holder, resource, 'GroupName'); }
      }
    }
  }

  private join(user: Holder, resource: Resource, property: string): void {
    for (const value of listOf(this.app.value(resource, property))) {
      const group = this.named('group', value, resource.stack);
      if (!group || user.groups.has(group)) { continue; }
      user.groups.add(group);
      user.policies.push(...group.policies.map(policy => ({ ...policy, group: group.name })));
    }
  }
}

const documentOf = ({ statements, decidable }: IdentityPolicy): ReadDocument => ({ statements, decidable });

const toIdentity = ({ kind: _, stack, groups: __, ...holder }: Holder, kind: Identity['kind']): Identity => ({ ...holder, kind, account: stack.place.account });

/** What a parameter names in one stack, one of the same name need not name in another; an import is the same everywhere. */
const nameKey = (kind: Kind, name: string, { place, index }: Template): string =>
  `${kind} ${place.account} ${isOpaque(name) && !symbolNames(name).every(symbol => symbol.startsWith('import ')) ? `${index} ` : ''}${name}`;

/** By its attribute, by its name as CloudFormation fills it in, and by what is known of the name. */
function arnsOfResource(app: AppReader, resource: Resource): string[] {
  const physical = physicalArn(app, resource);
  return [resourceSymbol(resource.stack.index, resource.logicalId, 'Arn'), ...(physical === undefined ? [] : [physical])];
}

/** Of somebody that the app only names; whoever is assigned a permission set has a role with a random end. */
const arnOf = (kind: Kind, name: string, { place }: Template): string => kind === 'permission set'
  ? fill('arn:{partition}:iam::{account}:role/aws-reserved/sso.amazonaws.com/', place) + `*AWSReservedSSO_${name}_*`
  : fill(`arn:{partition}:iam::{account}:${kind}/{resource}`, place, name);

/** The elements of a list that might be one or several, in every branch. */
const listOf = (value: unknown): readonly unknown[] =>
  [...new Set(eachOf(value).flatMap(one => Array.isArray(one) ? one.flatMap(eachOf) : one === undefined ? [] : [one]))];
