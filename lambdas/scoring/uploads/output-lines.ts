/** Scored rows of a batch as they are stored and as the client gets them. Pure. */

import type { ClaimedBatch } from '../contract/batch-payload.ts';
import { encodeLine } from '../exports/copy-text.ts';
import type { ScoredRecord } from '../models/score-records.ts';
import { csvLine } from './batch-lines.ts';
import type { BatchRow } from './batch-rows.ts';

type ScorableRow = Extract<BatchRow, { error?: never }>;

/** The columns of the result, in order. docs/api.md explains each. */
const RESULT_COLUMNS = [
  ...['line', 'name', 'prediction_id', 'pd', 'score', 'band', 'decision', 'decided_by', 'lgd', 'ead', 'expected_loss'],
  ...['features_as_of', 'reasons', 'error', 'detail'],
];

/** The header of the result; the second column has the name that the file has. */
export function formatResultHeader({ input, columns }: Pick<ClaimedBatch, 'input' | 'columns'>): string {
  const name = input === 'applications' ? 'application_id' : 'reference';
  const isNamed = columns.includes(name);
  return csvLine(RESULT_COLUMNS.map((column) => (column === 'name' ? (isNamed ? name : 'reference') : column)));
}

/** A row of the result. */
export function formatResultLine(row: BatchRow, predictionId: string | null, scored: ScoredRecord | null): string {
  if (row.error !== undefined || !scored) {
    const nothing = Array<null>(RESULT_COLUMNS.length - 4).fill(null);
    return csvLine([row.line, row.name, ...nothing, row.error ?? null, row.error ? (row.detail ?? null) : null]);
  }
  const { pd, score, band, decision, decided_by, lgd, ead, expected_loss } = scored.outcome;
  const reasons = scored.why.reasons.map(({ text }) => text).join('; ');
  const asOf = row.origin?.as_of ?? null;
  return csvLine([
    ...[row.line, row.name, predictionId, pd, score, band, decision, decided_by, lgd, ead, expected_loss],
    ...[asOf && `${asOf.replace(' ', 'T')}Z`, reasons, null, null],
  ]);
}

/**
 * A writer of rows of predictions.risk_scores, in the column order of sql/batches/import_evidence.sql. What is the same in
 * all rows of a part is encoded once; `lineages` are the delivered files by run. Stored features older than
 * `staleAfterHours` are marked.
 */
export function createEvidenceFormatter(
  batch: ClaimedBatch,
  lineages: Readonly<Record<string, object>>,
  staleAfterHours: number,
) {
  const { batch_id, model, policy_version, requested_by, client_id, as_of, file_sha256 } = batch;
  const models = encodeLine([model.version, model.sha256, policy_version]).trimEnd();
  const asked = encodeLine([requested_by, client_id]);
  const staleBefore = epoch(as_of) - staleAfterHours * 3_600_000;
  const lineageOf = lineageWriter(lineages, { batch_id, file_sha256 });
  return (row: ScorableRow, predictionId: string, features: object, { outcome, raw, why }: ScoredRecord): string => {
    const { origin } = row;
    const who = encodeLine([
      predictionId,
      origin?.application_id ?? null,
      origin?.customer_id ?? null,
      'file',
      origin?.as_of ?? as_of,
      origin?.as_of ?? null,
      origin?.run_id ?? null,
      origin && epoch(origin.as_of) < staleBefore ? 't' : 'f',
    ]);
    const result = encodeLine([
      ...[outcome.pd, raw, outcome.score, outcome.band, outcome.decision, outcome.decided_by],
      ...[JSON.stringify(why.reasons), why.explanation && JSON.stringify(why.explanation)],
      ...[outcome.lgd, outcome.ead, outcome.expected_loss],
    ]);
    const evidence = `${jsonCell(JSON.stringify(features))}\t${lineageOf(origin?.run_id, row.line)}`;
    return `${who.slice(0, -1)}\t${evidence}\t${models}\t${result.slice(0, -1)}\t${asked}`;
  };
}

/** Milliseconds of a timestamp of the database, which is UTC. */
const epoch = (timestamp: string): number => Date.parse(`${timestamp.slice(0, 19).replace(' ', 'T')}Z`);

/** What COPY reads as this JSON: only its backslashes have to be doubled, for JSON has no bare control characters. */
const jsonCell = (json: string): string => (json.includes('\\') ? json.replaceAll('\\', '\\\\') : json);

/** Where a row comes from: the delivered files behind stored features, and the uploaded file with its line. */
function lineageWriter(lineages: Readonly<Record<string, object>>, batch: { batch_id: string; file_sha256: string }) {
  const beginnings = new Map<string | undefined, string>();
  const beginningOf = (runId: string | undefined): string => {
    const of = (runId === undefined ? undefined : lineages[runId]) ?? { run_id: runId ?? null, files: [] };
    const text = JSON.stringify({ ...of, batch: { ...batch, line: 0 } });
    return jsonCell(text.slice(0, text.lastIndexOf('0}}')));
  };
  return (runId: string | undefined, line: number): string => {
    const beginning = beginnings.get(runId) ?? beginningOf(runId);
    beginnings.set(runId, beginning);
    return `${beginning}${line}}}`;
  };
}

/** A row of predictions.shadow_scores, in the column order of sql/batches/import_shadows.sql. */
export function formatShadowLine(predictionId: string, challenger: string, { shadow }: ScoredRecord): string {
  return shadow ? encodeLine([predictionId, challenger, shadow.pd, shadow.raw, shadow.score]) : '';
}
