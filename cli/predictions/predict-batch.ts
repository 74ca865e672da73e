/** Scores a file through the API for `npm run predict -- --batch`: uploads it, shows progress, writes the result. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import pc from 'picocolors';
import { type Batch, createRiskClient } from '../../clients/typescript/client.ts';
import type { EnvironmentName } from '../../lib/config.ts';
import { fetchToken, readApiParameters } from '../environment/access-token.ts';
import { formatBytes, formatCount, formatPlural } from '../terminal/format.ts';
import { formatText } from '../terminal/format-text.ts';
import { Progress } from '../terminal/progress.ts';
import { readUnscoredRows, type UnscoredRow } from './failed-rows.ts';
import { formatFacts } from './format-facts.ts';
import { toRequestRefused } from './request-refused.ts';
import { downloadResult, scoreFile } from './score-file.ts';

const UNSCORED_SHOWN = 10;

export interface FileScoringRequest {
  environment: EnvironmentName;
  /** CSV with a header line, or gzip of it. */
  path: string;
  /** File for the result, as gzip; default `<name>-scores.csv.gz` in the current folder. */
  out?: string | undefined;
  reasons?: Batch['reasons'] | undefined;
}

/**
 * Scores a file and prints the result.
 * @throws {BatchFailed} when the file is not accepted or the batch fails
 * @throws {RequestRefused} when the API refuses a request
 */
export async function predictBatch({ environment, path, reasons, ...request }: FileScoringRequest): Promise<void> {
  const resultPath = request.out ?? `${basename(path).replace(/\.(csv\.gz|csv|gz)$/, '')}-scores.csv.gz`;
  const parameter = await readApiParameters(environment);
  const client = createRiskClient({ baseUrl: parameter('api/url'), token: () => fetchToken({ environment }) });
  const progress = new Progress();
  progress.start(`Batch of ${basename(path)}`);
  try {
    const onProgress = (state: Batch) => progress.update(describeProgress(state));
    const batch = await scoreFile(client, { path, reasons, onProgress });
    await downloadResult(batch, resultPath);
    progress.finish(describeProgress(batch));
    const unscored = batch.progress.rows_failed > 0 ? await readUnscoredRows(resultPath, UNSCORED_SHOWN) : [];
    console.log(formatBatch(batch, { path: resultPath, bytes: (await stat(resultPath)).size, unscored }));
  } catch (error) {
    progress.fail();
    throw toRequestRefused(error);
  }
}

/** How many rows and parts are scored, or the state of a batch whose rows are not counted yet. */
export function describeProgress({ progress, state }: Batch): string {
  const { rows, rows_scored, rows_failed, parts, parts_done } = progress;
  if (rows === null) return state === 'running' ? 'counting its rows' : state;
  const failed = rows_failed > 0 ? `, ${formatCount(rows_failed)} without a score` : '';
  return `${formatCount(rows_scored)} of ${formatPlural(rows, 'row')} scored${failed}, ${parts_done} of ${formatPlural(parts ?? 0, 'part')}`;
}

/** The downloaded result. */
export interface BatchResult {
  path: string;
  bytes: number;
  /** The first rows without a score. */
  unscored: readonly UnscoredRow[];
}

/** The result of a batch for a person, one fact a line. */
export function formatBatch(batch: Batch, { path, bytes, unscored }: BatchResult): string {
  const { rows, rows_scored, rows_failed } = batch.progress;
  const others = rows_failed - unscored.length;
  return formatFacts(`${pc.bold('Batch')} ${batch.batch_id}`, [
    ['scored', `${formatCount(rows_scored)} of ${formatPlural(rows ?? rows_scored + rows_failed, 'row')}`],
    ...(rows_failed > 0 ? [['without a score', formatPlural(rows_failed, 'row')] as const] : []),
    ...unscored.map(
      ({ line, name, reason }) => ['', `line ${line}${name ? ` (${formatText(name)})` : ''}: ${reason}`] as const,
    ),
    ...(unscored.length > 0 && others > 0
      ? [['', `and ${formatCount(others)} more, with error and detail in the result`] as const]
      : []),
    ['model', batch.model_version ?? ''],
    ['policy', batch.policy_version ?? ''],
    ['result', `${path} (${formatBytes(bytes)}; a line for every row of the file, docs/batches.md)`],
  ]);
}
