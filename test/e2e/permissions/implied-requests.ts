/**
 * Requests that AWS makes in a caller's name, or requires of it, next to a recorded call, and that the local cloud does
 * not make. Each has the page that says so.
 */
import type { JudgedRequest } from './judge-request.ts';
import { ACCOUNT, type ProductionResource, type ProductionResources, REGION } from './production-resources.ts';
import type { RecordedRequest } from './recorded-requests.ts';

const DOCS = 'https://docs.aws.amazon.com';

/** Lists what the recorded requests imply. */
export function listImpliedRequests(recorded: RecordedRequest[], resources: ProductionResources): JudgedRequest[] {
  return [
    ...recorded.flatMap((request) => [
      ...implyOfObject(request, resources),
      ...implyOfKey(request, resources),
      ...implyOfDatabase(request, resources),
    ]),
    ...listFunctionTelemetry(resources),
    ...listJobRequests(recorded, resources),
  ];
}

function implyOfObject(request: RecordedRequest, resources: ProductionResources): JudgedRequest[] {
  if (!request.action.startsWith('s3:')) return [];
  const bucketArn = request.resource.replace(/\/.*$/, '');
  const bucket = resources.ofType('S3::Bucket').find(({ arn }) => arn === bucketArn);
  const isObject = bucketArn !== request.resource;
  const [encryption] = bucket?.properties.BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const key: string | undefined = encryption?.ServerSideEncryptionByDefault?.KMSMasterKeyID;
  const { caller, principal } = request;
  const implied: JudgedRequest[] = [];
  if (isObject && request.isMissing) {
    const because = `without it a missing object is a 403: ${DOCS}/AmazonS3/latest/API/API_GetObject.html`;
    implied.push({ caller, principal, action: 's3:ListBucket', resource: bucketArn, context: {}, because });
  }
  if (!key || !isObject) return implied;
  const context = { 'kms:ViaService': `s3.${REGION}.amazonaws.com`, 'kms:EncryptionContext:aws:s3:arn': bucketArn };
  const because = `${DOCS}/AmazonS3/latest/userguide/UsingKMSEncryption.html`;
  const use = (action: string) => implied.push({ caller, principal, action, resource: key, context, because });
  if (/^s3:GetObject(Version)?$/.test(request.action)) use('kms:Decrypt');
  if (request.action === 's3:PutObject') use('kms:GenerateDataKey');
  if (request.isMultipart) use('kms:Decrypt');
  return implied;
}

/** Aurora lists the bucket that it imports from, and uploads large exports in parts. */
function implyOfDatabase(request: RecordedRequest, resources: ProductionResources): JudgedRequest[] {
  const { caller, resource } = request;
  const bucket = resource.replace(/\/.*$/, '');
  const imply = (action: string, on: string, page: string): RecordedRequest => {
    const because = `${DOCS}/AmazonRDS/latest/AuroraUserGuide/${page}.html`;
    return { ...request, action, resource: on, context: {}, because, isMissing: false, isMultipart: true };
  };
  if (caller === 'aurora/import') return [imply('s3:ListBucket', bucket, 'USER_PostgreSQL.S3Import.AccessPermission')];
  if (caller !== 'aurora/export') return [];
  const page = 'postgresql-s3-export-access-bucket';
  const part = imply('s3:PutObject', resource, page);
  return [part, imply('s3:AbortMultipartUpload', resource, page), ...implyOfObject(part, resources)];
}

/** Services that use the key of a resource in the name of whoever calls. */
const KEY_USES: {
  action: RegExp;
  type: string;
  readKey: (properties: ProductionResource['properties']) => string | undefined;
  service: string;
  keyActions: string[];
  page: string;
}[] = [
  {
    action: /^secretsmanager:GetSecretValue$/,
    type: 'SecretsManager::Secret',
    readKey: ({ KmsKeyId }) => KmsKeyId,
    service: 'secretsmanager',
    keyActions: ['kms:Decrypt'],
    page: '/secretsmanager/latest/userguide/security-encryption.html',
  },
  {
    action: /^dynamodb:/,
    type: 'DynamoDB::Table',
    readKey: ({ SSESpecification }) => SSESpecification?.KMSMasterKeyId,
    service: 'dynamodb',
    keyActions: ['kms:Decrypt'],
    page: '/amazondynamodb/latest/developerguide/encryption.usagenotes.html',
  },
  {
    action: /^sns:Publish$/,
    type: 'SNS::Topic',
    readKey: ({ KmsMasterKeyId }) => KmsMasterKeyId,
    service: 'sns',
    keyActions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    page: '/sns/latest/dg/sns-key-management.html',
  },
  {
    action: /^sqs:SendMessage$/,
    type: 'SQS::Queue',
    readKey: ({ KmsMasterKeyId }) => KmsMasterKeyId,
    service: 'sqs',
    keyActions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    page: '/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html',
  },
  {
    action: /^emr-serverless:StartJobRun$/,
    type: 'EMRServerless::Application',
    readKey: ({ MonitoringConfiguration }) => MonitoringConfiguration?.CloudWatchLoggingConfiguration?.EncryptionKeyArn,
    service: 'emr-serverless',
    keyActions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    page: '/emr/latest/EMR-Serverless-UserGuide/jobs-log-encryption.html',
  },
];

