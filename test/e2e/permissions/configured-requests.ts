/**
 * Requests that AWS's services make because a resource of production is configured so: rules, alarms, subscriptions,
 * workflows, log groups and access logs. The local cloud makes them inside MiniStack, or not at all.
 */
import type { JudgedRequest } from './judge-request.ts';
import {
  ACCOUNT,
  type Json,
  type ProductionResource,
  type ProductionResources,
  REGION,
} from './production-resources.ts';

import { dropQualifier, listWorkflowRequests } from './workflow-requests.ts';

const DOCS = 'https://docs.aws.amazon.com';

/** Lists the requests of services, without those for encryption, which implied-requests.ts adds. */
export function listConfiguredRequests(resources: ProductionResources): JudgedRequest[] {
  const each = (type: string, list: (resource: ProductionResource) => JudgedRequest[]) =>
    resources.ofType(type).flatMap(list);
  return [
    ...each('Events::Rule', listRuleRequests),
    ...each('SNS::Subscription', listSubscriptionRequests),
    ...each('CloudWatch::Alarm', listAlarmRequests),
    ...each('CloudWatch::CompositeAlarm', listAlarmRequests),
    ...each('Budgets::Budget', listBudgetRequests),
    ...each('Logs::LogGroup', listLogRequests),
    ...each('S3::Bucket', (bucket) => listAccessLogRequests(bucket, resources)),
    ...each('ApiGateway::RestApi', listGatewayRequests),
    ...each('Lambda::EventInvokeConfig', (config) => listFailureRequests(config, resources)),
    ...each('StepFunctions::StateMachine', listWorkflowRequests),
    ...each('EC2::FlowLog', (flow) => listFlowLogRequests(flow, resources)),
    ...each('CloudFront::Distribution', (distribution) => listDistributionRequests(distribution, resources)),
  ];
}

/** `kind` is the service's name before `.amazonaws.com`. */
function call(kind: string, action: string, resource: string, because: string, source: Json = {}): JudgedRequest {
  const principal = `${kind}.amazonaws.com`;
  return { caller: kind, principal, action, resource, context: source, because: `${DOCS}${because}` };
}

const fromSource = (arn: string | undefined) => ({ 'aws:SourceArn': arn ?? '', 'aws:SourceAccount': ACCOUNT });

/** EventBridge sends no source account to a topic or a key: its rule's ARN goes to functions and queues only. */
function listRuleRequests({ arn, properties }: ProductionResource): JudgedRequest[] {
  const page = '/eventbridge/latest/userguide/eb-use-resource-based.html';
  return (properties.Targets ?? []).flatMap(({ Arn, RoleArn, DeadLetterConfig }: Json) => [
    ...(Arn.includes(':states:')
      ? [
          {
            ...call('events', 'states:StartExecution', dropQualifier(Arn), page),
            principal: RoleArn,
            caller: `rule ${properties.Name}`,
          },
        ]
      : []),
    ...(Arn.includes(':sns:') ? [call('events', 'sns:Publish', Arn, page)] : []),
    ...(Arn.includes(':lambda:') ? [call('events', 'lambda:InvokeFunction', Arn, page, { 'aws:SourceArn': arn })] : []),
    ...(DeadLetterConfig
      ? [
          call('events', 'sqs:SendMessage', DeadLetterConfig.Arn, '/eventbridge/latest/userguide/eb-rule-dlq.html', {
            'aws:SourceArn': arn,
          }),
        ]
      : []),
  ]);
}

function listSubscriptionRequests({ properties }: ProductionResource): JudgedRequest[] {
  const { Protocol, Endpoint, TopicArn, RedrivePolicy } = properties;
  const page = '/sns/latest/dg/sns-configure-dead-letter-queue.html';
  return [
    ...(Protocol === 'lambda'
      ? [
          call(
            'sns',
            'lambda:InvokeFunction',
            Endpoint,
            '/sns/latest/dg/sns-lambda-as-subscriber.html',
            fromSource(TopicArn),
          ),
        ]
      : []),
    ...(RedrivePolicy
      ? [call('sns', 'sqs:SendMessage', RedrivePolicy.deadLetterTargetArn, page, fromSource(TopicArn))]
      : []),
  ];
}

