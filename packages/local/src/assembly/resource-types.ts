/**
 * Resource types that carry no behaviour on one machine. The list is explicit, so that a resource nobody thought
 * of stops the start instead of silently missing.
 */
const WITHOUT_LOCAL_BEHAVIOUR = new Set([
  // Policies of resources: what a caller may do is decided by the policies of its role.
  'AWS::IAM::OIDCProvider',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::KMS::Alias',
  // Watching.
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::Logs::ResourcePolicy',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::AnomalyDetector',
  'AWS::CloudWatch::Dashboard',
  'AWS::SNS::Topic',
  'AWS::SNS::Subscription',
  'AWS::XRay::Group',
  'AWS::XRay::SamplingRule',
  'AWS::CloudTrail::Trail',
  'AWS::Budgets::Budget',
  'AWS::Synthetics::Canary',
  // The edge: the local server plays the distribution; response headers are read from the policy.
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::CloudFrontOriginAccessIdentity',
  'AWS::CloudFront::CachePolicy',
  'AWS::CloudFront::OriginRequestPolicy',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudFront::Function',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
  'AWS::WAFv2::IPSet',
  'AWS::WAFv2::LoggingConfiguration',
  'AWS::CertificateManager::Certificate',
  'AWS::Route53::RecordSet',
  'AWS::Route53::HostedZone',
  // Parts of API Gateway and Lambda that only matter to a deployment, or are read through their parent.
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::Lambda::Version',
  'AWS::Lambda::Alias',
  'AWS::Lambda::LayerVersion',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Scheduler::ScheduleGroup',
  // Keeping and describing.
  'AWS::Backup::BackupPlan',
  'AWS::Backup::BackupSelection',
  'AWS::Backup::BackupVault',
  'AWS::SSM::Parameter',
  'AWS::ResourceGroups::Group',
  'AWS::ServiceCatalogAppRegistry::Application',
  'AWS::CDK::Metadata',
  // Sign-in in AWS; on one machine the provider at /oidc takes its place.
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolResourceServer',
  // Custom resources of CDK that only act on a deployment.
  'Custom::S3AutoDeleteObjects',
  'Custom::LogRetention',
  'Custom::CrossRegionExportReader',
  'Custom::CrossRegionExportWriter',
]);

/** Resource types the reader turns into behaviour. */
const WITH_LOCAL_BEHAVIOUR = new Set([
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  // Refused by its reader.
  'AWS::IAM::ManagedPolicy',
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::SQS::Queue',
  'AWS::KMS::Key',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::Events::Rule',
  'AWS::Scheduler::Schedule',
  'AWS::StepFunctions::StateMachine',
  'Custom::S3BucketNotifications',
  'Custom::CDKBucketDeployment',
]);

export function isKnownResourceType(type: string): boolean {
  return WITHOUT_LOCAL_BEHAVIOUR.has(type) || WITH_LOCAL_BEHAVIOUR.has(type);
}
