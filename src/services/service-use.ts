/*
 * The row type of the service catalog: what one use of a key by one AWS service needs, as AWS documents it.
 * Rows are plain data; code only reads them.
 */

/** Who calls KMS: the service itself, whoever uses the service (or a role given to it), or a role the service owns. */
export type Caller = 'service' | 'user' | 'service-linked-role';

/** How AWS names the integration: forward access session, service principal, KMS grant, service-linked role, a role of yours. */
export type IntegrationStyle = 'via' | 'principal' | 'grant' | 'service-linked-role' | 'role' | 'none';

/** The conditions by which a service says which account or resource it works for, as far as it really sends them. */
export type SourceKey = 'aws:SourceArn' | 'aws:SourceAccount';

/** One statement of a use. */
export interface ServiceCall {
  /** Added to the use's Sid: '' for the main statement, 'Describe', 'Grants', … */
  readonly purpose: string;
  readonly caller: Caller;
  /** The service principal, `logs.amazonaws.com`; only for caller 'service'. */
  readonly principal?: string;
  /** 'always': `logs.REGION.amazonaws.com`; 'opt-in': so named only in opt-in Regions. */
  readonly regionalPrincipal?: 'always' | 'opt-in';
  /** `autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`; only for caller 'service-linked-role'. */
  readonly serviceLinkedRole?: string;
  readonly actions: readonly string[];
  /** The source keys that the service sends, and that narrow this statement; only for caller 'service'. */
  readonly source?: readonly SourceKey[];
  /**
   * Source keys that AWS documents, and that the call which creates the resource might lack. Until resources are named they are
   * compared where they are there (IfExists); then they must be there. Only for caller 'service'.
   */
  readonly laterSource?: readonly SourceKey[];
  /** Source keys that AWS does not confirm to be sent: only ever compared where they are there (IfExists), for a required one might deny. */
  readonly supposedSource?: readonly SourceKey[];
  /** Template, or templates, of aws:SourceArn where it is not the resource itself. */
  readonly sourceArn?: string | readonly string[];
  /**
   * Encryption context, key to value template; `{resourceArn}` stands for the resources given, `{resource}` for their names.
   * Only what AWS documents as always sent: an absent context denies.
   */
  readonly context?: ContextTemplates;
  /**
   * Encryption context that the service sends and AWS does not ask for: compared only when resources are named.
   * `{resource}` stands for their names, `{resourceArn}` for their ARNs.
   */
  readonly narrowedContext?: ContextTemplates;
  /** Names of the encryption context that must be there, whatever their value (Null: false). */
  readonly contextPresent?: readonly string[];
  /** ForAnyValue:StringEquals kms:EncryptionContextKeys: one of these names is in the context (of a grant, for CreateGrant). */
  readonly contextKeys?: readonly string[];
  /** Operator for the context's values where AWS's own example asks for another than StringLike or StringEquals. */
  readonly contextOperator?: 'ArnLike';
  /**
   * Bool kms:GrantIsForAWSResource; on CreateGrant statements. False where the service does not set it, or AWS documents another
   * bound of the grant in its place: a context, the operations, the source.
   */
  readonly grantIsForAwsResource?: boolean;
  /** Why nothing can bound the grants that this call makes: the rule about grants is told so for the statement. */
  readonly unboundGrants?: string;
  /** ForAllValues:StringEquals kms:GrantOperations, with the key required to be present. */
  readonly grantOperations?: readonly string[];
  /** kms:GrantConstraintType: the kind of constraint that the grant must carry. */
  readonly grantConstraintType?: 'EncryptionContextEquals' | 'EncryptionContextSubset';
  /**
   * The prefix of the service through which this call reaches KMS where that is not the use's own: `s3` for AWS Lambda, which reads
   * code where it lies. A service that calls KMS through another one carries kms:ViaService as well.
   */
  readonly through?: string;
  /**
   * Only for caller 'user': false where kms:ViaService must not stand (Step Functions execution roles). Users must then be
   * named where IAM policies alone do not reach the key.
   */
  readonly viaService?: boolean;
  /** Only for caller 'user': true where the use works without, so that only users who are named get it (readers of logs). */
  readonly optional?: boolean;
}

/** One statement of what creating a resource of the use needs, beside what its users do. */
export interface CreationCall extends ServiceCall {
  readonly caller: 'user';
  /** True for what only the role that deploys can do: whatever could show the data to somebody else. */
  readonly deployerOnly?: boolean;
}

/** Encryption context, key to value template or templates. */
export interface ContextTemplates {
  readonly [key: string]: string | readonly string[];
}

/** Properties of CloudFormation types that name the key, `{ 'AWS::DynamoDB::Table': ['SSESpecification.KMSMasterKeyId'] }`. */
export interface KeyProperties {
  /** Paths as CloudFormation writes them; `[]` stands for each entry of a list. */
  readonly [type: string]: readonly string[];
}

/**
 * What another key means for what is stored already, where the service takes one: it is re-encrypted, or it stays under the old
 * key, which must then live on. 'never': the service takes another key only with a new resource.
 */
export type KeyChange = 'data-encrypted-anew' | 'data-stays' | 'never';

