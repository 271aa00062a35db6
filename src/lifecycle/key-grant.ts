import { createHash } from 'crypto';
import { CustomResource, Duration, Names, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { GrantOperation, OPERATIONS_OF } from './grant-operation';
import { KeyGrantFunction } from './key-grant-function';
import { tell } from '../access/gate/gate';
import { Finding } from '../access/gate/judgement';
import { policyOf } from '../access/gate/key-resource';
import { deniedAll } from '../access/gate/shut-out';
import { referringTo } from '../access/principals-afar';
import { KeyKind } from '../access/row-context';
import { ForeignKey } from '../keys/foreign-key';
import { kindOf } from '../keys/kind-of';
import { trustsAccount } from '../private/cdk-internals';
import { checked } from '../private/checked';
import { refuse, WARNINGS } from '../private/errors';
import { aKey } from '../private/key-specs';
import { isAnyone, isService, principalsOf } from '../private/principals';
import { checkArn, checkNotEmpty } from '../private/validate';

/** Properties of a KeyGrant. */
export interface KeyGrantProps {
  /**
   * The key.
   *
   * IMPORTANT: another key makes another grant; the old one is revoked.
   */
  readonly key: kms.IKey;

  /**
   * What the grant allows; what the kind of key can do.
   *
   * IMPORTANT: a grant cannot be changed. A change of any property makes a new one and then revokes the old one.
   */
  readonly operations: GrantOperation[];

  /**
   * The role, user or account that can use the key.
   *
   * @default - `granteeService`
   */
  readonly grantee?: iam.IGrantable;

  /**
   * The AWS service that can use the key by itself, `backup.amazonaws.com`. Needs `sourceArn` and one of `retiringPrincipal` and `retiringService`.
   *
   * @default - `grantee`
   */
  readonly granteeService?: string;

  /**
   * Who can retire the grant, apart from the grantee if the operations say so.
   *
   * @default - nobody; the stack revokes it
   */
  readonly retiringPrincipal?: iam.IGrantable;

  /**
   * The AWS service that can retire the grant, in place of `retiringPrincipal`.
   *
   * @default - none
   */
  readonly retiringService?: string;

  /**
   * The encryption context that requests must have, neither more nor less; at most 8 pairs. Symmetric keys only.
   *
   * @default - any encryption context
   */
  readonly encryptionContextEquals?: { [name: string]: string };

  /**
   * Pairs that the encryption context of requests must hold; at most 8. Symmetric keys only.
   *
   * @default - any encryption context
   */
  readonly encryptionContextSubset?: { [name: string]: string };

  /**
   * The resource on whose behalf requests must be made.
   *
   * @default - any
   */
  readonly sourceArn?: string;

  /**
   * Name of the grant, letters, digits and `: / _ -`, at most 256. It shows in CloudTrail, so it must not contain sensitive data.
   *
   * @default - derived from the construct path
   */
  readonly grantName?: string;
}

/** An encryption context of a constraint: pairs, and characters of a value (API CreateGrant, Constraints). */
const CONTEXT = { pairs: 8, valueLength: 384 };
const NAME = /^[a-zA-Z0-9:/_-]{1,256}$/;
const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com$/;

/**
 * A KMS grant that lives as long as the stack: for access that is wanted for a while, or for more principals than a key policy
 * has room for. CloudFormation has no grants, so a function of the stack creates and revokes them, and can do so on this key only.
 *
 * A grant allows and never denies; a Deny in the key policy counts against it. The token of the grant is not kept: wait some
 * minutes after the deployment until KMS knows the grant everywhere.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 *
 * @example
 * declare const key: EncryptedKey;
 * declare const auditorRole: iam.Role;
 *
 * new KeyGrant(this, 'AuditOf2026', {
 *   key,
 *   grantee: auditorRole,
 *   operations: [GrantOperation.DECRYPT],
 *   encryptionContextSubset: { Department: 'Finance' },
 * });
 */
@checked
@propertyInjectable
export class KeyGrant extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.KeyGrant';

  /** Id of the grant. */
  public readonly grantId: string;
  /** Name of the grant. */
  public readonly grantName: string;

  constructor(scope: Construct, id: string, props: KeyGrantProps) {
    super(scope, id);
    check(props);
    const { key } = props;
    const grantee = this.referred('grantee', props.grantee);
    this.grantName = props.grantName ?? Names.uniqueResourceName(this, { maxLength: 256, separator: '-', allowedSpecialCharacters: '-_' });

    const maker = KeyGrantFunction.of(this);
    // A grant on another key gets a policy of its own, so that the old one still lets the old grant be revoked.
    const place = createHash('sha256').update(Token.isUnresolved(key.keyArn) ? key.node.addr : key.keyArn).digest('hex').slice(0, 8);
    const retiring = this.referred('retiringPrincipal', props.retiringPrincipal);
    const statements = permissions(key, props, grantee, retiring);
    const policy = new iam.Policy(this, `Permissions${place}`, { roles: [maker.role], statements });
    for (const statement of statements) { allowInKeyPolicy(key, maker.role, statement); }
    const resource = new CustomResource(this, `Resource${place}`, {
      resourceType: 'Custom::KeysmithKeyGrant',
      serviceToken: maker.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: {
        KeyArn: key.keyArn,
        Name: this.grantName,
        Operations: [...new Set(props.operations)].sort(),
        GranteePrincipal: grantee,
        GranteeServicePrincipal: props.granteeService,
        RetiringPrincipal: retiring,
        RetiringServicePrincipal: props.retiringService,
        EncryptionContextEquals: props.encryptionContextEquals,
        EncryptionContextSubset: props.encryptionContextSubset,
        SourceArn: props.sourceArn,
      },
    });
    resource.node.addDependency(policy);
    this.grantId = resource.getAttString('GrantId');
    this.node.addValidation({ validate: () => tell(this, this.findings(key, props, maker.role)) });
  }

  /** KMS takes only principals that exist. */
  private referred(property: string, principal?: iam.IGrantable): string | undefined {
    const arn = principalArn(property, principal);
    return arn && referringTo(property, arn, this);
  }

  /** Restrictions of the same app that would deny the grant at deployment, or all that it allows. */
  private findings(key: kms.IKey, { grantee, operations }: KeyGrantProps, maker: iam.IRole): readonly Finding[] {
    const resource = key.node.defaultChild;
    if (!kms.CfnKey.isCfnKey(resource) && !kms.CfnReplicaKey.isCfnReplicaKey(resource)) { return []; }
    const policy = policyOf(resource);
    if (!policy) { return []; }
    // A person makes the grant here, not a service for a resource of its own.
    const making = deniedAll(policy, maker.roleArn, ['CreateGrant'], { 'kms:grantisforawsresource': 'false' });
    if (making) {
      return [{ message: `the key ${key.node.path} has '${making}', which denies creating this grant; exempt the function's role there, or remove one of them` }];
    }
    const arn = this.referred('grantee', grantee);
    const used = operations.map(operation => `${operation}`).filter(operation => !READING.includes(operation));
    const using = arn && used.length > 0 ? deniedAll(policy, arn, used, { 'kms:viaservice': null }) : undefined;
    return using
      ? [{ warning: `${WARNINGS.grantDenied}:${using}`, message: `the key ${key.node.path} has '${using}', which denies the grantee what the grant allows; exempt the grantee there` }]
      : [];
  }
}

