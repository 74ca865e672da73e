/** What use costs in a month: predictions, nights, trainings and large days, by the measured figures of config/cost/use.json. */
import { TRACKING_INSTANCE_TYPE } from '../../lambdas/jobs/create-tracking-request.ts';
import type { TemplateResource } from '../deployment/synthesise-app.ts';
import type { CostItem } from './cost-item.ts';

const BYTES_IN_GB = 1e9;
const MIB_IN_GB = 1024;
const SECONDS_IN_HOUR = 3600;
const HOURS_IN_MONTH = 730;
const MONTHS_IN_YEAR = 12;
const MINUTES: Record<string, number> = { minute: 1, hour: 60, day: 1440 };

export interface Use {
  /** Predictions by the API in a month. */
  predictions: number;
  customers: number;
  /** Days for which deliveries are kept. */
  landingDays: number;
}

/** The use of the tables in docs/deploy.md, and what the command assumes. */
export const DEFAULT_USE = { predictions: 1_000_000, customers: 100_000 };

type Figure = (name: string) => number;

/** What the templates say about the functions and jobs that are used. */
interface Deployment {
  resources: readonly TemplateResource[];
  figure: Figure;
}

/** Lists what a month of use costs, next to the resources at rest. */
export function listUseCosts(resources: readonly TemplateResource[], figure: Figure, use: Use): CostItem[] {
  const deployment = { resources, figure };
  return [
    ...listPredictionCosts(deployment, use.predictions),
    ...listNightCosts(deployment, use.customers),
    ...listStorageCosts(deployment, use),
    ...listJobCosts(deployment),
    ...listWatchCosts(deployment),
    ...listUserCosts(deployment),
  ].filter(({ quantity }) => quantity > 0);
}

function listPredictionCosts({ resources, figure }: Deployment, predictions: number): CostItem[] {
  const group = 'Predictions';
  const items: [string, string, number][] = [
    ['requests of the API', 'api_gateway_request', predictions],
    ['requests through the web ACL', 'waf_request', predictions * Math.min(1, countTypes(resources, 'WAFv2::WebACL'))],
    ['calls of functions', 'lambda_request', predictions],
    ['counted callers', 'dynamodb_write', predictions],
    ['requests of the Data API', 'data_api_request', predictions * figure('database_calls')],
    ['ACU-hours above rest', 'aurora_acu_hour', toAcuHours(figure, predictions * figure('predict_database_seconds'))],
    ['I/Os of the database', 'aurora_io', predictions * figure('database_ios')],
    ['GB of logs', 'log_gb', (predictions * figure('log_bytes')) / BYTES_IN_GB],
    ['traces', 'trace', predictions * figure('traced_share')],
    ['GB sent', 'data_out_gb', (predictions * figure('response_bytes')) / BYTES_IN_GB],
    ['tokens of machine clients', 'cognito_machine_token', countMachineClients(resources) * figure('token_requests')],
  ];
  return [
    buildFunctionItem(resources, group, 'predict', predictions * figure('predict_seconds')),
    ...items.map(([what, price, quantity]) => ({ ...{ group, what, price, quantity } })),
  ];
}

function listNightCosts({ resources, figure }: Deployment, customers: number): CostItem[] {
  const group = 'Nights (ETL, scoring, monitoring)';
  const [nights, scores] = [figure('nights'), customers * figure('open_application_share')];
  const databaseSeconds =
    nights * (customers * figure('night_database_seconds') + scores * figure('score_database_seconds'));
  const items: [string, string, number][] = [
    ['ACU-hours above rest', 'aurora_acu_hour', toAcuHours(figure, databaseSeconds)],
    ['transitions of workflows', 'step_functions_transition', nights * figure('night_transitions')],
    ['objects written', 's3_put', nights * figure('night_writes')],
    ['keys of new persons', 'kms_request', customers * figure('new_customer_share')],
    ['metrics', 'custom_metric_month', countNightlyMetrics(resources, figure)],
  ];
  return [
    buildFunctionItem(resources, group, 'prepare-file', nights * customers * figure('night_function_seconds')),
    buildFunctionItem(resources, group, 'score-part', nights * scores * figure('score_function_seconds')),
    ...items.map(([what, price, quantity]) => ({ ...{ group, what, price, quantity } })),
  ];
}

/** Evidence is never deleted, so a year of it is counted; deliveries are kept for the days of the landing bucket. */
function listStorageCosts({ resources, figure }: Deployment, { predictions, customers, landingDays }: Use): CostItem[] {
  const group = 'Storage, after a year of this use';
  const scores = predictions + customers * figure('open_application_share') * figure('nights');
  const databaseGb =
    (customers * figure('database_bytes') + scores * MONTHS_IN_YEAR * figure('evidence_bytes')) / BYTES_IN_GB;
  const personKeyGb = (customers * figure('person_key_bytes')) / BYTES_IN_GB;
  const logGb = (predictions * figure('log_bytes') * MONTHS_IN_YEAR) / BYTES_IN_GB;
  const items: [string, string, number][] = [
    ['GB in the database', 'aurora_gb_month', databaseGb],
    ['GB of backups', 'aurora_backup_gb_month', databaseGb],
    ['GB of daily snapshots', 'aurora_backup_gb_month', databaseGb * countPaidSnapshots(resources)],
    ['GB of person keys', 'dynamodb_gb_month', personKeyGb],
    ['GB of person keys, recoverable', 'dynamodb_pitr_gb_month', personKeyGb],
    ['GB in buckets', 's3_gb_month', (customers * figure('delivery_bytes') * landingDays) / BYTES_IN_GB],
    ['GB of logs', 'log_gb_month', logGb],
    ['GB of images', 'ecr_gb_month', resources.length > 0 ? figure('image_gb') : 0],
  ];
  return items.map(([what, price, quantity]) => ({ ...{ group, what, price, quantity } }));
}

