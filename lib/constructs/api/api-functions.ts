/** Creates the functions of the API, one for each set of permissions. Open it to change what a function may do. */
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { DatabaseRole } from '../../../lambdas/database/contract/database-roles.ts';
import type { ApiRoute } from '../../../lambdas/prediction-api/contract/route.ts';
import { PORTFOLIO_REPORTS_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow, allowRead } from '../foundation/allow.ts';
import type { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction, type RiskFunctionProps } from '../functions/risk-function.ts';
import type { CanaryReleases } from '../releases/canary-releases.ts';
import type { Workflow } from '../workflows/workflow.ts';
import { type ApiUsers, allowReadingGroups } from './api-users.ts';
import { createApplicantFunction } from './applicant-function.ts';
import { createBatchesFunction } from './batches-function.ts';
import { createCasesFunction } from './cases-function.ts';
import { createGovernanceFunction } from './governance-function.ts';
import { createImportsFunction } from './imports-function.ts';
import { createPrivacyFunction } from './privacy-function.ts';
import type { RateLimits } from './rate-limits.ts';

export type ApiFunctions = Record<ApiRoute['handler'], IFunction>;

interface ApiFunctionsProps {
  /** Signs bundles; uploads of their decisions are verified with its public part. */
  bundleKey: IKey;
  /** Work bucket, with the uploads and results of batches. */
  work: IBucket;
  /** Bucket of reports, with those of imports. */
  reports: IBucket;
  /** Bucket of case files. */
  cases: IBucket;
  /** Encrypts the three. */
  key: IKey;
  /** Bucket of model folders. */
  model: IBucket;
  batchScoring: Workflow;
  simulation: Workflow;
  /** Makes approved changes of the champion. */
  modelLifecycle: Workflow;
  /** Handles requests of data subjects. */
  privacyRequests: Workflow;
  users: ApiUsers;
  limits: RateLimits;
  /** Without it callers get the functions themselves. */
  releases: CanaryReleases | undefined;
}

export function createApiFunctions(stack: RiskStack, props: ApiFunctionsProps): ApiFunctions {
  const {
    work,
    reports,
    cases,
    key,
    batchScoring,
    simulation,
    modelLifecycle,
    privacyRequests,
    users,
    limits,
    releases,
  } = props;
  const { api } = stack.config;
  const functions: Record<keyof ApiFunctions, RiskFunction> = {
    predict: createPredictFunction(stack, props),
    batches: createBatchesFunction(stack, { work, key, batchScoring, users, limits }),
    imports: createImportsFunction(stack, { work, reports, key, users, limits }),
    governance: createGovernanceFunction(stack, { users, limits, simulation, modelLifecycle }),
    privacy: createPrivacyFunction(stack, { users, limits, privacyRequests, cases }),
    cases: createCasesFunction(stack, { users, limits, cases, key }),
    applicant: createApplicantFunction(stack, { cases, key }),
    replay: createModelFunction(stack, props, 'prediction-api/replay', 'risk_api_read', {
      description: 'Scores stored predictions again: replays, counterfactuals and what-ifs',
      memory_mib: 1769,
      onnx: true,
    }),
    read: createReadFunction(stack, props),
    documentation: new RiskFunction(stack, 'prediction-api/documentation', {
      description: 'Returns the OpenAPI document and its page',
      timeout_seconds: api.timeout_seconds,
      memory_mib: 512,
      swaggerUi: true,
      environment: { TOKEN_URL: users.tokenUrl, AUTHORIZE_URL: users.authorizeUrl },
    }),
  };
  if (!releases) return functions;
  const createAlias = (name: keyof ApiFunctions, warmEnvironments?: number): IFunction =>
    releases.createAlias(functions[name], `prediction-api/${name}`, warmEnvironments);
  return {
    predict: createAlias('predict', api.warm_predict_environments),
    batches: createAlias('batches'),
    imports: createAlias('imports'),
    governance: createAlias('governance'),
    cases: createAlias('cases'),
    privacy: createAlias('privacy'),
    applicant: createAlias('applicant'),
    replay: createAlias('replay'),
    read: createAlias('read'),
    documentation: createAlias('documentation'),
  };
}

function createPredictFunction(stack: RiskStack, props: ApiFunctionsProps): RiskFunction {
  const { api } = stack.config;
  const predict = createModelFunction(stack, props, 'prediction-api/predict', 'risk_api_score', {
    description: 'Scores applications, replays uploaded decisions of devices, and stores the evidence',
    memory_mib: 1769,
    onnx: true,
    environment: {
      STALE_FEATURES_HOURS: String(api.stale_features_hours),
      BUNDLE_KEY_ARN: props.bundleKey.keyArn,
    },
  });
  allow(predict, { actions: ['kms:GetPublicKey'], resources: [props.bundleKey.keyArn] });
  return predict;
}

function createReadFunction(stack: RiskStack, props: ApiFunctionsProps): RiskFunction {
  const reportFunction = `${stack.prefix}-portfolio-report`;
  const read = createModelFunction(stack, props, 'prediction-api/read', 'risk_api_read', {
    description: 'Returns scores, evidence, models, runs, reports and health; stores overrides',
    memory_mib: 512,
    environment: {
      ALARM_PREFIX: `${stack.prefix}-`,
      PORTFOLIO_REPORT_FUNCTION: reportFunction,
    },
  });
  allow(read, {
    actions: ['lambda:InvokeFunction'],
    resources: [stack.formatArn({ service: 'lambda', resource: `function:${reportFunction}` })],
  });
  // A signed address of a portfolio report has this function's permissions.
  allow(read, {
    actions: ['s3:GetObject'],
    resources: [props.reports.arnForObjects(`${PORTFOLIO_REPORTS_ROOT}*`)],
    because: 'Reports are named after the time when they are made, so their keys are not known beforehand.',
  });
  allow(read, {
    actions: ['cloudwatch:DescribeAlarms'],
    resources: ['*'],
    because: 'CloudWatch shows composite alarms only to callers whose permission covers all resources.',
  });
  return read;
}

/** Creates a rate-limited function that reads models and the roles of people, and uses the database as `role`. */
function createModelFunction(
  stack: RiskStack,
  { model, users, limits }: ApiFunctionsProps,
  entry: string,
  role: DatabaseRole,
  props: Omit<RiskFunctionProps, 'timeout_seconds'>,
): RiskFunction {
  const apiFunction = new RiskFunction(stack, entry, {
    ...props,
    timeout_seconds: stack.config.api.timeout_seconds,
    sql: true,
    environment: { ...props.environment, MODEL_BUCKET: model.bucketName, USER_POOL_ID: users.pool.userPoolId },
  });
  allowReadingGroups(apiFunction, users);
  allowDatabaseRole(apiFunction, role);
  allowRead(apiFunction, model, ['models']);
  limits.allowCounting(apiFunction);
  return apiFunction;
}