export interface ServiceUse {
  /** The name of the KeyService static, `CLOUDWATCH_LOGS`. */
  readonly id: string;
  /** The service's name as AWS writes it, `Amazon CloudWatch Logs`. */
  readonly service: string;
  /** What of the service uses the key, `log groups`. */
  readonly use: string;
  /** Prefix of the statements' Sids, `CloudWatchLogs`. */
  readonly sid: string;
  readonly styles: readonly IntegrationStyle[];
  /** `logs` in `logs.REGION.amazonaws.com`. */
  readonly viaService?: string;
  /** Further names by which the same use reaches KMS: ElastiCache calls as `elasticache` and as `dax`. */
  readonly alsoViaServices?: readonly string[];
  /** True where the service calls in any Region on behalf of this one: the Region in kms:ViaService becomes `*`. */
  readonly viaServiceInAnyRegion?: boolean;
  /** True where the service passes on an encryption context that its caller adds to its own; others send what they document, and nothing else. */
  readonly passesContextOn?: boolean;
  /** Names of the encryption context that the service sends as well, and that no statement of the row compares. */
  readonly otherContext?: readonly string[];
  readonly calls: readonly ServiceCall[];
  /**
   * What whoever creates the use's resources needs of the key. Creators are callers of their own: users who are named must not shut
   * out the role that deploys the resource. Derived from the calls where it is left out (`creationOf`); `[]` where creation never calls KMS.
   */
  readonly creation?: readonly CreationCall[];
  /** Template that makes an ARN of a name given in `resources`, with `{resource}`. */
  readonly resourceArn?: string;
  /** What a name in `resources` is, for messages and docs: 'log group name'. */
  readonly resourceName?: string;
  /** CloudFormation types of the constructs that can stand for names (RESOURCE_TYPES). */
  readonly resourceTypes?: readonly string[];
  /** What names can start with and ARNs leave out: '/' of `/app/password`. */
  readonly namePrefix?: string;
  /** What `sourceAccounts` must name, where the key's own account is never right: 'the management account'. */
  readonly foreignSource?: string;
  /** Whether a Deny for every use not through this service breaks nothing the service does. */
  readonly exclusive: boolean;
  readonly multiRegion: 'supported' | 'as-single-region' | 'refused' | 'undocumented';
  readonly crossAccount: 'supported' | 'refused' | 'undocumented';
  /** The only Regions whose keys the use takes. */
  readonly regions?: readonly string[];
  /** Key specs the service takes; nearly every one takes symmetric encryption keys only. */
  readonly keySpecs: readonly string[];
  /** The CloudFormation properties by which resources of this use name their key. */
  readonly keyProperties?: KeyProperties;
  /** Undefined where AWS does not say. How CloudFormation changes the property is in `resource-properties.ts`. */
  readonly keyChange?: KeyChange;
  /** Tags that the key must carry, or the service refuses it: using the row adds them. */
  readonly keyTags?: { readonly [name: string]: string };
  /** Set when the use cannot take a customer managed key: the reason, shown in the error. */
  readonly unsupported?: string;
  /** What aws-cdk-lib's own constructs add to the key policy, so that nothing is added twice. */
  readonly addedByCdk?: string;
  /** What surprises people, one sentence each. */
  readonly gotchas: readonly string[];
  /** Slug or address of the AWS page, with the anchor of the section. */
  readonly source: string;
  /** When the page was read for this row, ISO date. */
  readonly checked: string;
  /** The notice by which AWS announced a change of this use (AWS Health, What's New), with its date. */
  readonly notice?: string;
  /** False where a part could not be confirmed in AWS's documentation; using the row warns. */
  readonly verified: boolean;
  /** What is unconfirmed when `verified` is false. */
  readonly unverified?: string;
}

/** Every name by which the use reaches KMS for its users. */
export function viaServicesOf(use: ServiceUse): string[] {
  return use.viaService === undefined ? [] : [use.viaService, ...(use.alsoViaServices ?? [])];
}

/** Every source key that a call is compared by, required or not. */
export const sourceKeysOf = ({ source = [], laterSource = [], supposedSource = [] }: ServiceCall): readonly SourceKey[] =>
  [...source, ...laterSource, ...supposedSource];

/** The services, by the prefixes of their kms:ViaService names, through which a call must come; none where KMS is called directly. */
export function throughOf(use: ServiceUse, call: ServiceCall): string[] {
  if (call.through !== undefined) { return [call.through]; }
  return call.caller === 'user' && call.viaService !== false ? viaServicesOf(use) : [];
}

/** What creating a resource can take of what users do: a look at the key, a grant for the service, new data keys; never decryption. */
const CREATES = ['kms:CreateGrant', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKey*', 'kms:GenerateDataKeyWithoutPlaintext'];
const LOOKS_OR_GRANTS = ['kms:CreateGrant', 'kms:DescribeKey'];

/**
 * What creating a resource of the use needs. Where the row does not say, a service whose callers describe the key or create a grant
 * does so when the resource is created; others call KMS only when the resource is used.
 */
export function creationOf(use: ServiceUse): readonly CreationCall[] {
  if (use.creation) { return use.creation; }
  const users = use.calls.filter(call => call.caller === 'user' && !call.optional);
  if (!users.some(call => call.actions.some(action => LOOKS_OR_GRANTS.includes(action)))) { return []; }
  const creating = users.flatMap(call => {
    const actions = call.actions.filter(action => CREATES.includes(action));
    return actions.length === 0 ? [] : [{ ...call, caller: 'user' as const, purpose: `Creation${call.purpose}`, actions }];
  });
  return creating.some(call => call.actions.includes('kms:DescribeKey'))
    ? creating
    : [...creating, { purpose: 'CreationDescribe', caller: 'user', actions: ['kms:DescribeKey'], viaService: users[0].viaService }];
}

/** What every symmetric service row shares. */
export const SYMMETRIC = ['SYMMETRIC_DEFAULT'] as const;
