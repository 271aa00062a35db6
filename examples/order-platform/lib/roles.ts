import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Who works with the order platform. */
export class Roles extends Construct {
  /** Manages keys, after signing in with MFA, and never uses one. */
  public readonly administrator: iam.Role;
  /** The order API: writes and reads every order. */
  public readonly api: iam.Role;
  /** The servers that work off orders. */
  public readonly worker: iam.Role;
  /** Reports of the finance department: reads what belongs to it. */
  public readonly reporting: iam.Role;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.administrator = new iam.Role(this, 'KeyAdministrator', {
      assumedBy: new iam.AccountRootPrincipal().withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    });
    this.api = new iam.Role(this, 'Api', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.worker = new iam.Role(this, 'Worker', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    this.reporting = new iam.Role(this, 'Reporting', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  }
}
