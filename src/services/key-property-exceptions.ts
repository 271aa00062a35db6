/*
 * Properties that take a key and have no row in the catalog, each with its reason. The rules about resources see them all the same.
 */

/* The reasons, a sentence each for the docs. */
const ENDED = 'The service has ended or is closed to new customers.';
const SILENT = 'Nothing that was read of AWS\'s pages says what the key policy needs of it.';
const NEW = 'A new service: no page of AWS on its encryption could be read.';

const OF_TYPES: { readonly [reason: string]: readonly string[] } = {
  [ENDED]: [
    'AWS::FinSpace::Environment', 'AWS::Forecast::Dataset', 'AWS::LookoutEquipment::InferenceScheduler', 'AWS::LookoutMetrics::AnomalyDetector',
    'AWS::NimbleStudio::Studio', 'AWS::Proton::EnvironmentTemplate', 'AWS::Proton::ServiceTemplate', 'AWS::QLDB::Ledger',
    // workspaces-thin-client/latest/ag/data-encryption.html: ends on 2027-03-31, and the page names no action.
    'AWS::WorkSpacesThinClient::Environment',
  ],
  [NEW]: [
    'AWS::AgentRegistry::Registry', 'AWS::Bedrock::RetrievalInstruction', 'AWS::BedrockAgentCore::ConfigurationBundle', 'AWS::CloudWatch::Space',
    'AWS::DevOpsAgent::AgentSpace', 'AWS::DevOpsAgent::Service', 'AWS::EventsV2::EventBus', 'AWS::EventsV2::EventSource', 'AWS::Kinesis::Channel',
    'AWS::Lambda::MicrovmImage', 'AWS::Lambda::WebFunctionRevision', 'AWS::MSK::Channel', 'AWS::MWAAServerless::Workflow', 'AWS::ResilienceHubV2::Policy',
    'AWS::ResilienceHubV2::Service', 'AWS::ResilienceHubV2::System',
    'AWS::SecurityHub::ConnectorV2', 'AWS::Transfer::HostKey',
  ],
  [SILENT]: [
    'AWS::AppIntegrations::DataIntegration', 'AWS::Athena::WorkGroup', 'AWS::Bedrock::AutomatedReasoningPolicy', 'AWS::BedrockAgentCore::Harness',
    'AWS::CodeStarConnections::RepositoryLink', 'AWS::EMRContainers::SecurityConfiguration', 'AWS::Glue::Catalog', 'AWS::Glue::Integration',
    'AWS::Glue::IntegrationResourceProperty', 'AWS::Glue::MLTransform', 'AWS::GroundStation::MissionProfile', 'AWS::HealthLake::DataTransformationProfile',
    // imagebuilder/latest/userguide/data-protection.html speaks of workflows alone.
    'AWS::ImageBuilder::Component', 'AWS::ImageBuilder::ContainerRecipe',
    'AWS::Lambda::CapacityProvider', 'AWS::Logs::Integration', 'AWS::MGN::LaunchConfigurationTemplate', 'AWS::NeptuneGraph::Graph', 'AWS::OSIS::Pipeline',
    'AWS::OpenSearchService::Application', 'AWS::SES::MailManagerIngressPoint', 'AWS::SSM::ResourceDataSync', 'AWS::SSMGuiConnect::Preferences',
    'AWS::SageMaker::ModelCard', 'AWS::SageMaker::ModelPackage', 'AWS::SageMaker::PartnerApp', 'AWS::Synthetics::Canary',
  ],
  'The roles of tasks and of who runs commands use the key directly: name them as users of the key.': ['AWS::ECS::Cluster'],
  'The property writes an IAM policy for the function, nothing is encrypted.': ['AWS::Serverless::Function'],
};

/** Type to reason, for the properties of the type that no row names. */
export const WITHOUT_ROW: ReadonlyMap<string, string> = new Map(Object.entries(OF_TYPES).flatMap(([reason, types]) => types.map(type => [type, reason] as const)));
