import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { listKeys, MEMBER_ROLE, readKeys, readMetrics, REPORTER_ROLE } from './reporter-access';
import { checked } from '../private/checked';
import { checkAccountId, checkNotEmpty, checkRegion } from '../private/validate';

/** Properties of a KeyLifecycleMemberRole. */
export interface KeyLifecycleMemberRoleProps {
  /** The account of the KeyLifecycleReporter, 12 digits. */
  readonly reporterAccount: string;

  /**
   * Name of the reporter's role.
   *
   * @default 'KeysmithKeyLifecycleReporter'
   */
  readonly reporterRoleName?: string;

  /**
   * Name of this role.
   *
   * IMPORTANT: another name replaces the role.
   *
   * @default 'KeysmithKeyLifecycleMember'
   */
  readonly roleName?: string;

  /**
   * The Regions whose keys can be read.
   *
   * @default - the Region of the stack
   */
  readonly regions?: string[];
}

/**
 * What an account offers to the KeyLifecycleReporter of another account: a role that reads about keys, and neither uses nor
 * changes any.
 *
 * @example
 * new KeyLifecycleMemberRole(this, 'KeyReports', { reporterAccount: '111122223333', regions: ['eu-west-1', 'us-east-1'] });
 */
@checked
export class KeyLifecycleMemberRole extends Construct {
  /** The role. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: KeyLifecycleMemberRoleProps) {
    super(scope, id);
    checkAccountId('reporterAccount', props.reporterAccount);
    checkNotEmpty('regions', props.regions);
    props.regions?.forEach(region => checkRegion('regions', region));
    const { partition, region } = Stack.of(this);
    const regions = props.regions ?? [region];
    this.role = new iam.Role(this, 'Resource', {
      roleName: props.roleName ?? MEMBER_ROLE,
      description: 'Lets the key lifecycle reporter read about KMS keys',
      // By condition, not as the principal: the reporter can be deployed after this role.
      assumedBy: new iam.AccountPrincipal(props.reporterAccount).withConditions({
        ArnEquals: { 'aws:PrincipalArn': `arn:${partition}:iam::${props.reporterAccount}:role/${props.reporterRoleName ?? REPORTER_ROLE}` },
      }),
    });
    this.role.addToPolicy(listKeys(regions));
    this.role.addToPolicy(readKeys(this, regions));
    this.role.addToPolicy(readMetrics(regions));
  }
}