function listJobCosts({ resources, figure }: Deployment): CostItem[] {
  const group = 'Trainings and large days';
  const instance = findFunction(resources, 'start-job')?.properties.Environment.Variables.TRAINING_INSTANCE_TYPE;
  const capacity = resources.find(({ type }) => type === 'AWS::EMRServerless::Application')?.properties.MaximumCapacity;
  const sparkHours = figure('large_days') * figure('large_day_hours');
  const items: [string, string, number][] = [
    ['hours of training', `sagemaker_hour:${instance}`, figure('trainings') * figure('training_hours')],
    ['hours of MLflow jobs', `sagemaker_hour:${TRACKING_INSTANCE_TYPE}`, figure('tracking_hours')],
    ['vCPU-hours of Spark', 'emr_vcpu_hour', sparkHours * Number.parseFloat(capacity?.Cpu ?? '0')],
    ['GB-hours of Spark', 'emr_gb_hour', sparkHours * Number.parseFloat(capacity?.Memory ?? '0')],
  ];
  return items.map(([what, price, quantity]) => ({ ...{ group, what, price, quantity } }));
}

/** Functions that rules start by the clock, such as the watch of the API. */
function listWatchCosts({ resources, figure }: Deployment): CostItem[] {
  const group = 'Watches by the clock';
  const rules = resources.filter(
    ({ type, properties }) => type === 'AWS::Events::Rule' && properties.State !== 'DISABLED',
  );
  const calls = rules.reduce((sum, { properties }) => sum + countCallsInMonth(properties.ScheduleExpression), 0);
  const gbSeconds = calls * figure('watch_seconds') * 0.25;
  return [
    { group, what: 'calls of functions', price: 'lambda_request', quantity: calls },
    { group, what: 'GB-seconds', price: 'lambda_gb_second_arm64', quantity: gbSeconds },
  ];
}

function listUserCosts({ resources, figure }: Deployment): CostItem[] {
  if (countTypes(resources, 'QuickSight::Dashboard') === 0) return [];
  const group = 'QuickSight';
  return [
    { group, what: 'authors', price: 'quicksight_author_month', quantity: figure('quicksight_authors') },
    { group, what: 'readers', price: 'quicksight_reader_month', quantity: figure('quicksight_readers') },
  ];
}

const findFunction = (resources: readonly TemplateResource[], name: string): TemplateResource | undefined =>
  resources.find(
    ({ type, properties }) => type === 'AWS::Lambda::Function' && properties.FunctionName?.endsWith(`-${name}`),
  );

/** GB-seconds of a function, by its memory and processor. */
function buildFunctionItem(
  resources: readonly TemplateResource[],
  group: string,
  name: string,
  seconds: number,
): CostItem {
  const { MemorySize = 0, Architectures = ['x86_64'] } = findFunction(resources, name)?.properties ?? {};
  return {
    ...{ group, what: `GB-seconds of ${name}`, price: `lambda_gb_second_${Architectures[0]}` },
    quantity: (seconds * MemorySize) / MIB_IN_GB,
  };
}

const toAcuHours = (figure: Figure, processorSeconds: number): number =>
  (processorSeconds * figure('acus_for_core')) / SECONDS_IN_HOUR;

const countTypes = (resources: readonly TemplateResource[], name: string): number =>
  resources.filter(({ type }) => type === `AWS::${name}`).length;

const countMachineClients = (resources: readonly TemplateResource[]): number =>
  resources.filter(
    ({ type, properties }) =>
      type === 'AWS::Cognito::UserPoolClient' && properties.AllowedOAuthFlows?.includes('client_credentials'),
  ).length;

/**
 * Daily snapshots that are older than point-in-time recovery reaches, and all copies in another region: each is paid by
 * the size of the database. https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-storage-backup.html
 */
function countPaidSnapshots(resources: readonly TemplateResource[]): number {
  const cluster = resources.find(({ type }) => type === 'AWS::RDS::DBCluster');
  const freeDays = cluster?.properties.BackupRetentionPeriod ?? 0;
  const rules: BackupRule[] = resources
    .filter(({ type }) => type === 'AWS::Backup::BackupPlan')
    .flatMap(({ properties }) => properties.BackupPlan.BackupPlanRule);
  return rules.reduce((sum, { Lifecycle, CopyActions = [] }) => {
    const copies = CopyActions.reduce((days, copy) => days + copy.Lifecycle.DeleteAfterDays, 0);
    return sum + Math.max(0, Lifecycle.DeleteAfterDays - freeDays) + copies;
  }, 0);
}

interface BackupRule {
  Lifecycle: { DeleteAfterDays: number };
  CopyActions?: { Lifecycle: { DeleteAfterDays: number } }[];
}

/** Metrics of all functions, as if each ran at night only; paid by the hour. */
const countNightlyMetrics = (resources: readonly TemplateResource[], figure: Figure): number =>
  (countTypes(resources, 'Lambda::Function') *
    figure('metrics_of_function') *
    figure('metric_hours_of_night') *
    figure('nights')) /
  HOURS_IN_MONTH;

/** `rate(15 minutes)` is 2,920 calls in a month; a calendar expression counts as nothing, and so does no expression. */
function countCallsInMonth(expression: string | undefined): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression ?? '') ?? [];
  return count && unit ? (HOURS_IN_MONTH * 60) / (Number(count) * (MINUTES[unit] ?? 1)) : 0;
}
