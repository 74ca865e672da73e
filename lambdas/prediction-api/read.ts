/** The calls that only read: one Lambda, small and quick to start, that logs in as a role which may not insert scores. */
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { env } from '../shared/env.ts';
import { sqlFile } from '../shared/sql.ts';
import { type ApiHandler, apiHandler } from './api-handler.ts';
import { healthReader } from './health.ts';
import { type Input, operation } from './operation.ts';
import { Problem } from './problem.ts';
import { healthRoute, riskScoreRoute } from './routes.ts';
import type { RiskScore } from './schemas.ts';
import { type StoredPrediction, toPrediction } from './stored-prediction.ts';

/** A handler with nothing in its caches, as a new process of the function has it. */
export function readHandler(): ApiHandler {
  const modelExists = (key: string) => objectStore().head(env('MODEL_BUCKET'), key);
  return apiHandler('prediction-api/read', [
    operation(riskScoreRoute, riskScore),
    operation(healthRoute, healthReader({ database, modelExists })),
  ]);
}

export const handler = readHandler();

async function riskScore({ params, query }: Input<typeof riskScoreRoute>): Promise<RiskScore> {
  const { customer_id } = params;
  const { limit, before } = query;
  // One more than asked for tells whether the history goes on.
  const [newest, page] = await Promise.all([
    before === undefined ? undefined : predictionsOf(customer_id, 1),
    predictionsOf(customer_id, limit + 1, before),
  ]);
  const first = (newest ?? page)[0];
  if (!first) throw new Problem(404, 'unknown-customer', 'No score is stored for this customer.');
  const history = page.slice(0, limit);
  return {
    customer_id,
    newest: toPrediction(first),
    history: history.map(toPrediction),
    next_before: page.length > limit ? (history.at(-1)?.prediction_id ?? null) : null,
  };
}

function predictionsOf(customer_id: string, rows: number, before?: string): Promise<StoredPrediction[]> {
  const values = { customer_id, rows, before: before ?? null };
  return database().query<StoredPrediction>(sqlFile('api/predictions-of-customer.sql'), values);
}