/** Operations that give nothing away. */
const READING = ['DescribeKey', 'GetPublicKey', 'RetireGrant', 'CreateGrant'];

/**
 * What the function can do for this grant, whoever invokes it with whatever event: create this one, and list and revoke the grants of the key.
 * KMS has no condition key that would narrow RevokeGrant to one grant.
 *
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
function permissions(key: kms.IKey, props: KeyGrantProps, grantee?: string, retiring?: string): iam.PolicyStatement[] {
  const { granteeService, retiringService, encryptionContextEquals, encryptionContextSubset, sourceArn } = props;
  const context = encryptionContextEquals ?? encryptionContextSubset;
  const equal: { [conditionKey: string]: string | undefined } = {
    'kms:GranteePrincipal': grantee,
    'kms:GranteeServicePrincipal': granteeService,
    'kms:RetiringPrincipal': retiring,
    'kms:RetiringServicePrincipal': retiringService,
    ...(context ? { 'kms:GrantConstraintType': encryptionContextEquals ? 'EncryptionContextEquals' : 'EncryptionContextSubset' } : {}),
    ...Object.fromEntries(Object.entries(context ?? {}).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
  };
  const given = Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined));
  // Somebody who retires the grant, where the construct names nobody, would be somebody of the caller's choice.
  const absent = ['kms:RetiringPrincipal', 'kms:RetiringServicePrincipal'].filter(name => given[name] === undefined);
  return [
    new iam.PolicyStatement({
      actions: ['kms:CreateGrant'],
      resources: [key.keyArn],
      conditions: {
        'StringEquals': given,
        // Every grant has operations, so the key is never absent; the names of the context in these letters, which the keys above do not tell apart.
        'ForAllValues:StringEquals': {
          'kms:GrantOperations': [...new Set(props.operations)].sort(),
          ...(context ? { 'kms:EncryptionContextKeys': Object.keys(context).sort() } : {}),
        },
        'Null': Object.fromEntries(absent.map(name => [name, 'true'])),
        ...(sourceArn === undefined ? {} : { ArnEquals: { 'kms:GrantConstraintSourceArn': sourceArn } }),
      },
    }),
    new iam.PolicyStatement({ actions: ['kms:ListGrants', 'kms:RevokeGrant'], resources: [key.keyArn] }),
  ];
}

/** The other half of a permission, where IAM policies alone do not count. */
function allowInKeyPolicy(key: kms.IKey, role: iam.Role, statement: iam.PolicyStatement): void {
  const { account, partition } = Stack.of(role);
  if (key instanceof ForeignKey) {
    if (key.env.account === account) { return; }
    // The owner can name an account before the role exists, and the role by a condition.
    const owners = statement.copy({ sid: 'KeyGrantsByOtherAccount', principals: [new iam.ArnPrincipal(`arn:${partition}:iam::${account}:root`)], resources: ['*'] });
    owners.addCondition('ArnEquals', { ...statement.conditions.ArnEquals, 'aws:PrincipalArn': role.roleArn });
    key.addToResourcePolicy(owners);
  } else if (!trustsAccount(key)) {
    key.addToResourcePolicy(statement.copy({ sid: 'KeyGrants', principals: [role], resources: ['*'] }), true);
  }
}

