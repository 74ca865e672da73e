/** What `npm run predict -- --batch` prints, and refuses. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { predictCommand } from '../../../cli/commands/predict.ts';
import { readUnscoredRows } from '../../../cli/predictions/failed-rows.ts';
import { describeProgress, formatBatch } from '../../../cli/predictions/predict-batch.ts';
import { parseCommandLine } from '../../../cli/terminal/command.ts';
import type { Batch } from '../../../clients/typescript/client.ts';
import { ROW_ERRORS } from '../../../lambdas/shared/batch-contract.ts';

const batch: Batch = {
  ...{ batch_id: 'b-1', state: 'done', reasons: 'all', model_version: 'v1', policy_version: 'p' },
  ...{
    created_at: '2026-01-01T00:00:00.000Z',
    started_at: null,
    ended_at: null,
    problem: null,
    upload: null,
    result: null,
  },
  progress: { rows: 12, rows_scored: 10, rows_failed: 2, parts: 2, parts_done: 1 },
  errors: [{ error: 'unknown_application', rows: 2 }],
};

test('progress is shown in rows and parts, once the rows are counted', () => {
  expect(describeProgress(batch)).toBe('10 of 12 rows scored, 2 without a score, 1 of 2 parts');
  const progress = { ...batch.progress, rows: null, parts: null };
  expect(describeProgress({ ...batch, state: 'running', progress })).toBe('counting its rows');
});

test('the result says where the file is, how many rows were scored, and which were not', () => {
  const unscored = [{ line: '3', name: 'nobody', reason: 'no published delivery has this application' }];
  expect(formatBatch(batch, { path: 'scores.csv.gz', bytes: 2048, unscored }).split('\n')).toEqual([
    'Batch b-1',
    '  scored                  10 of 12 rows',
    '  without a score         2 rows',
    '                          line 3 (nobody): no published delivery has this application',
    '                          and 1 more, with error and detail in the result',
    '  model                   v1',
    '  policy                  p',
    '  result                  scores.csv.gz (2 KiB; a line for every row of the file, docs/batches.md)',
  ]);
  const one = { ...batch, progress: { ...batch.progress, rows: 1, rows_scored: 1, rows_failed: 0 } };
  expect(formatBatch(one, { path: 'x', bytes: 1, unscored: [] })).toContain('1 of 1 row\n');
});

test('every reason of a row without a score is in words, with its line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'risk-result-'));
  const path = join(folder, 'result.csv.gz');
  const lines = ROW_ERRORS.map((error, i) => `${2 * i + 3},a${i},,${error},income`);
  const scored = ROW_ERRORS.map((_, i) => `${2 * i + 2},s${i},0.1,,`);
  const parts = [['line,application_id,pd,error,detail'], lines.flatMap((line, i) => [scored[i] ?? '', line])];
  writeFileSync(path, Buffer.concat(parts.map((part) => gzipSync(`${part.join('\n')}\n`)))); // members, as JoinResults makes
  try {
    const rows = await readUnscoredRows(path, 100);
    expect(rows.map(({ line, name }) => [line, name])).toEqual(ROW_ERRORS.map((_, i) => [String(2 * i + 3), `a${i}`]));
    for (const { reason } of rows) expect(reason).not.toMatch(/_(?!id)|%/);
    expect(await readUnscoredRows(path, 2)).toEqual(rows.slice(0, 2));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('unknown reasons are refused before the API is called', () => {
  expect(() => parseCommandLine(predictCommand, ['--batch', 'x.csv', '--reasons', 'some'])).toThrow(
    /one of all, not_approved, none/,
  );
});