/** Lists the uses of the key of the resource that a request names. */
export function implyOfKey(request: JudgedRequest, resources: ProductionResources): JudgedRequest[] {
  return KEY_USES.filter(({ action }) => action.test(request.action)).flatMap((use) => {
    const called = resources.ofType(use.type).find(({ arn }) => arn === request.resource);
    const key = called && use.readKey(called.properties);
    if (!key) return [];
    const isService = request.principal.endsWith('.amazonaws.com');
    const context = isService ? request.context : { 'kms:ViaService': `${use.service}.${REGION}.amazonaws.com` };
    return use.keyActions.map((action) => ({
      ...{ caller: request.caller, principal: request.principal, action },
      ...{ resource: key, context, because: `${DOCS}${use.page}` },
    }));
  });
}

/** Every function writes its log and, with active tracing, its trace; not all of them make another call. */
function listFunctionTelemetry(resources: ProductionResources): JudgedRequest[] {
  const because = `${DOCS}/lambda/latest/dg/lambda-intro-execution-role.html`;
  return resources.ofType('Lambda::Function').flatMap(({ physicalId, properties }) => {
    const { Role: principal, LoggingConfig, TracingConfig } = properties;
    const name = LoggingConfig?.LogGroup ?? `/aws/lambda/${physicalId}`;
    const stream = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:log-stream:2026/11/29/[$LATEST]0`;
    const traces = TracingConfig?.Mode === 'Active' ? ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'] : [];
    const request = (action: string, resource: string) => ({
      ...{ caller: `function/${physicalId}`, principal, action, resource, context: {}, because },
    });
    return [
      ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => request(action, stream)),
      ...traces.map((action) => request(action, '*')),
    ];
  });
}

/** What SageMaker and EMR Serverless do with the role of a job that was started. */
function listJobRequests(recorded: RecordedRequest[], resources: ProductionResources): JudgedRequest[] {
  const passed = recorded.filter(({ action }) => action === 'iam:PassRole');
  const key = recorded.find(({ action }) => action === 'kms:CreateGrant')?.resource;
  return passed.flatMap(({ resource: principal, context }) => {
    const caller = `role/${principal.split('/').at(-1)}`;
    switch (context['iam:PassedToService']) {
      case 'sagemaker.amazonaws.com':
        return listTrainingJobRequests(caller, principal, key);
      case 'emr-serverless.amazonaws.com':
        return listSparkJobRequests(caller, principal, resources);
      default:
        return [];
    }
  });
}

/** @param key that the requests of jobs name for output and volume */
function listTrainingJobRequests(caller: string, principal: string, key: string | undefined): JudgedRequest[] {
  const because = `${DOCS}/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms`;
  const group = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/sagemaker/TrainingJobs`;
  const repository = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/cdk-hnb659fds-container-assets-${ACCOUNT}-${REGION}`;
  const request = (action: string, resource: string, context = {}) => ({
    ...{ caller, principal, action, resource, context, because },
  });
  return [
    ...(key
      ? [request('kms:Encrypt', key), request('kms:CreateGrant', key, { 'kms:GrantIsForAWSResource': 'true' })]
      : []),
    request('logs:CreateLogGroup', `${group}:*`),
    request('logs:DescribeLogStreams', `${group}:*`),
    request('logs:CreateLogStream', `${group}:log-stream:job/algo-1`),
    request('logs:PutLogEvents', `${group}:log-stream:job/algo-1`),
    request('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' }),
    request('ecr:GetAuthorizationToken', '*'),
    ...['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'].map((action) =>
      request(action, repository),
    ),
  ];
}

function listSparkJobRequests(caller: string, principal: string, resources: ProductionResources): JudgedRequest[] {
  const because = `${DOCS}/emr/latest/EMR-Serverless-UserGuide/jobs-spark.html`;
  const logPage = `${DOCS}/emr/latest/EMR-Serverless-UserGuide/logging.html`;
  const group = resources.ofType('Logs::LogGroup').find(({ physicalId }) => physicalId === '/risk/prod/spark');
  const stream = group?.arn?.replace(/\*$/, 'log-stream:applications/0/jobs/0/SPARK_DRIVER/stdout');
  const request = (action: string, resource = '', page = because) => ({
    ...{ caller, principal, action, resource, context: {}, because: page },
  });
  return [
    request('logs:DescribeLogGroups', '*', logPage),
    request('logs:CreateLogGroup', group?.arn, logPage),
    request('logs:CreateLogStream', stream, logPage),
    request('logs:PutLogEvents', stream, logPage),
    request('logs:DescribeLogStreams', group?.arn, logPage),
  ];
}
