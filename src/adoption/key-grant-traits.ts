import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { kmsDefaultPolicy } from './kms-default-policy';
import { keyWords, valueAt } from '../app/encryption-today';
import { logicalIdOf, renderedProperties } from '../private/cdk-internals';
import { checked } from '../private/checked';
import { EncryptionAtRest, typesEncryptedAtRest } from '../services/encryption-at-rest';

/**
 * Lets CDK's grants on L1 resources reach their keys, whatever of the catalog's types they are: `BucketGrants.fromBucket(cfnBucket).read(role)` gives the role the key as well.
 * aws-cdk-lib itself knows four types.
 *
 * Grants on an L1 key without a policy start from KMS's default policy, so that the account can still manage it, and replicas take grants as keys do.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 *
 * @example
 * declare const app: App;
 *
 * KeyGrantTraits.register(app);
 */
@checked
export class KeyGrantTraits {
  /** Registers the traits for what is in the scope. */
  public static register(scope: IConstruct): void {
    for (const row of typesEncryptedAtRest()) {
      iam.EncryptedResources.register(scope, row.type, { forResource: resource => new EncryptedL1(resource as CfnResource, row) });
    }
    for (const type of ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey']) {
      iam.ResourceWithPolicies.register(scope, type, { forResource: resource => new KeyWithPolicy(resource as kms.CfnKey | kms.CfnReplicaKey) });
    }
  }

  private constructor() {}
}

/** A resource whose template names its key. */
class EncryptedL1 implements iam.IEncryptedResource {
  public readonly env: { readonly account: string; readonly region: string };

  constructor(private readonly resource: CfnResource, private readonly row: EncryptionAtRest) {
    const { account, region } = Stack.of(resource);
    this.env = { account, region };
  }

  public grantOnKey(grantee: iam.IGrantable, ...actions: string[]): iam.GrantOnKeyResult {
    const key = this.key;
    if (key === undefined) { return {}; }
    const l2 = key.node.scope;
    return { grant: l2 instanceof kms.Key ? l2.grant(grantee, ...actions) : grantOnL1(key, grantee, actions) };
  }

  /** The key in the app that the resource names. */
  private get key(): kms.CfnKey | kms.CfnReplicaKey | undefined {
    const value = valueAt(renderedProperties(this.resource), this.row.path);
    if (typeof value !== 'object') { return undefined; }
    const id = keyWords(value);
    const keys = this.resource.node.root.node.findAll().filter((node): node is kms.CfnKey | kms.CfnReplicaKey =>
      (kms.CfnKey.isCfnKey(node) || kms.CfnReplicaKey.isCfnReplicaKey(node)) && logicalIdOf(node) === id);
    return keys.find(key => Stack.of(key) === Stack.of(this.resource)) ?? keys[0];
  }
}

function grantOnL1(key: kms.CfnKey | kms.CfnReplicaKey, grantee: iam.IGrantable, actions: string[]): iam.Grant {
  return iam.Grant.addToPrincipalOrResource({
    grantee, actions, resourceArns: [key.attrArn], resource: new KeyWithPolicy(key), resourceSelfArns: ['*'],
  });
}

/** An L1 key whose policy takes statements. */
class KeyWithPolicy implements iam.IResourceWithPolicyV2 {
  public readonly env: { readonly account: string; readonly region: string };

  constructor(private readonly key: kms.CfnKey | kms.CfnReplicaKey) {
    const { account, region } = Stack.of(key);
    this.env = { account, region };
  }

  public addToResourcePolicy(statement: iam.PolicyStatement): iam.AddToResourcePolicyResult {
    const policy: unknown = this.key.keyPolicy;
    if (Token.isUnresolved(policy) && !(policy instanceof iam.PolicyDocument)) { return { statementAdded: false }; }
    const document = policy instanceof iam.PolicyDocument ? policy : policy === undefined ? kmsDefaultPolicy() : iam.PolicyDocument.fromJson(policy);
    document.addStatements(statement);
    this.key.keyPolicy = document;
    return { statementAdded: true, policyDependable: this.key };
  }
}
