/** Steps that upload files to be scored: of applications by their ids, and of features. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { formatLine } from '../../../lambdas/shared/csv/format-line.ts';
import { describeProgress } from '../../predictions/predict-batch.ts';
import { downloadResult, scoreFile } from '../../predictions/score-file.ts';
import { formatPlural } from '../../terminal/format.ts';
import { getMachineClient } from '../api-client.ts';
import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { executionsRemoval } from '../removals/stop-executions.ts';
import { SAMPLE_IDS } from '../sample.ts';
import { check, getFact, type SmokeContext, type SmokeStep } from '../smoke-step.ts';
import { evidenceStep } from './read-evidence.ts';
import { trainingStep } from './train.ts';

const removals = [executionsRemoval, rowsRemoval, objectsRemoval];

export const idsBatchStep: SmokeStep = {
  name: 'batch of ids',
  needs: [trainingStep.name],
  removals,
  async run(context) {
    return scoreRows(context, [['application_id'], ...SAMPLE_IDS.uploaded.map((id) => [id])]);
  },
};

export const featuresBatchStep: SmokeStep = {
  name: 'batch of features',
  needs: [evidenceStep.name],
  removals,
  async run(context) {
    const features = Object.entries(getFact(context, 'features'));
    return scoreRows(context, [
      ['reference', ...features.map(([name]) => name)],
      ['smoke', ...features.map(([, value]) => value)],
    ]);
  },
};

/** Uploads a file, waits for its scores and downloads them. @param rows the header first */
async function scoreRows(context: SmokeContext, rows: (string | number | null)[][]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-smoke-'));
  try {
    const path = join(folder, 'rows.csv');
    await writeFile(path, rows.map(formatLine).join(''));
    const onProgress = (batch: Parameters<typeof describeProgress>[0]) => context.report(describeProgress(batch));
    const batch = await scoreFile(getMachineClient(context), { path, onProgress });
    const expected = rows.length - 1;
    check(batch.progress.rows_scored === expected, `${describeProgress(batch)}: ${JSON.stringify(batch.errors)}`);
    const resultPath = join(folder, 'scores.csv.gz');
    await downloadResult(batch, resultPath);
    const result = await text(createReadStream(resultPath).pipe(createGunzip()));
    const lines = result.trim().split('\n').length - 1;
    check(lines === expected, `the result has ${lines} lines of ${expected}`);
    return `${expected} of ${formatPlural(expected, 'row')} are scored, and the result is downloaded`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
