/** Exported rows → scored rows, batch by batch. No AWS: lines come in, rows go out. */
import { listNeededFeatures, type NeededFeature } from '../../shared/decision/needed-features.ts';
import { createRowReader, type ExportedRow } from '../exports/export-format.ts';
import { createEvidenceSelector } from '../models/challenger-features.ts';
import { CHUNK_ROWS, type ScoringOptions, scoreRecords } from '../models/score-records.ts';

/** The columns of a scored row, in order; sql/scoring/create_part_scores.sql has the same. */
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
type RowScoringOptions = ScoringOptions & { newId: () => string; added?: readonly NeededFeature[] };

/**
 * Scores every line, in order; gives the rows batch by batch. `newId` makes a prediction's id.
 * Throws InvalidExport, and what the model and the policy throw.
 */
export async function* scoreRows(
  lines: AsyncIterable<string>,
  scoring: RowScoringOptions,
): AsyncGenerator<ScoredRow[]> {
  const { model, policy, added = [] } = scoring;
  const needed = listNeededFeatures(model.manifest.inputs, policy);
  const read = createRowReader([...needed, ...added]);
  const evidence = createEvidenceSelector(needed, added);
  const rows: ExportedRow[] = [];
  for await (const line of lines) {
    rows.push(read(line));
    if (rows.length === CHUNK_ROWS) yield scoreChunk(rows.splice(0), scoring, evidence);
  }
  if (rows.length > 0) yield scoreChunk(rows, scoring, evidence);
}

async function scoreChunk(
  rows: ExportedRow[],
  { newId, ...scoring }: RowScoringOptions,
  evidence: ReturnType<typeof createEvidenceSelector>,
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
