// Service modules come through the core's lazy exports: importing this package loads none of them.
import { Annotations, Aws, CfnResource, CustomResource, Duration, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { CustomerManagedKey } from '../keys/customer-managed-key';
import { checkKey, checkService } from '../keys/resource-key';
import { checked } from '../private/checked';
import { WARNINGS } from '../private/errors';
import { handlerFunction } from '../private/handler-function';
import { KeyService } from '../services/key-service';

/** Properties of EbsEncryptionByDefault. */
export interface EbsEncryptionByDefaultProps {
  /** The key for volumes and snapshots that name none: symmetric, enabled, of this Region, and for `KeyService.EBS` if it is a ServiceKey. */
  readonly key: kms.IKey;
}

/** Where the constructs of an account and Region leave word of each other: a parameter for each. */
const CLAIMS = '/cdk-keysmith/ebs-encryption-by-default';

/**
 * Every new EBS volume of the account in this Region is encrypted, under this key unless it names another.
 *
 * CloudFormation has no resource for it, so a function of the stack does it. The account has one default key, so several constructs, also of other stacks,
 * share it: the newest counts. A construct that leaves gives the key up to the newest that is left, and the last one to what was the default before
 * the first; a default that somebody else chose meanwhile stays. Encryption by default itself stays on: turn it off with
 * `aws ec2 disable-ebs-encryption-by-default`.
 *
 * IMPORTANT: what was the default before is kept in the parameters under `/cdk-keysmith/ebs-encryption-by-default`: whoever can write those chooses the key that
 * comes back.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
 *
 * @example
 * const key = new ServiceKey(this, 'VolumeKey', { service: KeyService.EBS, additionalServices: [KeyService.AUTO_SCALING] });
 *
 * new EbsEncryptionByDefault(this, 'VolumeDefault', { key });
 */
@checked
@propertyInjectable
export class EbsEncryptionByDefault extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.EbsEncryptionByDefault';

  constructor(scope: Construct, id: string, props: EbsEncryptionByDefaultProps) {
    super(scope, id);
    const { key } = props;
    checkKey(key, this);
    checkService(key, KeyService.EBS);
    if (key instanceof CustomerManagedKey && key._namesUsersOf(KeyService.EBS)) {
      Annotations.of(this).addWarningV2(WARNINGS.defaultKeyForUsersOnly,
        `the key ${key.node.path} names its users: nobody else in the account can then create a volume that names no key; leave 'users' out of the key`);
    }
    // A function of its own: what it sets is in its configuration, so that nobody who can only invoke it can say another key.
    const { fn, role } = handlerFunction(this, 'Function', {
      handler: 'ebs-default-key',
      description: 'Sets the default key of EBS encryption, and gives it back',
      timeout: Duration.minutes(2),
    });
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::KeysmithEbsEncryptionByDefault',
      serviceToken: fn.functionArn,
      serviceTimeout: Duration.minutes(5),
      // The function reads the key from its configuration; here it only makes CloudFormation ask again when it changes.
      properties: { Key: key.keyArn },
    });
    const { logicalId } = resource.node.defaultChild as CfnResource;
    const claim = `${CLAIMS}/${stackUuid()}-${logicalId}`;
    const settings = { KEY_ARN: key.keyArn, CLAIM: claim, CLAIMS, STACK_ID: Aws.STACK_ID, LOGICAL_ID: logicalId };
    for (const [name, value] of Object.entries(settings)) { fn.addEnvironment(name, value); }
    for (const statement of permissions(Stack.of(this), claim)) { role.addToPolicy(statement); }
  }
}

/** The last part of a stack's id, which no other stack ever has. */
const stackUuid = (): string => Fn.select(2, Fn.split('/', Aws.STACK_ID));

/** What the function can do, whoever invokes it with whatever event. EC2's calls take no resource; none of them can turn encryption off. */
function permissions(stack: Stack, claim: string): iam.PolicyStatement[] {
  const parameter = (name: string) => stack.formatArn({ service: 'ssm', resource: `parameter${name}` });
  return [
    new iam.PolicyStatement({
      actions: ['ec2:EnableEbsEncryptionByDefault', 'ec2:GetEbsDefaultKmsKeyId', 'ec2:ModifyEbsDefaultKmsKeyId', 'ec2:ResetEbsDefaultKmsKeyId'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': stack.region } },
    }),
    // Parameter Store asks for the path itself: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
    new iam.PolicyStatement({ actions: ['ssm:GetParametersByPath'], resources: [parameter(CLAIMS), parameter(`${CLAIMS}/*`)] }),
    new iam.PolicyStatement({ actions: ['ssm:PutParameter', 'ssm:DeleteParameter'], resources: [parameter(claim)] }),
    new iam.PolicyStatement({ actions: ['cloudformation:DescribeStackResource'], resources: [Aws.STACK_ID] }),
  ];
}
