/**
 * The calls that read what is stored, and the override of a decision: one Lambda, small and quick to start, that logs in
 * as a role which may not insert scores.
 */
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { modelMetricsRoute, modelRoute, modelsRoute } from './contract/routes/models.ts';
import { overrideRoute, predictionRoute, riskScoreRoute } from './contract/routes/predictions.ts';
import { reportRoute } from './contract/routes/reports.ts';
import { runRoute, runsRoute } from './contract/routes/runs.ts';
import { healthRoute } from './contract/routes/service.ts';
import type { RiskScore } from './contract/schemas/predictions.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation, type OperationInput } from './http/operation.ts';
import { toPage } from './http/paging.ts';
import { Problem } from './http/problem.ts';
import { overrideWriter, predictionReader } from './predictions/stored/read-prediction.ts';
import { type StoredPrediction, toPrediction } from './predictions/stored/stored-prediction.ts';
import { createHealthCheck } from './queries/health.ts';
import { metricsReader, modelLister, modelReader } from './queries/models.ts';
import { createAlarmReader } from './queries/reports/alarms.ts';
import { reportReader } from './queries/reports/read-report.ts';
import { runLister, runReader } from './queries/runs.ts';

/** A handler with nothing in its caches, as a new process of the function has it. */
export function readHandler(): ApiHandler {
  const bucket = () => requireEnv('MODEL_BUCKET');
  const modelExists = (key: string) => getObjectStore().head(bucket(), key);
  const models = { database: getDatabase, objects: getObjectStore, bucket };
  const alarms = { prefix: () => requireEnv('ALARM_PREFIX'), describe: createAlarmReader() };
  return createApiHandler(
    'prediction-api/read',
    [
      bindOperation(riskScoreRoute, riskScore),
      bindOperation(predictionRoute, predictionReader(getDatabase)),
      bindOperation(overrideRoute, overrideWriter(getDatabase)),
      bindOperation(modelsRoute, modelLister(models)),
      bindOperation(modelRoute, modelReader(models)),
      bindOperation(modelMetricsRoute, metricsReader(models)),
      bindOperation(runsRoute, runLister(getDatabase)),
      bindOperation(runRoute, runReader(getDatabase)),
      bindOperation(reportRoute, reportReader({ database: getDatabase, alarms })),
      bindOperation(healthRoute, createHealthCheck({ database: getDatabase, modelExists })),
    ],
    limitRequestRate,
  );
}

export const handler = readHandler();

async function riskScore({ params, query }: OperationInput<typeof riskScoreRoute>): Promise<RiskScore> {
  const { customer_id } = params;
  const { limit, before } = query;
  const [newest, page] = await Promise.all([
    before === undefined ? undefined : predictionsOf(customer_id, 1),
    predictionsOf(customer_id, limit + 1, before),
  ]);
  const first = (newest ?? page)[0];
  if (!first) throw new Problem(404, 'unknown-customer', 'No score is stored for this customer.');
  const { items, next_before } = toPage(page, limit, ({ prediction_id }) => prediction_id);
  return { customer_id, newest: toPrediction(first), history: items.map(toPrediction), next_before };
}

function predictionsOf(customer_id: string, rows: number, before?: string): Promise<StoredPrediction[]> {
  const values = { customer_id, rows, before: before ?? null };
  return getDatabase().query<StoredPrediction>(readSqlFile('api/evidence/predictions_of_customer.sql'), values);
}
