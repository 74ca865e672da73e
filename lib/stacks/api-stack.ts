/**
 * Stack of the HTTP API: API Gateway from the OpenAPI document, Cognito, and one function for each set of permissions.
 */
import { Duration, Size, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiDefinition,
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  SpecRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { DatabaseRole } from '../../lambdas/database/contract/database-roles.ts';
import { buildOpenApiDocument } from '../../lambdas/prediction-api/contract/openapi.ts';
import { type ApiRoute, GROUPS, SCOPES } from '../../lambdas/prediction-api/contract/route.ts';
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import type { EnvironmentConfig } from '../config.ts';
import { RiskAlarm } from '../constructs/alarms/alerts.ts';
import { ApiUsers } from '../constructs/api/api-users.ts';
import { createBatchesFunction } from '../constructs/api/batches-function.ts';
import { buildGatewayDocument, type OpenApiDocument } from '../constructs/api/gateway-document.ts';
import { RateLimits } from '../constructs/api/rate-limits.ts';
import { WebAcl } from '../constructs/api/web-acl.ts';
import type { ApiEndpoint } from '../constructs/dashboard/dashboard-hosting.ts';
import { allowDatabaseRole } from '../constructs/database/database-access.ts';
import { allow, allowRead } from '../constructs/foundation/allow.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { keepWarm } from '../constructs/functions/keep-warm.ts';
import { RiskFunction, type RiskFunctionProps } from '../constructs/functions/risk-function.ts';
import type { Workflow } from '../constructs/workflows/workflow.ts';
import type { StorageStack } from './storage-stack.ts';

const STAGE = 'live';

/** Compression of smaller responses saves nothing. */
const COMPRESSED_FROM = Size.kibibytes(4);

type Functions = Record<ApiRoute['handler'], IFunction>;

export interface ApiStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
  /** Workflow that scores uploaded batches. */
  batchScoring: Workflow;
}

