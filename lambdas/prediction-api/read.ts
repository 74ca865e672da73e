/**
 * The calls that read what is stored, and the override of a decision: one Lambda, small and quick to start, that logs in
 * as a role which may not insert scores.
 */
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { env } from '../shared/env.ts';
import { sqlFile } from '../shared/sql.ts';
import { type ApiHandler, apiHandler } from './api-handler.ts';
import { rateLimit } from './middleware/rate-limit.ts';
import { type Input, operation } from './operation.ts';
import { Problem } from './problem.ts';
import { healthReader } from './reading/health.ts';
import { metricsReader, modelLister, modelReader } from './reading/models.ts';
import { pageOf } from './reading/paging.ts';
import { cloudWatchAlarms } from './reading/reports/alarms.ts';
import { reportReader } from './reading/reports.ts';
import { runLister, runReader } from './reading/runs.ts';
import { overrideWriter, predictionReader } from './reading/stored-evidence.ts';
import { type StoredPrediction, toPrediction } from './reading/stored-prediction.ts';
import { metricsRoute, modelRoute, modelsRoute } from './routes/models.ts';
import { overrideRoute, predictionRoute, riskScoreRoute } from './routes/predictions.ts';
import { reportRoute } from './routes/reports.ts';
import { runRoute, runsRoute } from './routes/runs.ts';
import { healthRoute } from './routes/service.ts';
import type { RiskScore } from './schemas/predictions.ts';

/** A handler with nothing in its caches, as a new process of the function has it. */
export function readHandler(): ApiHandler {
  const bucket = () => env('MODEL_BUCKET');
  const modelExists = (key: string) => objectStore().head(bucket(), key);
  const models = { database, objects: objectStore, bucket };
  const alarms = { prefix: () => env('ALARM_PREFIX'), describe: cloudWatchAlarms() };
  return apiHandler(
    'prediction-api/read',
    [
      operation(riskScoreRoute, riskScore),
      operation(predictionRoute, predictionReader(database)),
      operation(overrideRoute, overrideWriter(database)),
      operation(modelsRoute, modelLister(models)),
      operation(modelRoute, modelReader(models)),
      operation(metricsRoute, metricsReader(models)),
      operation(runsRoute, runLister(database)),
      operation(runRoute, runReader(database)),
      operation(reportRoute, reportReader({ database, alarms })),
      operation(healthRoute, healthReader({ database, modelExists })),
    ],
    rateLimit,
  );
}

export const handler = readHandler();

async function riskScore({ params, query }: Input<typeof riskScoreRoute>): Promise<RiskScore> {
  const { customer_id } = params;
  const { limit, before } = query;
  const [newest, page] = await Promise.all([
    before === undefined ? undefined : predictionsOf(customer_id, 1),
    predictionsOf(customer_id, limit + 1, before),
  ]);
  const first = (newest ?? page)[0];
  if (!first) throw new Problem(404, 'unknown-customer', 'No score is stored for this customer.');
  const { items, next_before } = pageOf(page, limit, ({ prediction_id }) => prediction_id);
  return { customer_id, newest: toPrediction(first), history: items.map(toPrediction), next_before };
}

function predictionsOf(customer_id: string, rows: number, before?: string): Promise<StoredPrediction[]> {
  const values = { customer_id, rows, before: before ?? null };
  return database().query<StoredPrediction>(sqlFile('api/predictions-of-customer.sql'), values);
}
