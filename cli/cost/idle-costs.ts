/**
 * What the resources of the templates cost in a month without any use. Open it to give a resource type that is new in a
 * template its price, or to mark it free.
 */
import type { TemplateResource } from '../deployment/synthesise-app.ts';
import type { CostItem } from './cost-item.ts';
import { PriceMissing } from './prices.ts';

const HOURS_IN_MONTH = 730;
const SECONDS_IN_MONTH = HOURS_IN_MONTH * 3600;
const MIB_IN_GB = 1024;

type FindItems = (resource: TemplateResource, all: readonly TemplateResource[]) => CostItem[];

/** Types that cost nothing by being there; what they are used for is in use-costs.ts. */
const FREE_TYPES = [
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage', // without a cache
  'AWS::Backup::BackupPlan', // what it stores is paid by its size
  'AWS::Backup::BackupSelection',
  'AWS::Backup::BackupVault',
  'AWS::Budgets::Budget', // without actions
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CodeDeploy::Application', // for functions
  'AWS::CodeDeploy::DeploymentConfig',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolGroup',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::DynamoDB::Table', // on demand
  'AWS::EC2::FlowLog',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Function',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::Logs::QueryDefinition',
  'AWS::Logs::ResourcePolicy',
  'AWS::QuickSight::Analysis',
  'AWS::QuickSight::Dashboard', // its users are paid
  'AWS::QuickSight::DataSet', // direct queries, no SPICE
  'AWS::QuickSight::DataSource',
  'AWS::QuickSight::VPCConnection',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBClusterParameterGroup',
  'AWS::RDS::DBSubnetGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::SSM::Parameter', // of the standard tier
  'AWS::SageMaker::MlflowApp', // https://aws.amazon.com/sagemaker/ai/mlflow/: no charge of its own; from memory
  'AWS::SecretsManager::SecretTargetAttachment',
  'AWS::StepFunctions::StateMachine',
  'AWS::StepFunctions::StateMachineAlias',
  'AWS::StepFunctions::StateMachineVersion',
  'AWS::WAFv2::LoggingConfiguration', // the log is paid as a log
  'AWS::WAFv2::WebACLAssociation',
  'Custom::CDKBucketDeployment',
  'Custom::DatabaseMigrations',
  'Custom::S3AutoDeleteObjects',
  'Custom::VpcRestrictDefaultSG',
];

const PAID_TYPES: Record<string, FindItems> = {
  'AWS::CloudWatch::Alarm': ({ properties: { Metrics } }) => [
    item('Alarms', 'metrics of alarms', 'alarm_metric_month', countAlarmMetrics(Metrics)),
  ],
  'AWS::CloudWatch::CompositeAlarm': () => [item('Alarms', 'composite alarms', 'composite_alarm_month', 1)],
  'AWS::Cognito::UserPoolClient': ({ properties: { AllowedOAuthFlows = [] } }) =>
    AllowedOAuthFlows.includes('client_credentials')
      ? [item('Sign-in (Cognito)', 'machine clients', 'cognito_machine_client_month', 1)]
      : [],
  'AWS::EC2::VPCEndpoint': ({ properties: { VpcEndpointType, SubnetIds = [] } }) =>
    VpcEndpointType === 'Interface'
      ? [item('Network', 'hours of interface endpoints', 'interface_endpoint_hour', HOURS_IN_MONTH * SubnetIds.length)]
      : [],
  'AWS::EMRServerless::Application': ({ properties: { InitialCapacity } }) => {
    // Warm workers are paid while the application is started, which depends on the jobs.
    if (InitialCapacity) throw new PriceMissing('no price known for warm workers of Spark: add it to cli/cost/');
    return [];
  },
  'AWS::KMS::Key': () => [item('Keys and secrets', 'KMS keys', 'kms_key_month', 1)],
  'AWS::Lambda::Alias': findWarmCapacity,
  'AWS::RDS::DBInstance': findDatabaseCapacity,
  'AWS::SecretsManager::Secret': () => [item('Keys and secrets', 'secrets', 'secret_month', 1)],
  'AWS::WAFv2::WebACL': ({ properties: { Rules = [] } }) => [
    item('WAF', 'web ACLs', 'waf_acl_month', 1),
    item('WAF', 'rules', 'waf_rule_month', Rules.length),
  ],
};

/**
 * Lists what the resources cost in a month in which nothing is used, equal items added up.
 * @throws {PriceMissing} when a template has a resource type without a price
 */
export function listIdleCosts(resources: readonly TemplateResource[]): CostItem[] {
  const items = resources.flatMap((resource) => {
    const findItems = PAID_TYPES[resource.type];
    if (findItems) return findItems(resource, resources);
    if (FREE_TYPES.includes(resource.type)) return [];
    throw new PriceMissing(
      `no price known for ${resource.type} (${resource.stack}/${resource.id}): add it to cli/cost/idle-costs.ts or mark it free there`,
    );
  });
  return addUp(items);
}

const item = (group: string, what: string, price: string, quantity: number): CostItem => ({
  ...{ group, what, price, quantity },
});

/** Adds up the quantities of items with the same name and price, in the order of their first. */
function addUp(items: readonly CostItem[]): CostItem[] {
  const sums = new Map<string, CostItem>();
  for (const one of items) {
    const key = `${one.what} ${one.price}`;
    const quantity = (sums.get(key)?.quantity ?? 0) + one.quantity;
    sums.set(key, { ...one, quantity });
  }
  return [...sums.values()].filter(({ quantity }) => quantity > 0);
}

/** An alarm over an expression is paid by its metrics. */
const countAlarmMetrics = (metrics: { MetricStat?: object }[] | undefined): number =>
  metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length || 1;

function findWarmCapacity({ stack, properties }: TemplateResource, all: readonly TemplateResource[]): CostItem[] {
  const environments = properties.ProvisionedConcurrencyConfig?.ProvisionedConcurrentExecutions ?? 0;
  if (environments === 0) return [];
  const target = all.find((one) => one.stack === stack && one.id === properties.FunctionName.Ref);
  const { MemorySize = 0, Architectures = ['x86_64'] } = target?.properties ?? {};
  const gbSeconds = environments * (MemorySize / MIB_IN_GB) * SECONDS_IN_MONTH;
  const price = `lambda_warm_gb_second_${Architectures[0]}`;
  return [item('Warm functions', 'GB-seconds of provisioned concurrency', price, gbSeconds)];
}

/** Each instance of a serverless cluster has the least capacity of the cluster; with 0 the cluster pauses. */
function findDatabaseCapacity({ stack, properties }: TemplateResource, all: readonly TemplateResource[]): CostItem[] {
  const clusterId = properties.DBClusterIdentifier?.Ref;
  const cluster = all.find((one) => one.stack === stack && one.id === clusterId);
  const minimum = cluster?.properties.ServerlessV2ScalingConfiguration?.MinCapacity;
  if (properties.DBInstanceClass !== 'db.serverless' || minimum === undefined) {
    throw new PriceMissing(`no price known for ${properties.DBInstanceClass}: add it to cli/cost/idle-costs.ts`);
  }
  return [item('Aurora', 'ACU-hours at rest', 'aurora_acu_hour', minimum * HOURS_IN_MONTH)];
}