export class ApiStack extends RiskStack {
  readonly foundation: Foundation;
  readonly users: ApiUsers;
  /** Origin that CloudFront and the local dashboard server forward `/v1/*` to. */
  readonly endpoint: ApiEndpoint;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    const { config, storage } = props;
    super(scope, id, { config, description: 'HTTP API and its users' });
    this.foundation = storage.foundation;
    this.users = new ApiUsers(this, 'Users', {
      scopes: SCOPES,
      machineScopes: ['risk/score', 'risk/read'],
      groups: GROUPS,
      callbackUrls: config.api.callback_urls,
    });
    const { users } = this;
    const limits = new RateLimits(this, 'RateLimits', {
      requestsPerMinute: config.api.requests_per_minute,
      clients: { [users.serviceClient.userPoolClientId]: config.api.service_requests_per_minute },
    });
    const api = this.createGateway(users, this.createFunctions(props, users, limits));
    this.endpoint = {
      host: `${api.restApiId}.execute-api.${this.region}.${this.urlSuffix}`,
      path: `/${STAGE}`,
      tokenOrigin: users.origin,
    };
    if (config.features.waf) {
      new WebAcl(this, 'WebAcl', { stageArn: api.deploymentStage.stageArn });
    } else {
      Validations.of(api.deploymentStage).acknowledge({ id: 'AwsSolutions-APIG3', reason: 'features.waf says why.' });
    }
    this.createAlarms(api);
    this.publishParameters({
      url: this.buildUrl(api),
      'token-url': users.tokenUrl,
      'user-pool-id': users.pool.userPoolId,
      'authorize-url': users.authorizeUrl,
      'demo-client-id': users.demoClient.userPoolClientId,
      'service-client-id': users.serviceClient.userPoolClientId,
      'people-client-id': users.peopleClient.userPoolClientId,
    });
  }

  private createFunctions({ storage, batchScoring }: ApiStackProps, users: ApiUsers, limits: RateLimits): Functions {
    const createCountedFunction = (
      entry: string,
      role: DatabaseRole,
      props: Omit<RiskFunctionProps, 'timeout_seconds'>,
    ) => {
      const apiFunction = this.createDatabaseFunction(storage, entry, role, props);
      limits.allowCounting(apiFunction);
      return apiFunction;
    };
    const reserved = this.config.api.reserved_concurrency;
    const predict = createCountedFunction('prediction-api/predict', 'risk_api_score', {
      description: 'Scores applications and stores the evidence',
      memory_mib: 1769,
      reserved_concurrency: reserved?.predict,
      onnx: true,
      environment: {
        POLICY_VERSION: this.config.policy_version,
        STALE_FEATURES_HOURS: String(this.config.api.stale_features_hours),
      },
    });
    const read = createCountedFunction('prediction-api/read', 'risk_api_read', {
      description: 'Answers with what is stored: scores, evidence, models, runs, reports, health; stores overrides',
      memory_mib: 512,
      reserved_concurrency: reserved?.read,
      environment: { ALARM_PREFIX: `${this.prefix}-` },
    });
    allow(read, {
      actions: ['cloudwatch:DescribeAlarms'],
      resources: ['*'],
      because: 'CloudWatch shows composite alarms only to callers whose permission covers all resources.',
    });
    return {
      predict: keepWarm(predict, this.config.api.warm_predict_environments),
      batches: createBatchesFunction(this, { work: storage.work, key: storage.key, batchScoring, limits }),
      replay: createCountedFunction('prediction-api/replay', 'risk_api_read', {
        description: 'Computes a stored prediction again and compares',
        memory_mib: 1769,
        onnx: true,
      }),
      read,
      documentation: new RiskFunction(this, 'prediction-api/documentation', {
        description: 'Answers with the OpenAPI document and a page of it',
        timeout_seconds: this.config.api.timeout_seconds,
        memory_mib: 512,
        reserved_concurrency: reserved?.documentation,
        swaggerUi: true,
        environment: { TOKEN_URL: users.tokenUrl, AUTHORIZE_URL: users.authorizeUrl },
      }),
    };
  }

  /** Creates a function that may use the database as `role`, and read models. */
  private createDatabaseFunction(
    { model }: StorageStack,
    entry: string,
    role: DatabaseRole,
    props: Omit<RiskFunctionProps, 'timeout_seconds'>,
  ): RiskFunction {
    const apiFunction = new RiskFunction(this, entry, {
      ...props,
      timeout_seconds: this.config.api.timeout_seconds,
      sql: true,
      environment: { ...props.environment, MODEL_BUCKET: model.bucketName },
    });
    allowDatabaseRole(apiFunction, role);
    allowRead(apiFunction, model, ['models']);
    return apiFunction;
  }

  private createGateway(users: ApiUsers, functions: Functions): SpecRestApi {
    const document = buildGatewayDocument(buildOpenApiDocument() as OpenApiDocument, {
      userPoolArn: users.pool.userPoolArn,
      functionArn: (operationId) => {
        const route = routes.find((candidate) => candidate.operationId === operationId);
        return route && functions[route.handler].functionArn;
      },
    });
    const { throttle_rate_per_second: rate, throttle_burst: burst } = this.config.api;
    const api = new SpecRestApi(this, 'Api', {
      restApiName: `${this.prefix}-api`,
      apiDefinition: ApiDefinition.fromInline(document),
      minCompressionSize: COMPRESSED_FROM,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new LogGroupLogDestination(this.createLogGroup('AccessLogs', 'access')),
        accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
        // Full request logs would contain personal data. Access logs and traces cover the rest.
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        metricsEnabled: true,
        tracingEnabled: true,
        throttlingRateLimit: rate,
        throttlingBurstLimit: burst,
      },
    });
    for (const called of Object.values(functions)) {
      called.addPermission('FromApi', {
        principal: new ServicePrincipal('apigateway.amazonaws.com'),
        sourceArn: api.arnForExecuteApi('*', '/*', STAGE),
      });
    }
    acknowledgeGateway(api);
    return api;
  }

  private createLogGroup(id: string, name: string): LogGroup {
    return new LogGroup(this, id, {
      logGroupName: `${this.parameterPrefix}/prediction-api/${name}`,
      retention: this.logRetention,
      encryptionKey: this.foundation.key,
      removalPolicy: this.removalPolicy,
    });
  }

  private createAlarms(api: SpecRestApi): void {
    const period = Duration.minutes(5);
    new RiskAlarm(this, 'ServerErrors', {
      name: 'api-server-errors',
      severity: 'page',
      runbook: 'api-server-errors',
      description: 'One request in a hundred, or more, was answered with a 5xx for five minutes.',
      metric: api.metricServerError({ period, statistic: Stats.AVERAGE }),
      threshold: 0.01,
    });
    new RiskAlarm(this, 'Slow', {
      name: 'api-slow',
      severity: 'ticket',
      runbook: 'api-slow',
      description: 'The 95th percentile of answers took 200 ms or more for a quarter of an hour.',
      metric: api.metricLatency({ period, statistic: Stats.percentile(95) }),
      threshold: 200,
      evaluationPeriods: 3,
    });
  }

  /** Base URL of the API without a trailing slash; paths begin with /v1. */
  private buildUrl(api: SpecRestApi): string {
    const { local_cloud_url: localCloud } = this.config;
    if (localCloud) return `${localCloud}/restapis/${api.restApiId}/${STAGE}/_user_request_`;
    return `https://${api.restApiId}.execute-api.${this.region}.${this.urlSuffix}/${STAGE}`;
  }

  private publishParameters(values: Record<string, string>): void {
    for (const [name, stringValue] of Object.entries(values)) {
      new StringParameter(this, `parameter-${name}`, {
        parameterName: `${this.parameterPrefix}/api/${name}`,
        stringValue,
      });
    }
  }
}

function acknowledgeGateway(api: SpecRestApi): void {
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-APIG2',
      reason: 'The functions validate every request by the very schemas the document is made of, and answer RFC 9457.',
    },
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: "API Gateway takes one role for the whole account's logs, with this policy.",
    },
  );
}
