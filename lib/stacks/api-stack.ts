/**
 * Stack of the HTTP API: API Gateway from the OpenAPI document, Cognito, and one function for each set of permissions.
 */
import { Duration, Size, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiDefinition,
  type CfnRestApi,
  EndpointType,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  SpecRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { type IAlarm, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { buildOpenApiDocument } from '../../lambdas/prediction-api/contract/openapi.ts';
import { GROUPS } from '../../lambdas/prediction-api/contract/roles.ts';
import { MACHINE_SCOPES, SCOPES } from '../../lambdas/prediction-api/contract/route.ts';
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import type { EnvironmentConfig } from '../config.ts';
import { RiskAlarm } from '../constructs/alarms/alerts.ts';
import { type ApiFunctions, createApiFunctions } from '../constructs/api/api-functions.ts';
import { ApiUsers } from '../constructs/api/api-users.ts';
import { buildGatewayDocument, type OpenApiDocument } from '../constructs/api/gateway-document.ts';
import { RateLimits } from '../constructs/api/rate-limits.ts';
import { RoleChanges } from '../constructs/api/role-changes.ts';
import { WebAcl } from '../constructs/api/web-acl.ts';
import type { ApiEndpoint } from '../constructs/dashboard/api-behavior.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { CanaryReleases } from '../constructs/releases/canary-releases.ts';
import type { Workflow } from '../constructs/workflows/workflow.ts';
import type { StorageStack } from './storage-stack.ts';

const STAGE = 'live';

/** Compression of smaller responses saves nothing. */
const COMPRESSED_FROM = Size.kibibytes(4);

export interface ApiStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
  /** Workflow that scores uploaded batches. */
  batchScoring: Workflow;
  /** Workflow that simulates policies and models. */
  simulation: Workflow;
  /** Makes approved changes of the champion. */
  modelLifecycle: Workflow;
  /** Handles requests of data subjects. */
  privacyRequests: Workflow;
}

export class ApiStack extends RiskStack {
  readonly foundation: Foundation;
  readonly users: ApiUsers;
  /** Origin that CloudFront and the local dashboard server forward `/v1/*` to. */
  readonly endpoint: ApiEndpoint;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    const { config, storage, batchScoring, simulation, modelLifecycle, privacyRequests } = props;
    super(scope, id, { config, description: 'HTTP API and its users' });
    this.foundation = storage.foundation;
    this.users = new ApiUsers(this, 'Users', {
      scopes: SCOPES,
      machineScopes: MACHINE_SCOPES,
      groups: GROUPS,
      commandLineCallbackUrl: config.api.command_line_callback_url,
    });
    const { users } = this;
    const { applyRoles } = new RoleChanges(this, 'RoleChanges', { users });
    const { work, reports, cases, key, model } = storage;
    const limits = new RateLimits(this, 'RateLimits', {
      requestsPerMinute: config.api.requests_per_minute,
      clients: { [users.serviceClient.userPoolClientId]: config.api.service_requests_per_minute },
    });
    const releases = config.features.release_aliases ? new CanaryReleases(this, 'Releases') : undefined;
    const functions = createApiFunctions(this, {
      ...{
        work,
        reports,
        cases,
        key,
        model,
        bundleKey: storage.bundleKey,
        batchScoring,
        simulation,
        modelLifecycle,
        privacyRequests,
        users,
        limits,
        releases,
      },
    });
    const api = this.createGateway(users, functions);
    this.endpoint = {
      host: `${api.restApiId}.execute-api.${this.region}.${this.urlSuffix}`,
      path: `/${STAGE}`,
      tokenOrigin: users.origin,
      uploadOrigin: `https://${work.bucketRegionalDomainName}`,
      attachmentOrigin: `https://${storage.cases.bucketRegionalDomainName}`,
    };
    if (config.features.waf) {
      new WebAcl(this, 'WebAcl', { stageArn: api.deploymentStage.stageArn });
    } else {
      Validations.of(api.deploymentStage).acknowledge({ id: 'AwsSolutions-APIG3', reason: 'features.waf says why.' });
    }
    releases?.rollBackOn(this.createAlarms(api));
    this.publishParameters({
      url: this.buildUrl(api),
      'token-url': users.tokenUrl,
      'user-pool-id': users.pool.userPoolId,
      'apply-roles-function': applyRoles.functionName,
      'authorize-url': users.authorizeUrl,
      ...(users.demoClient && { 'demo-client-id': users.demoClient.userPoolClientId }),
      'service-client-id': users.serviceClient.userPoolClientId,
      ...(users.peopleClient && { 'people-client-id': users.peopleClient.userPoolClientId }),
    });
  }

  private createGateway(users: ApiUsers, functions: ApiFunctions): SpecRestApi {
    const document = buildGatewayDocument(buildOpenApiDocument() as OpenApiDocument, {
      userPoolArn: users.pool.userPoolArn,
      functionArn: (operationId) => {
        const route = routes.find((candidate) => candidate.operationId === operationId);
        return route && functions[route.handler].functionArn;
      },
    });
    const { throttle_rate_per_second: rate, throttle_burst: burst } = this.config.api;
    // Full request logs would contain personal data. Access logs and traces cover the rest.
    const logging = { loggingLevel: MethodLoggingLevel.ERROR, dataTraceEnabled: false, metricsEnabled: true };
    const api = new SpecRestApi(this, 'Api', {
      restApiName: `${this.prefix}-api`,
      apiDefinition: ApiDefinition.fromInline(document),
      minCompressionSize: COMPRESSED_FROM,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new LogGroupLogDestination(
          this.createLogGroup('AccessLogs', `${this.parameterPrefix}/prediction-api/access`),
        ),
        accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
        ...logging,
        tracingEnabled: true,
        throttlingRateLimit: rate,
        throttlingBurstLimit: burst,
        methodOptions: this.buildPublicMethodOptions(logging),
      },
    });
    requireModernTls(api);
    api.deploymentStage.node.addDependency(this.createExecutionLogs(api));
    for (const apiFunction of Object.values(functions)) {
      apiFunction.addPermission('FromApi', {
        principal: new ServicePrincipal('apigateway.amazonaws.com'),
        sourceArn: api.arnForExecuteApi('*', '/*', STAGE),
      });
    }
    acknowledgeGateway(api);
    return api;
  }

  /** Calls without a token have a lower throttle of their own, so that a flood of them takes no other call's requests. */
  private buildPublicMethodOptions(logging: MethodDeploymentOptions): Record<string, MethodDeploymentOptions> {
    const { public_rate_per_second: throttlingRateLimit, public_burst: throttlingBurstLimit } = this.config.api;
    return Object.fromEntries(
      routes
        .filter(({ scope }) => scope === null)
        .map(({ path, method }) => [`${path}/${method}`, { ...logging, throttlingRateLimit, throttlingBurstLimit }]),
    );
  }

  private createLogGroup(id: string, logGroupName: string): LogGroup {
    return new LogGroup(this, id, {
      logGroupName,
      retention: this.logRetention,
      encryptionKey: this.foundation.key,
      removalPolicy: this.removalPolicy,
    });
  }

  /**
   * Created before the stage, which would otherwise create it without key and retention. The name is API Gateway's:
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  private createExecutionLogs({ restApiId }: SpecRestApi): LogGroup {
    return this.createLogGroup('ExecutionLogs', `API-Gateway-Execution-Logs_${restApiId}/${STAGE}`);
  }

  /** Returns the alarm on server errors. */
  private createAlarms(api: SpecRestApi): IAlarm {
    const period = Duration.minutes(5);
    const serverErrors = new RiskAlarm(this, 'ServerErrors', {
      name: 'api-server-errors',
      severity: 'page',
      runbook: 'api-server-errors',
      description: 'At least 1 % of the responses had a status 5xx for five minutes.',
      dataSource: 'calls of the API',
      metric: api.metricServerError({ period, statistic: Stats.AVERAGE }),
      threshold: 0.01,
    });
    new RiskAlarm(this, 'Slow', {
      name: 'api-slow',
      severity: 'ticket',
      runbook: 'api-slow',
      description: 'The 95th percentile of response times was 200 ms or more for a quarter of an hour.',
      dataSource: 'calls of the API',
      metric: api.metricLatency({ period, statistic: Stats.percentile(95) }),
      threshold: 200,
      evaluationPeriods: 3,
    });
    return serverErrors;
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

/**
 * Refuses TLS before 1.2, which the default of a regional API accepts; see
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html.
 */
function requireModernTls(api: SpecRestApi): void {
  const resource = api.node.defaultChild as CfnRestApi;
  resource.securityPolicy = 'SecurityPolicy_TLS13_1_2_2021_06';
  // Required with such a policy. STRICT would also compare the host names of TLS and HTTP.
  resource.endpointAccessMode = 'BASIC';
}

function acknowledgeGateway(api: SpecRestApi): void {
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-APIG2',
      reason: 'The functions validate every request with the schemas of the document, and return RFC 9457 problems.',
    },
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: 'API Gateway uses one role with this policy for the logs of the whole account.',
    },
  );
}
