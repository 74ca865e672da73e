/**
 * Configuration records of the environments local, dev and prod: everything that differs between them.
 * The stacks are the same; `local` leaves out what MiniStack does not support (config-schema.ts states each reason).
 */

import { DEFAULT_RAW_FILE_LIMITS } from '../lambdas/onboarding/contract/raw-file-limits.ts';
import { readOptionalEnv } from '../lambdas/shared/env.ts';
import { DEFAULT_DELIVERY_LIMITS } from '../lambdas/shared/landing/delivery-limits.ts';
import { Environment, type EnvironmentConfig, type EnvironmentName } from './config-schema.ts';
import { InvalidConfiguration, readDeploymentVariable, requireDeploymentVariables } from './deployment-variables.ts';

export type { EnvironmentConfig, EnvironmentName };

const AWS_FEATURES = {
  waf: true,
  flow_logs: true,
  restrict_default_security_group: true,
  empty_buckets: true,
  mlflow_app: true,
  training_image: true,
  spark_application: true,
  composite_alarm: true,
  budget: true,
  log_queries: true,
  release_aliases: true,
  backup_plan: true,
};

/** The local cloud runs functions on this machine. */
const MACHINE = process.arch === 'arm64' ? 'arm64' : 'x64';

const prod: EnvironmentConfig = {
  name: 'prod',
  features: AWS_FEATURES,
  checked: true,
  keep_data: true,
  log_level: 'INFO',
  log_retention_days: 365,
  lambda_architecture: 'arm64',
  onnx_lambda_architecture: 'x64',
  storage: {
    work_retention_days: 30,
    landing_retention_days: 90,
    report_retention_days: 2557,
    person_keys_recovery_days: 7,
    audit_lock_days: 2557,
    audit_lock_mode: 'compliance',
  },
  audit: { schedule_enabled: true },
  database: { min_acu: 0.5, max_acu: 32, backup_days: 35 },
  backup: { snapshot_days: 90 },
  recovery: { schedule_enabled: true, drill_overdue_days: 35, database_rto_seconds: 3600 },
  etl: {
    schedule_enabled: true,
    spark_threshold_bytes: 1_000_000_000,
    limits: DEFAULT_DELIVERY_LIMITS,
    raw_file_bytes: 2 * 2 ** 30,
    raw_files: DEFAULT_RAW_FILE_LIMITS,
  },
  spark: {
    release_label: 'emr-spark-8.0.0',
    max_vcpus: 64,
    warm_executors: 0,
    idle_minutes: 5,
    budget_minutes: 45,
  },
  training: {
    schedule_enabled: true,
    instance_type: 'ml.m7i.xlarge',
    budget_seconds: 1800,
    max_runtime_seconds: 7200,
    max_wait_seconds: 10_800,
  },
  scoring: { reasons: 'all' },
  monitoring: { schedule_enabled: true, chat: true, monthly_budget_usd: 500 },
  api: {
    timeout_seconds: 10,
    warm_predict_environments: 2,
    throttle_rate_per_second: 100,
    throttle_burst: 200,
    public_rate_per_second: 20,
    public_burst: 40,
    requests_per_minute: 300,
    service_requests_per_minute: 10_000,
    stale_features_hours: 48,
    person_token_minutes: 15,
    person_session_hours: 10,
    waf_requests_per_five_minutes: 10_000,
  },
  batches: {
    unstarted_of_caller: 10,
    unstarted_hours: 24,
    running_of_caller: 2,
    running: 4,
    rows_of_caller_per_day: 25_000_000,
  },
  imports: {
    open_of_caller: 5,
    bytes_of_caller_per_day: 20 * 1024 ** 3,
    running_of_caller: 2,
    running: 4,
  },
  reserved_concurrency: {
    predict: 100,
    read: 50,
    replay: 20,
    batches: 20,
    imports: 10,
    governance: 10,
    cases: 20,
    applicant: 5,
    attachments: 5,
    documentation: 10,
    raw_files: 8,
    nightly_scoring: 8,
    batch_scoring: 16,
  },
  governance: { request_days: 14, one_person: [] },
  cases: {
    claim_hours: 4,
    due_hours: { referral: 48, contest: 120, expired_approval: 120, suspected_fraud: 24 },
    second_person_from: 50_000,
    approval_days: 90,
  },
  events: { schedule_enabled: true, retry_hours: 72, keep_days: 30, private_endpoints: false },
  notices: { channel: 'event' },
  reporting: { schedule_enabled: true },
  review: { schedule_enabled: true, sign_off_days: 21 },
  retention: { schedule_enabled: true },
  contests: { link_days: 90 },
  attachments: { bytes: 10_000_000, of_case: 20 },
  dashboard: {},
};