/** The ARN by which KMS names a grantee. */
function principalArn(property: string, principal?: iam.IGrantable): string | undefined {
  if (!principal) { return undefined; }
  const { values, conditions } = principalsOf(property, principal);
  if (values.length !== 1 || isAnyone(values[0]) || (values[0].type !== 'AWS' && !isService(values[0]))) {
    refuse({ property, value: values.map(value => value.value), bound: 'must be one role, user or account', remedy: 'make a KeyGrant for each' });
  }
  if (isService(values[0])) {
    refuse({ property, value: 'an AWS service', bound: 'takes roles, users and accounts', remedy: `use '${property}Service'` });
  }
  if (Object.keys(conditions).length > 0) {
    refuse({ property, value: Object.keys(conditions), bound: 'must not bring conditions: a grant has constraints only', remedy: 'name the role itself' });
  }
  return values[0].value;
}

function check(props: KeyGrantProps): void {
  const { key, operations, granteeService, retiringService } = props;
  if (key.keyArn.includes(':alias/')) {
    refuse({ property: 'key', value: key.keyArn, bound: 'is known by an alias, and KMS takes the id or ARN of a key for a grant', remedy: 'use RemoteKey.fromKeyArn or kms.Key.fromKeyArn' });
  }
  checkNotEmpty('operations', operations, 'name at least one');
  const exactlyOne = (a: keyof KeyGrantProps, b: keyof KeyGrantProps, needed: boolean) => {
    if (props[a] !== undefined && props[b] !== undefined) { refuse({ property: b, value: props[b], bound: `must not be given together with '${a}'` }); }
    if (needed && props[a] === undefined && props[b] === undefined) { refuse({ property: a, value: undefined, bound: `or '${b}' must be given` }); }
  };
  exactlyOne('grantee', 'granteeService', true);
  exactlyOne('retiringPrincipal', 'retiringService', granteeService !== undefined);
  for (const [property, service] of Object.entries({ granteeService, retiringService })) {
    if (service !== undefined && !Token.isUnresolved(service) && !SERVICE.test(service)) {
      refuse({ property, value: service, bound: "must be a service principal such as 'backup.amazonaws.com'" });
    }
  }
  if (granteeService !== undefined && props.sourceArn === undefined) {
    refuse({ property: 'sourceArn', value: undefined, bound: 'must be given for a service, or it could be made to use the key for anybody (confused deputy)' });
  }
  if (props.sourceArn !== undefined) { checkArn('sourceArn', props.sourceArn); }
  if (props.grantName !== undefined && !Token.isUnresolved(props.grantName) && !NAME.test(props.grantName)) {
    refuse({ property: 'grantName', value: props.grantName, bound: 'can hold 1 to 256 letters, digits and : / _ -' });
  }
  const kind = kindOf(key);
  const stranger = kind && operations.find(operation => !OPERATIONS_OF[kind].includes(operation));
  if (stranger) {
    refuse({ property: 'operations', value: stranger, bound: `is not supported by ${kind} keys`, remedy: `choose from ${OPERATIONS_OF[kind!].join(', ')}` });
  }
  for (const property of ['encryptionContextEquals', 'encryptionContextSubset'] as const) { checkContext(property, props[property], kind); }
  exactlyOne('encryptionContextEquals', 'encryptionContextSubset', false);
}

function checkContext(property: string, context: { [name: string]: string } | undefined, kind?: KeyKind): void {
  if (context === undefined) { return; }
  if (kind !== undefined && kind !== KeyKind.SYMMETRIC) {
    refuse({ property, value: context, bound: `is for symmetric encryption keys, this is ${aKey(kind)}` });
  }
  const pairs = Object.entries(context);
  if (pairs.length < 1 || pairs.length > CONTEXT.pairs) {
    refuse({ property, value: `${pairs.length} pairs`, bound: `must have 1 to ${CONTEXT.pairs} pairs` });
  }
  for (const [name, value] of pairs) {
    if (name === '') { refuse({ property, value: '', bound: 'must not have an empty name' }); }
    if (!Token.isUnresolved(value) && value.length > CONTEXT.valueLength) {
      refuse({ property: `${property}.${name}`, value: `${value.length} characters`, bound: `must have at most ${CONTEXT.valueLength} characters` });
    }
  }
}
