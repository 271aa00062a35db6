import { Annotations, Resource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { CustomerManagedKey } from './customer-managed-key';
import { ForeignKey } from './foreign-key';
import { kindOf } from './kind-of';
import { ServiceKey } from './service-key';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { KeyKind } from '../access/row-context';
import { refuse, WARNINGS } from '../private/errors';
import { aKey } from '../private/key-specs';
import { render } from '../private/policy-rows';
import { KeyService } from '../services/key-service';

/** Whether a key is known by an alias only: also where CloudFormation fills in the rest of its ARN. */
export const isAlias = (key: kms.IKey): boolean => /:alias\//.test(JSON.stringify(Stack.of(key).resolve(key.keyArn)));

/** Fails for a key under which nothing is encrypted at rest, as far as the app knows the key. */
export function checkSymmetric(key: kms.IKey, property = 'key'): void {
  const kind = kindOf(key);
  if (kind !== undefined && kind !== KeyKind.SYMMETRIC) {
    refuse({ property, value: key.node.path, bound: `must be a symmetric encryption key, this is ${aKey(kind)}` });
  }
}

const regionOf = (scope: IConstruct): string => (Resource.isResource(scope) ? scope.env : Stack.of(scope)).region;

/** Fails for a key that a service could not use for this resource, or one of this scope, as far as the app knows the key. */
export function checkKey(key: kms.IKey, scope: IConstruct, region = regionOf(scope)): void {
  const bad = (bound: string, remedy?: string) => refuse({ property: 'key', value: key.node.path, bound, remedy });
  checkSymmetric(key);
  if (!Token.isUnresolved(region) && !Token.isUnresolved(key.env.region) && region !== key.env.region) {
    bad(`must be in the Region of the resource, ${region}, this one is in ${key.env.region}`, 'a MultiRegionKey has a replica for it');
  }
  const resource = key.node.defaultChild;
  if (kms.CfnKey.isCfnKey(resource) && resource.enabled === false) { bad('must be enabled'); }
}

/** Fails for a key that is for other services only. */
export function checkService(key: kms.IKey, service: KeyService): void {
  if (key instanceof ServiceKey && !key._serves(service)) {
    refuse({
      property: 'key',
      value: key.node.path,
      bound: `must be for KeyService.${service.id}, this ServiceKey is for others`,
      remedy: `name it in 'additionalServices', or add KeyAccess.service(KeyService.${service.id})`,
    });
  }
}

/** Checks the key, and lets the account create resources of a service under it where its IAM policies cannot. */
export function useKey(key: kms.IKey, scope: Construct, service: KeyService): void {
  checkKey(key, scope);
  if (key instanceof CustomerManagedKey && key._delegation === IamDelegation.ADMINISTRATION && !key._serves(service)) {
    key.addAccess(KeyAccess.service(service));
  }
}

/** The account of a resource where it is another than the key's: rows of a key name the resources of the key's account otherwise. */
export function sourceAccounts(key: kms.IKey, scope: Construct): string[] | undefined {
  const { account } = Stack.of(scope);
  return key.env.account === account || Token.isUnresolved(key.env.account) ? undefined : [account];
}

/** Adds a row to a key: to the policy of a key of this app, to the list for the owner of another. */
export function allowOn(key: kms.IKey, access: KeyAccess): void {
  if (key instanceof CustomerManagedKey || key instanceof ForeignKey) {
    key.addAccess(access);
    return;
  }
  const { partition } = Stack.of(key);
  const { region, account } = key.env;
  const rows = access._row.bind({
    scope: key, partition, region, account, kind: kindOf(key) ?? KeyKind.SYMMETRIC, multiRegion: false, delegation: IamDelegation.FULL,
  });
  for (const row of rows) {
    const statement = iam.PolicyStatement.fromJson(render(row));
    if (key.addToResourcePolicy(statement, true).statementAdded) { continue; }
    Annotations.of(key).addWarningV2(`${WARNINGS.keyPolicyNotWritten}:${row.sid}`,
      `the key is not of this app, so its policy stays as it is; its owner must add this statement: ${JSON.stringify(Stack.of(key).resolve(statement.toStatementJson()))}`);
  }
}