function listAlarmRequests({ arn, properties }: ProductionResource): JudgedRequest[] {
  const page = '/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html';
  const topics: string[] = [...(properties.AlarmActions ?? []), ...(properties.OKActions ?? [])];
  return [...new Set(topics)].map((topic) => call('cloudwatch', 'sns:Publish', topic, page, fromSource(arn)));
}

function listBudgetRequests({ properties }: ProductionResource): JudgedRequest[] {
  const page = '/cost-management/latest/userguide/budgets-sns-policy.html';
  const source = fromSource(`arn:aws:budgets::${ACCOUNT}:${properties.Budget.BudgetName}`);
  return properties.NotificationsWithSubscribers.flatMap(({ Subscribers }: Json) =>
    Subscribers.filter(({ SubscriptionType }: Json) => SubscriptionType === 'SNS').map(({ Address }: Json) =>
      call('budgets', 'sns:Publish', Address, page, source),
    ),
  );
}

/** CloudWatch Logs encrypts each group with the group's ARN as context. */
function listLogRequests({ arn, properties }: ProductionResource): JudgedRequest[] {
  if (!properties.KmsKeyId) return [];
  const context = { 'kms:EncryptionContext:aws:logs:arn': arn?.replace(/:\*$/, '') };
  const page = '/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html';
  return ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:GenerateDataKey'].map((action) =>
    call(`logs.${REGION}`, action, properties.KmsKeyId, page, context),
  );
}

function listAccessLogRequests({ arn, properties }: ProductionResource, resources: ProductionResources) {
  const { DestinationBucketName, LogFilePrefix } = properties.LoggingConfiguration ?? {};
  const target = resources.ofType('S3::Bucket').find(({ physicalId }) => physicalId === DestinationBucketName);
  if (!target) return [];
  const page = '/AmazonS3/latest/userguide/enable-server-access-logging.html';
  return [call('logging.s3', 's3:PutObject', `${target.arn}/${LogFilePrefix ?? ''}2026`, page, fromSource(arn))];
}

/** API Gateway calls the function of each operation, with the operation as the source. */
function listGatewayRequests({ physicalId, properties }: ProductionResource): JudgedRequest[] {
  const page = '/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html';
  return Object.entries<Json>(properties.Body.paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).flatMap(([method, operation]) => {
      const uri: string | undefined = operation?.['x-amazon-apigateway-integration']?.uri;
      const [, target] = /functions\/(.+)\/invocations/.exec(uri ?? '') ?? [];
      if (!target) return [];
      const source = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${physicalId}/live/${method.toUpperCase()}${path}`;
      return [call('apigateway', 'lambda:InvokeFunction', target, page, fromSource(source))];
    }),
  );
}

/** Lambda sends a failed asynchronous call with the function's role. */
function listFailureRequests({ properties }: ProductionResource, resources: ProductionResources): JudgedRequest[] {
  const queue = properties.DestinationConfig?.OnFailure?.Destination;
  const target = resources.ofType('Lambda::Function').find(({ physicalId }) => physicalId === properties.FunctionName);
  if (!queue || !target) return [];
  const request = call('lambda', 'sqs:SendMessage', queue, '/lambda/latest/dg/invocation-async-retain-records.html');
  return [{ ...request, caller: `function/${target.physicalId}`, principal: target.properties.Role }];
}

function listFlowLogRequests({ properties }: ProductionResource, resources: ProductionResources): JudgedRequest[] {
  const { LogGroupName, DeliverLogsPermissionArn } = properties;
  const group = resources.ofType('Logs::LogGroup').find(({ physicalId }) => physicalId === LogGroupName);
  const stream = group?.arn?.replace(/\*$/, 'log-stream:eni-0') ?? '';
  return ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'].map((action) => ({
    ...call(
      'flow-logs',
      action,
      action.startsWith('logs:D') ? (group?.arn ?? '') : stream,
      '/vpc/latest/userguide/flow-logs-iam-role.html',
    ),
    principal: DeliverLogsPermissionArn,
  }));
}

function listDistributionRequests({ arn, physicalId }: ProductionResource, resources: ProductionResources) {
  const site = resources.ofType('S3::Bucket').find(({ id }) => id.includes('Site'));
  if (!site) return [];
  const source = { 'aws:SourceArn': arn ?? `arn:aws:cloudfront::${ACCOUNT}:distribution/${physicalId}` };
  const page = '/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html';
  return [call('cloudfront', 's3:GetObject', `${site.arn}/index.html`, page, source)];
}