const dev: EnvironmentConfig = {
  ...prod,
  name: 'dev',
  keep_data: false,
  log_level: 'DEBUG',
  log_retention_days: 30,
  storage: {
    work_retention_days: 7,
    landing_retention_days: 90,
    report_retention_days: 30,
    person_keys_recovery_days: 1,
    audit_lock_days: 1,
    audit_lock_mode: 'governance',
  },
  audit: { schedule_enabled: false },
  events: { ...prod.events, schedule_enabled: false },
  // Zero capacity units: the cluster pauses when idle and costs only its storage.
  database: { min_acu: 0, max_acu: 4, backup_days: 7 },
  backup: { snapshot_days: 14 },
  recovery: { ...prod.recovery, schedule_enabled: false },
  etl: { ...prod.etl, schedule_enabled: false },
  spark: prod.spark && { ...prod.spark, max_vcpus: 16 },
  training: { ...prod.training, schedule_enabled: false, instance_type: 'ml.m7i.large', budget_seconds: 120 },
  api: {
    ...prod.api,
    warm_predict_environments: 0,
    command_line_callback_url: 'http://localhost:4571/callback',
  },
  reserved_concurrency: undefined,
  monitoring: { ...prod.monitoring, schedule_enabled: false, monthly_budget_usd: 100 },
  reporting: { schedule_enabled: false },
  review: { ...prod.review, schedule_enabled: false },
  retention: { schedule_enabled: false },
};

/** Reads the local cloud's addresses from the variables that configure the AWS SDK. */
function createLocalConfig(variables: NodeJS.ProcessEnv): EnvironmentConfig {
  return {
    ...dev,
    name: 'local',
    features: {
      waf: false,
      flow_logs: false,
      restrict_default_security_group: false,
      empty_buckets: false,
      mlflow_app: false,
      training_image: false,
      spark_application: false,
      composite_alarm: false,
      budget: false,
      log_queries: false,
      release_aliases: false,
      backup_plan: false,
    },
    // The checks take longer than the rest of a synth, and every `npm start` waits for it; tests check dev and prod.
    checked: false,
    log_level: 'INFO',
    log_retention_days: 1,
    ...{ lambda_architecture: MACHINE, onnx_lambda_architecture: MACHINE },
    database: { min_acu: 0.5, max_acu: 1, backup_days: 1 },
    training: {
      ...dev.training,
      mlflow_tracking_uri: readOptionalEnv('MLFLOW_TRACKING_URI', variables) ?? 'http://127.0.0.1:4569',
    },
    api: {
      ...dev.api,
      // High enough that benchmarks measure the machine and not the throttle.
      throttle_rate_per_second: 1000,
      throttle_burst: 2000,
      service_requests_per_minute: 100_000,
      command_line_callback_url: `http://localhost:${readOptionalEnv('RISK_PORT_SIGN_IN', variables) ?? 4571}/callback`,
    },
    events: { ...dev.events, private_endpoints: true },
    // The sample's loans are in New Taiwan dollars, of 10,000 to 1,000,000.
    cases: { ...dev.cases, second_person_from: 800_000 },
    dashboard: { local_url: `http://localhost:${readOptionalEnv('RISK_PORT_DASHBOARD', variables) ?? 4572}` },
    local_cloud_url: readOptionalEnv('AWS_ENDPOINT_URL', variables) ?? 'http://127.0.0.1:4566',
  };
}

/**
 * Adds what the deployment's variables choose: mail of alarms, Spark and QuickSight. The local cloud has none of the
 * three: its alarms have no mailbox, PySpark is installed, and MiniStack has no QuickSight.
 */
function addVariables(config: EnvironmentConfig, variables: NodeJS.ProcessEnv): EnvironmentConfig {
  const alarm_email = readDeploymentVariable('RISK_ALARM_EMAIL', variables);
  const base_image = readDeploymentVariable('EMR_SERVERLESS_IMAGE', variables);
  const quicksight_principal_arn = readDeploymentVariable('QUICKSIGHT_PRINCIPAL_ARN', variables);
  return {
    ...config,
    features: { ...config.features, spark_application: base_image !== undefined },
    spark: base_image === undefined ? undefined : config.spark && { ...config.spark, base_image },
    reporting: { ...config.reporting, quicksight_principal_arn },
    alarm_email,
  };
}

/** The environment's name is missing or unknown. */
export class UnknownEnvironment extends InvalidConfiguration {
  override name = 'UnknownEnvironment';
}

/**
 * Returns the validated configuration of one environment, for commands that use what is deployed.
 * @param name `local`, `dev` or `prod`
 * @throws {UnknownEnvironment} when it is any other name
 * @throws {InvalidVariable} when a variable has a value of another form
 * @throws {ZodError} when the record does not fit the schema
 */
export function loadEnvironmentConfig(
  name: unknown,
  variables: NodeJS.ProcessEnv = process.env,
): Readonly<EnvironmentConfig> {
  if (name === 'local') return Environment.parse(createLocalConfig(variables));
  if (name === 'dev') return Environment.parse(addVariables(dev, variables));
  if (name === 'prod') return Environment.parse(addVariables(prod, variables));
  throw new UnknownEnvironment(`Say which environment: -c env=local, -c env=dev or -c env=prod (got ${name})`);
}

/**
 * Returns the configuration of an environment that is to be deployed.
 * @throws {MissingVariable} when a variable is not set that the environment needs
 * @throws {InvalidConfiguration} when loadEnvironmentConfig refuses
 */
export function loadDeploymentConfig(
  name: unknown,
  variables: NodeJS.ProcessEnv = process.env,
): Readonly<EnvironmentConfig> {
  const config = loadEnvironmentConfig(name, variables);
  requireDeploymentVariables(config.name, variables);
  return config;
}
