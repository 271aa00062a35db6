import { Annotations, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { unwrap } from './cross-environment-grants';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { KeyKind } from '../access/row-context';
import { matchesAction } from '../iam/pattern';
import { OWNER_ONLY_ACTIONS } from '../private/actions';
import { accountIdOfIdentity, parsePrincipalArn, PrincipalArn } from '../private/arns';
import { KeyBase } from '../private/cdk-internals';
import { checked } from '../private/checked';
import { refuse, WARNINGS } from '../private/errors';
import { assemble, Conditions, mergeConditions, ORDER, PolicyRow, render } from '../private/policy-rows';

/** A key of another account or Region, and what an identity policy must say to reach it and nothing else. */
export interface ForeignKeyProps {
  readonly keyArn: string;
  readonly keyId: string;
  readonly account: string;
  readonly region: string;
  readonly resource: string;
  readonly conditions: Conditions;
}


/** What RemoteKey makes; not exported from the package. */
@checked
export class ForeignKey extends KeyBase {
  public readonly keyArn: string;
  public readonly keyId: string;
  protected readonly policy?: iam.PolicyDocument = undefined;
  protected readonly trustAccountIdentities: boolean = true;
  private readonly needed: PolicyRow[] = [];
  private readonly statements: iam.PolicyStatement[] = [];
  private keyGrants?: kms.KeyGrants;

  constructor(scope: Construct, id: string, private readonly foreign: ForeignKeyProps) {
    super(scope, id, { account: foreign.account, region: foreign.region });
    this.keyArn = foreign.keyArn;
    this.keyId = foreign.keyId;
  }

  public get grants(): kms.KeyGrants {
    if (!this.keyGrants) {
      this.keyGrants = super.grants;
      this.keyGrants.actions = (grantee, ...actions) => this.allow(grantee, actions);
    }
    return this.keyGrants;
  }

  public addAlias(aliasName: string): kms.Alias {
    return refuse({
      property: 'alias',
      value: aliasName,
      bound: `cannot stand for a key of account ${this.foreign.account} and Region ${this.foreign.region}: alias and key must be in one account and Region`,
      remedy: 'ask the owner for an alias and use RemoteKey.fromAlias',
    });
  }

  /** Nothing is added: the statements of the row are put on the list for the owner. */
  public addAccess(access: KeyAccess): void {
    const { account, region } = this.foreign;
    const { partition } = Stack.of(this);
    const delegation = IamDelegation.FULL;
    const rows = access._row.bind({ scope: this, partition, region, account, kind: KeyKind.SYMMETRIC, multiRegion: false, delegation });
    this.needed.push(...rows);
    rows.forEach(row => this.warn(JSON.stringify(readable(Stack.of(this).resolve(render(row))))));
    if (access._row.statement) { this.addToResourcePolicy(access._row.statement); }
  }

  /** Nothing is added: the statement is put on the list for the owner. */
  public addToResourcePolicy(statement: iam.PolicyStatement, allowNoOp = true): iam.AddToResourcePolicyResult {
    const [principal, ...others] = statement.principals;
    if (others.length === 0 && iam.principalIsOwnedResource(principal) && !statement.sid) {
      const row = ownerRow(principal, statement.conditions, statement.actions);
      this.needed.push(row);
      this.warn(JSON.stringify(readable(Stack.of(principal).resolve(render(row)))));
    } else {
      this.statements.push(statement);
      this.warn(JSON.stringify(readable(Stack.of(this).resolve(statement.toStatementJson()))));
    }
    return super.addToResourcePolicy(statement, allowNoOp);
  }

  public ownerStatements(): string {
    const stack = Stack.of(this);
    return Lazy.uncachedString({
      produce: context => stack.toJsonString([
        ...assemble(this.needed, value => Token.isUnresolved(value) ? JSON.stringify(context.resolve(value)) : value).map(render),
        ...this.statements.map(statement => statement.toStatementJson()),
      ]),
    });
  }

  private allow(grantee: iam.IGrantable, actions: string[]): iam.Grant {
    const { account } = this.foreign;
    const { principal, conditions } = unwrap(grantee.grantPrincipal);
    const elsewhere = account !== Stack.of(this).account;
    const futile = actions.filter(action => OWNER_ONLY_ACTIONS.some(name => matchesAction(action, `kms:${name}`)));
    if (elsewhere && futile.length > 0) {
      refuse({
        property: 'actions',
        value: futile,
        bound: `can be allowed to principals of the key's own account ${account} only`,
        remedy: 'KMS takes cryptographic operations, DescribeKey, GetPublicKey and grants from other accounts',
      });
    }
    const grant = iam.Grant.addToPrincipal({
      grantee: principal,
      actions,
      resourceArns: [this.foreign.resource],
      conditions: mergeConditions(conditions, this.foreign.conditions),
    });
    if (elsewhere) {
      this.needed.push(ownerRow(principal, conditions, actions));
      const stack = Stack.of(iam.principalIsOwnedResource(principal) ? principal : this);
      this.warn(JSON.stringify(readable(stack.resolve(render(ownerRow(principal, conditions, actions))))), grant.success ? '' : ', and the IAM policy of the principal, which is not of this app');
    }
    return grant;
  }

  private warn(statement: string, more = ''): void {
    Annotations.of(this).addWarningV2(WARNINGS.remoteKeyNeedsOwner,
      `the policy of ${readable(Stack.of(this).resolve(this.keyArn))} belongs to account ${this.foreign.account} and must hold this statement${more} (RemoteKey.ownerStatements renders all of them): ${statement}`);
  }
}

/** What CloudFormation fills in, written as in Fn::Sub. */
function readable(value: any): any {
  if (Array.isArray(value)) { return value.map(readable); }
  if (value === null || typeof value !== 'object') { return value; }
  const entries = Object.entries<any>(value);
  if (entries.length === 1) {
    const [[name, argument]] = entries;
    if (name === 'Ref') { return `\${${argument}}`; }
    if (name === 'Fn::GetAtt') { return `\${${argument.join('.')}}`; }
    if (name === 'Fn::Join') { return argument[1].map(readable).join(argument[0]); }
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, readable(inner)]));
}

/**
 * What the owner's policy must hold. A role or user of this app is named by a condition on its account. The owner can add that
 * before the role exists, and it stays right when the role is created again.
 */
function ownerRow(principal: iam.IPrincipal, conditions: Conditions, actions: readonly string[]): PolicyRow {
  const { principalJson, conditions: own } = principal.policyFragment;
  const values = Object.entries(principalJson).flatMap(([type, list]) => ([] as string[]).concat(list).map(value => ({ type, value })));
  const row = { sid: 'KeyUseByOtherAccount', effect: 'Allow', actions, order: ORDER.use } as const;
  const known = accountIdOfIdentity(values[0]?.value ?? '') && parsePrincipalArn(values[0].value);
  if (!iam.principalIsOwnedResource(principal) && !(known && values.length === 1)) {
    return { ...row, principals: values, conditions: mergeConditions(own as Conditions, conditions) };
  }
  const { partition, account } = iam.principalIsOwnedResource(principal) ? Stack.of(principal) : known as PrincipalArn;
  return {
    ...row,
    principals: [{ type: 'AWS', value: `arn:${partition}:iam::${account}:root` }],
    conditions: mergeConditions(conditions, { ArnEquals: { 'aws:PrincipalArn': values[0].value } }),
  };
}
