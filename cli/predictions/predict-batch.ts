/**
 * Scores a file by the API: uploads it, shows how far it is, and writes the result beside it.
 *
 *   npm run predict -- --batch FILE [--out FILE] [--reasons all|not_approved|none]
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { SSMClient } from '@aws-sdk/client-ssm';
import pc from 'picocolors';
import { type Batch, createRiskClient } from '../../clients/typescript/client.ts';
import { environmentConfig } from '../../lib/config.ts';
import { readStackParameters } from '../aws/stack-parameters.ts';
import { fetchToken, sdkConfigurationOf } from '../commands/token.ts';
import { CommandError } from '../terminal/command-error.ts';
import { Progress } from '../terminal/progress.ts';
import { downloadResult, scoreFile } from './score-file.ts';

const REASONS = ['all', 'not_approved', 'none'] as const;

const options = {
  batch: { type: 'string' },
  out: { type: 'string' },
  reasons: { type: 'string' },
  context: { type: 'string', short: 'c' },
} as const;

/** Scores the file that the words of a command line name. Throws ApiProblem, BatchFailed and LocalCloudError. */
export async function predictBatch(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  const { name: environment } = environmentConfig(values.context?.replace(/^env=/, '') ?? 'local');
  const path = values.batch ?? '';
  const out = values.out ?? `${basename(path).replace(/\.(csv\.gz|csv|gz)$/, '')}-scores.csv.gz`;
  const reasons = REASONS.find((known) => known === values.reasons);
  if (values.reasons && !reasons) throw new CommandError(`--reasons is one of ${REASONS.join(', ')}`);
  const parameter = await readStackParameters(environment, new SSMClient(sdkConfigurationOf(environment)));
  const client = createRiskClient({ baseUrl: parameter('api/url'), token: () => fetchToken({ environment }) });
  const progress = new Progress();
  progress.start(`Batch of ${basename(path)}`);
  try {
    const batch = await scoreFile(client, {
      path,
      reasons,
      onProgress: (now) => progress.update(describeProgress(now)),
    });
    await downloadResult(batch, out);
    progress.done(describeProgress(batch));
    console.log(formatBatch(batch, out));
  } catch (error) {
    progress.fail();
    throw error;
  }
}

/** How far a batch is, in a few words. */
export function describeProgress({ progress, state }: Batch): string {
  const { rows, rows_scored, rows_failed, parts, parts_done } = progress;
  if (rows === null) return state === 'running' ? 'counting its rows' : state;
  const failed = rows_failed > 0 ? `, ${rows_failed} failed` : '';
  return `${rows_scored} of ${rows} rows scored${failed}, ${parts_done} of ${parts} parts`;
}

/** What came of a batch, a line a fact. */
export function formatBatch(batch: Batch, out: string): string {
  const { rows_scored, rows_failed } = batch.progress;
  const lines: [string, string][] = [
    ['scored', `${rows_scored} rows`],
    ['without a score', `${rows_failed} rows`],
    ...batch.errors.map(({ error, rows }): [string, string] => ['', `${rows} × ${error}`]),
    ['model', batch.model_version ?? ''],
    ['policy', batch.policy_version ?? ''],
    ['result', out],
  ];
  const facts = lines.map(([name, value]) => `  ${pc.dim(name.padEnd(24))}${value}`);
  return [`${pc.bold('Batch')} ${batch.batch_id}`, ...facts].join('\n');
}
