/** What `npm run predict -- --batch` prints, and refuses. */
import { predictCommand } from '../../../cli/commands/predict.ts';
import { describeProgress, formatBatch } from '../../../cli/predictions/predict-batch.ts';
import { parseCommandLine } from '../../../cli/terminal/command.ts';
import type { Batch } from '../../../clients/typescript/client.ts';

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
  expect(describeProgress(batch)).toBe('10 of 12 rows scored, 2 failed, 1 of 2 parts');
  const progress = { ...batch.progress, rows: null, parts: null };
  expect(describeProgress({ ...batch, state: 'running', progress })).toBe('counting its rows');
});

test('the result names failed rows and the file of the scores', () => {
  expect(formatBatch(batch, 'scores.csv.gz').split('\n')).toEqual([
    'Batch b-1',
    '  scored                  10 rows',
    '  without a score         2 rows',
    '                          2 × unknown_application',
    '  model                   v1',
    '  policy                  p',
    '  result                  scores.csv.gz',
  ]);
});

test('unknown reasons are refused before the API is called', () => {
  expect(() => parseCommandLine(predictCommand, ['--batch', 'x.csv', '--reasons', 'some'])).toThrow(
    /one of all, not_approved, none/,
  );
});
