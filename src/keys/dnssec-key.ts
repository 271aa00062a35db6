import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { CustomerManagedKey } from './customer-managed-key';
import { CustomerManagedKeyProps } from './customer-managed-key-props';
import { KeyAccess } from '../access/key-access';
import { KeyKind } from '../access/row-context';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { PolicyRow } from '../private/policy-rows';
import { checkNotEmpty } from '../private/validate';
import { KeyService } from '../services/key-service';

/** Properties of a DnssecKey. */
export interface DnssecKeyProps extends CustomerManagedKeyProps {
  /**
   * The public hosted zones that the key signs. Zones of the AWS CDK's `KeySigningKey` are added by themselves.
   *
   * @default - the zones of key-signing keys that use it; every zone of the account while there is none
   */
  readonly hostedZones?: route53.IHostedZone[];
}

/** What Route 53 can do with the key, as the service catalog has it. */
const [SIGNING] = KeyService.ROUTE53_DNSSEC._use.calls;

/**
 * A key for DNSSEC signing of Route 53 hosted zones: ECC_NIST_P256, in us-east-1, single-Region, with the two statements that
 * Route 53 needs. Signing is bound to the account and the hosted zones. CreateGrant is bound to grants for AWS resources: Route 53
 * documents no source of that call, so nothing narrower is safe to ask for.
 *
 * Pass it to `route53.KeySigningKey`, which adds its zone to those of the key. `hostedZones` is for zones whose key-signing keys are elsewhere.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec-cmk-requirements.html
 *
 * @example
 * declare const zone: route53.PublicHostedZone;
 *
 * const key = new DnssecKey(this, 'ZoneKey');
 * new route53.KeySigningKey(this, 'KeySigningKey', { hostedZone: zone, kmsKey: key });
 */
@checked
@propertyInjectable
export class DnssecKey extends CustomerManagedKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.DnssecKey';

  /** Whether a value is a DnssecKey, of this class or a subclass. */
  public static isDnssecKey(x: any): x is DnssecKey {
    return x instanceof DnssecKey;
  }

  private readonly zoneArns: string[];

  constructor(scope: Construct, id: string, props: DnssecKeyProps = {}) {
    checkNotEmpty('hostedZones', props.hostedZones);
    const { region } = Stack.of(scope);
    if (!Token.isUnresolved(region) && region !== 'us-east-1') {
      refuse({ property: 'region', value: region, bound: 'must be us-east-1 for a DNSSEC key', remedy: "put the key in a stack with env: { region: 'us-east-1' }" });
    }
    super(scope, id, props, { kind: KeyKind.SIGNING, keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' });
    this.zoneArns = (props.hostedZones ?? []).map(zone => zone.hostedZoneArn);
    this._document.addLazyRows(() => this.route53Rows());
  }

  /** Adds a statement, unless it only says what Route 53 can do already: then its hosted zones are added to those of the key. */
  public addToResourcePolicy(statement: iam.PolicyStatement, allowNoOp = true): iam.AddToResourcePolicyResult {
    const { Effect, Principal, Action, Condition } = Stack.of(this).resolve(statement.toStatementJson());
    const ofRoute53 = Effect === 'Allow' && Principal?.Service === SIGNING.principal && Object.keys(Principal).length === 1;
    const actions: string[] = [].concat(Action ?? []);
    const [operator] = Object.keys(Condition ?? {});
    if (ofRoute53 && operator === 'ArnEquals' && actions.every(action => SIGNING.actions.includes(action))) {
      this.zoneArns.push(...[].concat(statement.conditions[operator]['aws:SourceArn'] ?? []));
      return { statementAdded: true, policyDependable: this._document };
    }
    if (ofRoute53 && Condition?.Bool?.['kms:GrantIsForAWSResource'] !== undefined && actions.join() === 'kms:CreateGrant') {
      return { statementAdded: true, policyDependable: this._document };
    }
    return super.addToResourcePolicy(statement, allowNoOp);
  }

  private route53Rows(): PolicyRow[] {
    return KeyAccess.service(KeyService.ROUTE53_DNSSEC, this.zoneArns.length > 0 ? { resources: this.zoneArns } : {})._row.bind(this._context);
  }
}
