/** GET /v1/risk-score/{customer_id}: reads the newest score of a customer and a page of its history. */
import type { Database } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { riskScoreRoute } from '../../contract/routes/predictions.ts';
import type { RiskScore } from '../../contract/schemas/predictions.ts';
import type { OperationInput } from '../../http/operation.ts';
import { toPage } from '../../http/paging.ts';
import { Problem } from '../../http/problem.ts';
import { toReader } from './reader.ts';
import { type StoredPrediction, toPrediction } from './stored-prediction.ts';

/** @throws {Problem} when no score is stored for the customer that the caller may read (404) */
export async function readRiskScore(
  database: Database,
  { params: { customer_id }, query: { limit, before }, caller }: OperationInput<typeof riskScoreRoute>,
): Promise<RiskScore> {
  const readRows = (rows: number, start?: string) =>
    database.query<StoredPrediction>(readSqlFile('api/evidence/list_customer_predictions.sql'), {
      customer_id,
      rows,
      before: start ?? null,
      ...toReader(caller),
    });
  const [newestRows, page] = await Promise.all([
    before === undefined ? undefined : readRows(1),
    readRows(limit + 1, before),
  ]);
  const newest = (newestRows ?? page)[0];
  if (!newest) throw new Problem(404, 'unknown-customer', 'No score that you may read is stored for this customer.');
  const { items, next_before } = toPage(page, limit, ({ prediction_id }) => prediction_id);
  return { customer_id, newest: toPrediction(newest), history: items.map(toPrediction), next_before };
}
