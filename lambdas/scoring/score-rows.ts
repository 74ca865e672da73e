/** Exported rows → scored rows, batch by batch. No AWS: lines come in, rows go out. */
import { decide } from '../shared/decision/decide.ts';
import type { Policy } from '../shared/decision/policy.ts';
import { neededFeatures } from '../shared/model/features.ts';
import type { Model } from '../shared/model/load.ts';
import { scoreBatch } from '../shared/model/score.ts';
import { type ExportedRow, rowReader } from './export-format.ts';

/** Rows a call of the graph: enough that its fixed cost vanishes, few enough that a batch's memory does too. */
const BATCH_ROWS = 4096;

/** The columns of a scored row, in order; sql/scoring/stage-scores.sql has the same. None is ever null. */
export type ScoredRow = [
  prediction_id: string,
  application_id: string,
  customer_id: string,
  as_of: string,
  features: string,
  pd: number,
  raw: number,
  score: number,
  band: string,
  decision: string,
  decided_by: string,
  lgd: number,
  ead: number,
  expected_loss: number,
];

/**
 * Scores every line, in order; gives the rows batch by batch. `newId` makes a prediction's id.
 * Throws InvalidExport, and what the model and the policy throw.
 */
export async function* scoreRows(
  lines: AsyncIterable<string>,
  { model, policy, newId }: { model: Model; policy: Policy; newId: () => string },
): AsyncGenerator<ScoredRow[]> {
  const read = rowReader(neededFeatures(model.manifest.inputs, policy));
  const rows: ExportedRow[] = [];
  for await (const line of lines) {
    rows.push(read(line));
    if (rows.length === BATCH_ROWS) yield scored(rows.splice(0), model, policy, newId);
  }
  if (rows.length > 0) yield scored(rows, model, policy, newId);
}

async function scored(rows: ExportedRow[], model: Model, policy: Policy, newId: () => string): Promise<ScoredRow[]> {
  const { pd, raw } = await scoreBatch(
    model,
    rows.map((row) => row.features),
  );
  return rows.map(({ application_id, customer_id, as_of, features }, i) => {
    const outcome = decide(policy, pd[i] ?? Number.NaN, features);
    return [
      newId(),
      application_id,
      customer_id,
      as_of,
      JSON.stringify(features),
      outcome.pd,
      raw[i] ?? Number.NaN,
      outcome.score,
      outcome.band,
      outcome.decision,
      outcome.decided_by,
      outcome.lgd,
      outcome.ead,
      outcome.expected_loss,
    ];
  });
}
