/*
 * A corpus of keys, key policies and what uses them: what AWS documents, and what goes wrong in practice. Every case is a template of literals that
 * any scanner can read; every bad case has one defect and is otherwise as good as the good ones.
 */

/** What is wrong with a bad case. */
export type Defect =
  /** Automatic rotation is off where KMS could rotate. */
  | 'rotation'
  /** Every account may use the key. */
  | 'open to all'
  /** Somebody may do more than one job. */
  | 'privilege'
  /** CreateGrant without a bound. */
  | 'grants'
  /** A service principal without a bound. */
  | 'confused deputy'
  /** Another account without a bound. */
  | 'cross-account'
  /** A condition that does not do what it says. */
  | 'condition'
  /** A name or statement that means nothing. */
  | 'dead statement'
  /** Nobody can manage the key, or the guard against that is off. */
  | 'lock-out'
  /** The key is lost, disabled or nameless. */
  | 'life cycle'
  /** KMS or CloudFormation refuses the deployment. */
  | 'refused'
  /** What is encrypted under the key does not work. */
  | 'consumer'
  /** An IAM policy about keys. */
  | 'IAM policy';

/** CloudFormation, as a template has it. */
export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: { readonly [name: string]: any };
}
export interface Resources {
  readonly [logicalId: string]: Resource;
}

export interface Case {
  /** kebab-case, unique. */
  readonly name: string;
  /** Page below docs.aws.amazon.com with the shape, or 'written'. */
  readonly source: string;
  readonly resources: Resources;
  /** Outputs of the stack, by name. */
  readonly outputs?: { readonly [name: string]: any };
  /** A second stack, in REPLICA_REGION. */
  readonly replicas?: Resources;
}
export interface BadCase extends Case {
  readonly defect: Defect;
  /** The rules of KmsChecks that find it. */
  readonly finds: readonly string[];
}

/** Where all cases stand. */
export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const REGION = 'eu-west-1';
export const REPLICA_REGION = 'us-east-1';
/** The second stack's name, after that of the case. */
export const REPLICAS = '-replicas';
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const role = (name: string, account: string) => `arn:aws:iam::${account}:role/${name}`;
export const API = { AWS: role('OrdersApi', ACCOUNT) };
export const WORKER = { AWS: role('OrdersWorker', ACCOUNT) };
export const SECURITY = { AWS: role('KeyAdministration', ACCOUNT) };
export const PARTNER = { AWS: role('PartnerReader', OTHER_ACCOUNT) };

/** The statement that KMS writes itself (DG key-policy-default). */
export const IAM_POLICIES = {
  Sid: 'Enable IAM User Permissions',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};

export const MANAGEMENT = [
  'kms:CancelKeyDeletion', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:DescribeKey', 'kms:DisableKey', 'kms:DisableKeyRotation', 'kms:EnableKey',
  'kms:EnableKeyRotation', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListGrants', 'kms:ListKeyPolicies', 'kms:ListResourceTags', 'kms:PutKeyPolicy',
  'kms:RevokeGrant', 'kms:ScheduleKeyDeletion', 'kms:TagResource', 'kms:UntagResource', 'kms:UpdateAlias', 'kms:UpdateKeyDescription',
];
export const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/** IAM policies of the account may manage the key and not use it, so that the key policy decides who does. */
export const IAM_MANAGES = { ...IAM_POLICIES, Sid: 'Enable IAM management', Action: MANAGEMENT };

/** An Allow on this key. */
export const allow = (Sid: string, Principal: any, Action: string | string[], Condition?: any) =>
  ({ Sid, Effect: 'Allow', Principal, Action, Resource: '*', ...(Condition ? { Condition } : {}) });
export const deny = (Sid: string, Principal: any, Action: string | string[], Condition?: any) =>
  ({ ...allow(Sid, Principal, Action, Condition), Effect: 'Deny' });

export const retained = (Type: string, Properties: Resource['Properties']): Resource =>
  ({ Type, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties });
export const alias = (name: string, target: any = { Ref: 'Key' }): Resource =>
  retained('AWS::KMS::Alias', { AliasName: `alias/${name}`, TargetKeyId: target });

const withPolicy = (Statement: readonly any[]) => ({ KeyPolicy: { Version: '2012-10-17', Statement } });

/** A key that rotates, is retained and has an alias, with these statements. */
export const key = (name: string, statements: readonly any[], properties: Resource['Properties'] = {}): Resources => ({
  Key: retained('AWS::KMS::Key', { Description: name, EnableKeyRotation: true, ...withPolicy(statements), ...properties }),
  Alias: alias(name),
});

/** A key that KMS cannot rotate: HMAC, asymmetric or imported. */
export const fixedKey = (name: string, properties: Resource['Properties'], statements: readonly any[] = [IAM_POLICIES]): Resources => ({
  Key: retained('AWS::KMS::Key', { Description: name, ...withPolicy(statements), ...properties }),
  Alias: alias(name),
});

export const replicaKey = (name: string, statements: readonly any[]): Resources => ({
  Key: retained('AWS::KMS::ReplicaKey', {
    Description: name,
    PrimaryKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab`,
    ...withPolicy(statements),
  }),
  Alias: alias(name),
});

type Shape = (name: string) => Resources;
type Pair = (name: string) => Pick<Case, 'resources' | 'outputs' | 'replicas'>;

/** A multi-Region key and its replica in another Region, each with its own policy. */
export const replicated = (primary: readonly any[], replica: readonly any[]): Pair => name => ({
  resources: key(name, primary, { MultiRegion: true }),
  outputs: { PrimaryKeyArn: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
  replicas: {
    Replica: retained('AWS::KMS::ReplicaKey', {
      Description: name,
      PrimaryKeyArn: { 'Fn::GetStackOutput': { StackName: name, OutputName: 'PrimaryKeyArn', Region: REGION } },
      ...withPolicy(replica),
    }),
    Alias: alias(name, { Ref: 'Replica' }),
  },
});

/** A good case; the name goes into alias and description. */
export const good = (name: string, source: string, shape: Shape): Case => ({ name, source, resources: shape(name) });

export const goodPair = (name: string, source: string, pair: Pair): Case => ({ name, source, ...pair(name) });

/** A bad case, with the rules that find it. */
export const bad = (name: string, defect: Defect, finds: string | readonly string[], source: string, shape: Shape): BadCase =>
  ({ name, defect, source, finds: typeof finds === 'string' ? [finds] : finds, resources: shape(name) });
export const badPair = (name: string, defect: Defect, finds: string, source: string, pair: Pair): BadCase =>
  ({ name, defect, source, finds: [finds], ...pair(name) });
