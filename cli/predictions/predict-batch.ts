/** Scores a file through the API for `npm run predict -- --batch`: uploads it, shows progress, writes the result. */
import { basename } from 'node:path';
import pc from 'picocolors';
import { type Batch, createRiskClient } from '../../clients/typescript/client.ts';
import type { EnvironmentName } from '../../lib/config.ts';
import { fetchToken, readApiParameters } from '../environment/access-token.ts';
import { Progress } from '../terminal/progress.ts';
import { formatFacts } from './format-facts.ts';
import { toRequestRefused } from './request-refused.ts';
import { downloadResult, scoreFile } from './score-file.ts';

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
    console.log(formatBatch(batch, resultPath));
  } catch (error) {
    progress.fail();
    throw toRequestRefused(error);
  }
}

/** How many rows and parts are scored, or the state of a batch whose rows are not counted yet. */
export function describeProgress({ progress, state }: Batch): string {
  const { rows, rows_scored, rows_failed, parts, parts_done } = progress;
  if (rows === null) return state === 'running' ? 'counting its rows' : state;
  const failed = rows_failed > 0 ? `, ${rows_failed} failed` : '';
  return `${rows_scored} of ${rows} rows scored${failed}, ${parts_done} of ${parts} parts`;
}

/** The result of a batch for a person, one fact a line. */
export function formatBatch(batch: Batch, out: string): string {
  const { rows_scored, rows_failed } = batch.progress;
  return formatFacts(`${pc.bold('Batch')} ${batch.batch_id}`, [
    ['scored', `${rows_scored} rows`],
    ['without a score', `${rows_failed} rows`],
    ...batch.errors.map(({ error, rows }): [string, string] => ['', `${rows} × ${error}`]),
    ['model', batch.model_version ?? ''],
    ['policy', batch.policy_version ?? ''],
    ['result', out],
  ]);
}
