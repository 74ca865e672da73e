/** Scores exported lines in chunks. Takes lines and yields rows; reads and writes no files. */
import { listNeededFeatures, type NeededFeature } from '../../shared/decision/needed-features.ts';
import { createRowReader, type ExportedRow } from '../../shared/exports/export-format.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { createEvidenceSelector } from '../models/challenger-features.ts';
import { CHUNK_ROWS, type ScoringOptions, scoreRecords } from '../models/score-records.ts';

/** The columns of a scored row, in the order of sql/scoring/create_part_scores.sql. */
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

interface RowScoringOptions extends ScoringOptions {
  /** Makes the id of a prediction. */
  newId: () => string;
  /** The challenger's additional columns, after those of champion and policy. */
  added?: readonly NeededFeature[];
}

/**
 * Scores every line, in order.
 * @returns the scored rows of one chunk after the other
 * @throws {InvalidExport} when a line does not have the needed columns
 */
export async function* scoreRows(
  lines: AsyncIterable<string>,
  options: RowScoringOptions,
): AsyncGenerator<ScoredRow[]> {
  const { model, policy, added = [] } = options;
  const needed = listNeededFeatures(model.manifest.inputs, policy);
  const readRow = createRowReader([...needed, ...added]);
  const selectEvidence = createEvidenceSelector(needed, added);
  const rows: ExportedRow[] = [];
  for await (const line of lines) {
    rows.push(readRow(line));
    if (rows.length === CHUNK_ROWS) yield scoreChunk(rows.splice(0), options, selectEvidence);
  }
  if (rows.length > 0) yield scoreChunk(rows, options, selectEvidence);
}

async function scoreChunk(
  rows: ExportedRow[],
  { newId, ...options }: RowScoringOptions,
  selectEvidence: (record: FeatureRecord) => FeatureRecord,
): Promise<ScoredRow[]> {
  const records = rows.map(({ features }) => features);
  const scores = await scoreRecords(records, options);
  return scores.map(({ result, raw, reasons, explanation, shadow }, i) => {
    const { application_id, customer_id, as_of, features } = rows[i] as ExportedRow;
    return [
      newId(),
      application_id,
      customer_id,
      as_of,
      JSON.stringify(selectEvidence(features)),
      result.pd,
      raw,
      result.score,
      result.band,
      result.decision,
      result.decided_by,
      JSON.stringify(reasons),
      explanation && JSON.stringify(explanation),
      result.lgd,
      result.ead,
      result.expected_loss,
      shadow?.pd ?? null,
      shadow?.raw ?? null,
      shadow?.score ?? null,
    ];
  });
}
