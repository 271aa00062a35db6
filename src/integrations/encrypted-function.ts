// Service modules come through the core's lazy exports: importing this package loads none of them.
import { Aws, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ConsumerAccessOptions } from './consumer-access-options';
import { consumerStatements } from './consumer-policy';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { KeyAccessLevel } from '../access/key-access-options';
import { CustomerManagedKey } from '../keys/customer-managed-key';
import { isAlias, useKey } from '../keys/resource-key';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { checkAlias } from '../private/validate';
import { KeyService } from '../services/key-service';

/**
 * Lambda functions with an encrypted environment, and what their code can do with a key.
 *
 * The environment is no place for secrets, encrypted or not: whoever can read the function's configuration with the key sees them. Keep secrets in
 * AWS Secrets Manager.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
 */
@checked
export class EncryptedFunction {
  /**
   * A function whose environment variables and SnapStart snapshots are encrypted with the key. Its role needs nothing for that: Lambda decrypts
   * them through a grant. Code that calls KMS itself needs `allowUse`. Fails when `props` name another key.
   *
   * @example
   * const key = new ServiceKey(this, 'EnvironmentKey', { service: KeyService.LAMBDA });
   *
   * EncryptedFunction.create(this, 'Api', key, {
   *   runtime: lambda.Runtime.NODEJS_22_X,
   *   handler: 'index.handler',
   *   code: lambda.Code.fromInline('exports.handler = async () => "ok";'),
   *   environment: { STAGE: 'production' },
   * });
   */
  public static create(scope: Construct, id: string, key: kms.IKey, props: lambda.FunctionProps): lambda.Function {
    if (props.environmentEncryption && props.environmentEncryption !== key) {
      refuse({
        property: 'environmentEncryption',
        value: props.environmentEncryption.node.path,
        bound: 'is set by EncryptedFunction.create',
        remedy: 'leave it out, or define the function yourself',
      });
    }
    useKey(key, scope, KeyService.LAMBDA);
    return new lambda.Function(scope, id, { ...props, environmentEncryption: key });
  }

  /**
   * Lets a function, or another principal, use a key from its own code, with an encryption context only if one is named.
   *
   * Writes an IAM policy for the principal, and returns the grant. Where the key policy does not let IAM policies count, it also writes a row there; fails when the key is
   * of another stack, where that would make the stacks depend on each other.
   *
   * @example
   * declare const api: lambda.Function;
   * const key = new EncryptedKey(this, 'DataKey');
   *
   * EncryptedFunction.allowUse(api, key, { encryptionContext: { Department: ['Finance'] } });
   */
  public static allowUse(grantee: iam.IGrantable, key: kms.IKey, options: ConsumerAccessOptions = {}): iam.Grant {
    if (isAlias(key)) {
      refuse({ property: 'key', value: key.node.path, bound: 'must be a key: an alias is no resource of key actions', remedy: 'use EncryptedFunction.allowUseByAlias' });
    }
    const grant = attach(grantee, consumerStatements([key.keyArn], options, {}));
    if (!(key instanceof CustomerManagedKey) || key._delegation === IamDelegation.FULL) { return grant; }
    const principal = grantee.grantPrincipal;
    if (Construct.isConstruct(principal) && Stack.of(principal) !== Stack.of(key)) {
      refuse({
        property: 'grantee',
        value: principal.node.path,
        bound: 'is of another stack than the key, whose policy must name it',
        remedy: "name its account in the key's 'access', with 'principalArnPatterns' and 'encryptionContext'",
      });
    }
    key.addAccess(KeyAccess._ofLevel(options.accessLevel ?? KeyAccessLevel.USE, principal, { encryptionContext: options.encryptionContext }));
    return grant;
  }

  /**
   * Lets a principal use whichever key of its account and Region has an alias (`kms:ResourceAliases`): an alias itself is no resource of key
   * actions. Counts where the key policy lets IAM policies count.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases
   *
   * @example
   * declare const api: lambda.Function;
   *
   * EncryptedFunction.allowUseByAlias(api, 'orders-production', { accessLevel: KeyAccessLevel.DECRYPT });
   */
  public static allowUseByAlias(grantee: iam.IGrantable, alias: string, options: ConsumerAccessOptions = {}): iam.Grant {
    const keys = `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/*`;
    // Without a set operator the multi-valued key would not be compared; ForAllValues would also pass a key without aliases.
    return attach(grantee, consumerStatements([keys], options, { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': checkAlias('alias', alias) } }));
  }

  private constructor() {}
}

function attach(grantee: iam.IGrantable, statements: iam.PolicyStatement[]): iam.Grant {
  return statements.map(({ actions, resources, conditions }) => {
    const grant = iam.Grant.addToPrincipal({ grantee, actions, resourceArns: resources, conditions });
    if (!grant.success) {
      refuse({
        property: 'grantee',
        value: String(grantee.grantPrincipal),
        bound: 'takes no IAM policy',
        remedy: "give it a row in the key's 'access', or a policy where it is defined",
      });
    }
    return grant;
  }).reduce((all, grant) => all.combine(grant));
}
