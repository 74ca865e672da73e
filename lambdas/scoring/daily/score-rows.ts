/** Exported rows → scored rows, batch by batch. No AWS: lines come in, rows go out. */
import { type NeededFeature, neededFeatures } from '../../shared/decision/needed-features.ts';
import { type ExportedRow, rowReader } from '../exports/export-format.ts';
import { evidenceOf } from '../models/challenger-features.ts';
import { BATCH_ROWS, type Scoring, scoreRecords } from '../models/score-records.ts';

/** The columns of a scored row, in order; sql/scoring/stage_scores.sql has the same. */
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
  reasons: string,
  explanation: string | null,
  lgd: number,
  ead: number,
  expected_loss: number,
  shadow_pd: number | null,
  shadow_raw: number | null,
  shadow_score: number | null,
];

/** `added` is what the lines have for the challenger, beside what the champion and the policy need. */
type RowScoring = Scoring & { newId: () => string; added?: readonly NeededFeature[] };

/**
 * Scores every line, in order; gives the rows batch by batch. `newId` makes a prediction's id.
 * Throws InvalidExport, and what the model and the policy throw.
 */
export async function* scoreRows(lines: AsyncIterable<string>, scoring: RowScoring): AsyncGenerator<ScoredRow[]> {
  const { model, policy, added = [] } = scoring;
  const needed = neededFeatures(model.manifest.inputs, policy);
  const read = rowReader([...needed, ...added]);
  const evidence = evidenceOf(needed, added);
  const rows: ExportedRow[] = [];
  for await (const line of lines) {
    rows.push(read(line));
    if (rows.length === BATCH_ROWS) yield scored(rows.splice(0), scoring, evidence);
  }
  if (rows.length > 0) yield scored(rows, scoring, evidence);
}

async function scored(
  rows: ExportedRow[],
  { newId, ...scoring }: RowScoring,
  evidence: ReturnType<typeof evidenceOf>,
): Promise<ScoredRow[]> {
  const all = await scoreRecords(
    rows.map((row) => row.features),
    scoring,
  );
  return all.map(({ outcome, raw, why, shadow }, i) => {
    const { application_id, customer_id, as_of, features } = rows[i] as ExportedRow;
    return [
      newId(),
      application_id,
      customer_id,
      as_of,
      JSON.stringify(evidence(features)),
      outcome.pd,
      raw,
      outcome.score,
      outcome.band,
      outcome.decision,
      outcome.decided_by,
      JSON.stringify(why.reasons),
      why.explanation && JSON.stringify(why.explanation),
      outcome.lgd,
      outcome.ead,
      outcome.expected_loss,
      shadow?.pd ?? null,
      shadow?.raw ?? null,
      shadow?.score ?? null,
    ];
  });
}
