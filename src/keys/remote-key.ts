import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keysOf } from './cross-environment-grants';
import { ForeignKey } from './foreign-key';
import { KeyAccess } from '../access/key-access';
import { parseArn } from '../private/arns';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { checkAlias, checkAccountId, checkRegion } from '../private/validate';

/** Where a key with an alias is. */
export interface RemoteKeyAttributes {
  /** The account that owns the key, 12 digits. */
  readonly account: string;

  /** The Region of the key. */
  readonly region: string;

  /** The alias in that account and Region, with or without `alias/`. */
  readonly alias: string;
}

/**
 * A key that another account owns, seen from the account that uses it: the other side of a `CrossAccountKey`.
 *
 * Grants on it write the identity policy of the principal. The other half is a statement in the key's own policy, which the owner
 * has to add: a warning says which, and `ownerStatements` renders it.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
 *
 * @example
 * declare const readerRole: iam.Role;
 *
 * const key = RemoteKey.fromAlias(this, 'SharedKey', { account: '111122223333', region: 'eu-west-1', alias: 'shared-data' });
 * key.grantDecrypt(readerRole);
 * new CfnOutput(this, 'ForTheOwner', { value: RemoteKey.ownerStatements(key) });
 */
@checked
export class RemoteKey {
  /** A key by its ARN. Fails for an alias ARN. */
  public static fromKeyArn(scope: Construct, id: string, keyArn: string): kms.IKey {
    const { service, region, account, resource } = parseArn(keyArn) ?? { service: '', region: '', account: '', resource: '' };
    if (!Token.isUnresolved(keyArn) && (service !== 'kms' || !/^key\/[A-Za-z0-9-]+$/.test(resource))) {
      refuse({
        property: 'keyArn',
        value: keyArn,
        bound: 'must be the ARN of a key',
        remedy: resource.startsWith('alias/') ? 'use RemoteKey.fromAlias' : "such as 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'",
      });
    }
    const parts = Token.isUnresolved(keyArn) ? Stack.of(scope).splitArn(keyArn, ArnFormat.SLASH_RESOURCE_NAME) : undefined;
    return new ForeignKey(scope, id, {
      keyArn,
      keyId: parts ? parts.resourceName! : resource.slice('key/'.length),
      account: parts ? parts.account! : account,
      region: parts ? parts.region! : region,
      resource: keyArn,
      conditions: {},
    });
  }

  /**
   * The key that an alias of another account or Region stands for, now and after the alias is moved. Principals are bound to the
   * alias (`kms:ResourceAliases`) and the account (`aws:ResourceAccount`): an alias is not a resource that a policy could name.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
   */
  public static fromAlias(scope: Construct, id: string, attributes: RemoteKeyAttributes): kms.IKey {
    checkAccountId('account', attributes.account);
    checkRegion('region', attributes.region);
    const alias = checkAlias('alias', attributes.alias);
    const { account, region } = attributes;
    const { partition } = Stack.of(scope);
    const aliasArn = `arn:${partition}:kms:${region}:${account}:${alias}`;
    return new ForeignKey(scope, id, {
      keyArn: aliasArn,
      // In a request from elsewhere the bare alias would be one of the caller's own account.
      keyId: aliasArn,
      account,
      region,
      resource: keysOf({ partition, region, account }),
      conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias }, 'StringEquals': { 'aws:ResourceAccount': account } },
    });
  }

  /**
   * The statements that the owner has to add to the policy of the key, as a JSON list: for all that was granted on it, also later.
   * Fails for a key that RemoteKey did not make.
   */
  public static ownerStatements(key: kms.IKey): string {
    if (!(key instanceof ForeignKey)) {
      return refuse({ property: 'key', value: key.node.path, bound: 'must be made by RemoteKey', remedy: 'a key of this app has its statements in its own policy' });
    }
    return key.ownerStatements();
  }

  /** Puts the statements of a row on the list for the owner, such as what a service needs. Fails for a key that RemoteKey did not make. */
  public static addAccess(key: kms.IKey, access: KeyAccess): void {
    if (!(key instanceof ForeignKey)) {
      refuse({ property: 'key', value: key.node.path, bound: 'must be made by RemoteKey', remedy: "a key of this app takes rows by 'addAccess'" });
    }
    key.addAccess(access);
  }

  /** Whether a value is a key that RemoteKey made. */
  public static isRemoteKey(x: any): x is kms.IKey {
    return x instanceof ForeignKey;
  }

  private constructor() {}
}
