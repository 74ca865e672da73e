/** Formats the scored rows of a batch: as lines of evidence and shadow scores for COPY, and as CSV for the client. */
import { escapeFormula } from '../../shared/csv/escape-formula.ts';
import { formatLine } from '../../shared/csv/format-line.ts';
import { encodeLine } from '../../shared/exports/copy-text.ts';
import type { ClaimedBatch } from '../contract/batch-payload.ts';
import type { ScoredRecord, Shadow } from '../models/score-records.ts';
import type { FailedRow, ScorableRow } from './batch-rows.ts';

/** The columns of the result, in order; new ones are the last. docs/api.md explains each. */
const RESULT_COLUMNS = [
  ...['line', 'name', 'prediction_id', 'pd', 'score', 'band', 'decision', 'decided_by', 'lgd', 'ead', 'expected_loss'],
  ...['features_as_of', 'reasons', 'error', 'detail', 'policy_decision', 'policy_version', 'rate', 'expected_return'],
];

/** The header of the result. Its second column has the name of the file's column of ids. */
export function formatResultHeader({ input, columns }: Pick<ClaimedBatch, 'input' | 'columns'>): string {
  const name = input === 'applications' && columns.includes('application_id') ? 'application_id' : 'reference';
  return formatLine(RESULT_COLUMNS.map((column) => (column === 'name' ? name : column)));
}

/** A row of the result that could not be scored. */
export function formatFailedLine({ line, name, error, detail }: FailedRow): string {
  const values: Record<string, string | number | null> = { line, name, error, detail: detail ?? null };
  return formatSafeLine(RESULT_COLUMNS.map((column) => values[column] ?? null));
}

/** A scored row of the result. */
export function formatResultLine(row: ScorableRow, predictionId: string, score: ScoredRecord): string {
  const { pd, score: points, band, decision: policyDecision, lgd, ead, expected_loss } = score.result;
  const override = row.origin?.override ?? null;
  const decision = override?.decision ?? policyDecision;
  const decided_by = override ? 'override' : score.result.decided_by;
  const reasons = score.reasons.map(({ text }) => text).join('; ');
  const asOf = row.origin?.as_of ?? null;
  return formatSafeLine([
    ...[row.line, row.name, predictionId, pd, points, band, decision, decided_by, lgd, ead, expected_loss],
    ...[asOf && `${asOf.replace(' ', 'T')}Z`, reasons, null, null, policyDecision],
    ...[score.policy.version, score.result.rate, score.result.expected_return],
  ]);
}

/** A line without formulas, because references and ids are texts of others and the result is opened in spreadsheets. */
function formatSafeLine(values: readonly (string | number | null)[]): string {
  return formatLine(values.map((value) => (typeof value === 'string' ? escapeFormula(value) : value)));
}

/**
 * Creates a formatter of rows of predictions.risk_scores, in the column order of sql/batches/import_evidence.sql. Cells
 * that are equal in all rows of a part are encoded once.
 * @param lineages delivered files by run id
 * @param staleAfterHours age from which stored features are marked as stale
 */
export function createEvidenceFormatter(
  batch: ClaimedBatch,
  lineages: Readonly<Record<string, object>>,
  staleAfterHours: number,
) {
  const { batch_id, requested_by, client_id, as_of, file_sha256 } = batch;
  const callerCells = encodeLine([requested_by, client_id]).trimEnd();
  const staleBefore = toEpochMilliseconds(as_of) - staleAfterHours * 3_600_000;
  const formatLineage = createLineageFormatter(lineages, { batch_id, file_sha256 });
  return (row: ScorableRow, predictionId: string, score: ScoredRecord): string => {
    const { origin } = row;
    const targetCells = encodeLine([
      predictionId,
      origin?.application_id ?? null,
      origin?.customer_id ?? null,
      'file',
      origin?.as_of ?? as_of,
      origin?.as_of ?? null,
      origin?.run_id ?? null,
      origin && toEpochMilliseconds(origin.as_of) < staleBefore ? 't' : 'f',
    ]);
    const { result, raw, reasons, explanation, model, policy, arm } = score;
    const scoreCells = encodeLine([
      ...[model.version, model.sha256, policy.version, policy.sha256],
      ...[arm?.experiment_id ?? null, arm?.arm ?? null],
      ...[result.pd, raw, result.score, result.band, result.decision, result.decided_by],
      ...[JSON.stringify(reasons), explanation && JSON.stringify(explanation)],
      ...[result.lgd, result.ead, result.expected_loss, result.rate, result.expected_return],
    ]);
    const evidenceCells = `${encodeJson(JSON.stringify(score.evidence))}\t${formatLineage(origin?.run_id, row.line)}`;
    const overrideCell = encodeLine([origin?.override?.override_id ?? null]);
    const cells = [targetCells.slice(0, -1), evidenceCells, scoreCells.slice(0, -1), callerCells];
    return `${cells.join('\t')}\t${overrideCell}`;
  };
}

/** A timestamp of the database, which is UTC. */
const toEpochMilliseconds = (timestamp: string): number => Date.parse(`${timestamp.slice(0, 19).replace(' ', 'T')}Z`);

/** JSON as a cell of COPY: only backslashes need escaping, because JSON has no bare control characters. */
const encodeJson = (json: string): string => (json.includes('\\') ? json.replaceAll('\\', '\\\\') : json);

/** Lineage is the run with its delivered files, and the uploaded file with the row's line. */
function createLineageFormatter(
  lineages: Readonly<Record<string, object>>,
  batch: { batch_id: string; file_sha256: string },
) {
  // Only the line differs between rows of one run, so the text before it is encoded once for each run.
  const beginnings = new Map<string | undefined, string>();
  const encodeBeginning = (runId: string | undefined): string => {
    const lineage = (runId === undefined ? undefined : lineages[runId]) ?? { run_id: runId ?? null, files: [] };
    const text = JSON.stringify({ ...lineage, batch: { ...batch, line: 0 } });
    return encodeJson(text.slice(0, text.lastIndexOf('0}}')));
  };
  return (runId: string | undefined, line: number): string => {
    const beginning = beginnings.get(runId) ?? encodeBeginning(runId);
    beginnings.set(runId, beginning);
    return `${beginning}${line}}}`;
  };
}

/** A row of predictions.shadow_scores, in the column order of sql/batches/import_shadows.sql. */
export function formatShadowLine(predictionId: string, challenger: string, { pd, raw, score }: Shadow): string {
  return encodeLine([predictionId, challenger, pd, raw, score]);
}
