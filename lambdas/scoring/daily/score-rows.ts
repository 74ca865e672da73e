/** Scores exported lines in chunks. Takes lines and yields rows; reads and writes no files. */
import { MissingPolicyFeature } from '../../shared/decision/decide.ts';
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import { createRowReader, type ExportedRow } from '../../shared/exports/export-format.ts';
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
  rate: number | null,
  expected_return: number | null,
  model_version: string,
  model_sha256: string,
  policy_version: string,
  policy_sha256: string,
  experiment_id: string | null,
  arm: string | null,
  shadow_pd: number | null,
  shadow_raw: number | null,
  shadow_score: number | null,
];

interface RowScoringOptions extends ScoringOptions {
  /** Makes the id of a prediction. */
  newId: () => string;
  /** The exported features, in order. */
  read: readonly NeededFeature[];
}

/**
 * Scores every line, in order.
 * @returns the scored rows of one chunk after the other
 * @throws {InvalidExport} when a line does not have the exported features
 * @throws {MissingPolicyFeature} when the exposure of an application is unknown
 */
export async function* scoreRows(
  lines: AsyncIterable<string>,
  options: RowScoringOptions,
): AsyncGenerator<ScoredRow[]> {
  const readRow = createRowReader(options.read);
  const rows: ExportedRow[] = [];
  for await (const line of lines) {
    rows.push(readRow(line));
    if (rows.length === CHUNK_ROWS) yield scoreChunk(rows.splice(0), options);
  }
  if (rows.length > 0) yield scoreChunk(rows, options);
}

async function scoreChunk(rows: ExportedRow[], { newId, ...options }: RowScoringOptions): Promise<ScoredRow[]> {
  const scores = await scoreRecords(rows, options);
  return scores.map((score, i) => {
    if (score instanceof MissingPolicyFeature) throw score;
    const { application_id, customer_id, as_of } = rows[i] as ExportedRow;
    const { result, raw, reasons, explanation, evidence, model, policy, arm, shadow } = score;
    return [
      newId(),
      application_id,
      customer_id,
      as_of,
      JSON.stringify(evidence),
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
      result.rate,
      result.expected_return,
      model.version,
      model.sha256,
      policy.version,
      policy.sha256,
      arm?.experiment_id ?? null,
      arm?.arm ?? null,
      shadow?.pd ?? null,
      shadow?.raw ?? null,
      shadow?.score ?? null,
    ];
  });
}
