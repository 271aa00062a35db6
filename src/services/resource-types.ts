/** How a kind of resource is named. */
export interface ResourceType {
  /** The property of the CloudFormation resource that holds the name. */
  readonly property: string;
  /** The attribute of aws-cdk-lib's construct that gives the name. */
  readonly attribute: string;
}

/** Whose `Ref` is the ARN; of the others below it is the name (Return values, on the page of each type). */
export const REF_IS_ARN: ReadonlySet<string> = new Set([
  'AWS::SNS::Topic', 'AWS::SecretsManager::Secret', 'AWS::StepFunctions::Activity', 'AWS::StepFunctions::StateMachine',
]);

/** The resources that rows of the catalog take as constructs, by CloudFormation type. */
export const RESOURCE_TYPES: { readonly [type: string]: ResourceType } = {
  'AWS::CloudTrail::Trail': { property: 'trailName', attribute: 'trailName' },
  'AWS::CloudWatch::Alarm': { property: 'alarmName', attribute: 'alarmName' },
  'AWS::CloudWatch::CompositeAlarm': { property: 'alarmName', attribute: 'alarmName' },
  'AWS::DynamoDB::GlobalTable': { property: 'tableName', attribute: 'tableName' },
  'AWS::DynamoDB::Table': { property: 'tableName', attribute: 'tableName' },
  'AWS::Events::EventBus': { property: 'name', attribute: 'eventBusName' },
  'AWS::Kinesis::Stream': { property: 'name', attribute: 'streamName' },
  'AWS::Lambda::Function': { property: 'functionName', attribute: 'functionName' },
  'AWS::Logs::LogGroup': { property: 'logGroupName', attribute: 'logGroupName' },
  'AWS::S3::Bucket': { property: 'bucketName', attribute: 'bucketName' },
  'AWS::SNS::Topic': { property: 'topicName', attribute: 'topicName' },
  'AWS::SSM::Parameter': { property: 'name', attribute: 'parameterName' },
  'AWS::SecretsManager::Secret': { property: 'name', attribute: 'secretName' },
  'AWS::StepFunctions::Activity': { property: 'name', attribute: 'activityName' },
  'AWS::StepFunctions::StateMachine': { property: 'stateMachineName', attribute: 'stateMachineName' },
};
