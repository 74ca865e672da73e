/**
 * A client with a token for scoring uploads files that were made to fill memory, time or the database of the batch
 * workflow, which then would score nobody's file.
 */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildRunId } from '../../testing/database/rows.ts';
import { buildTinyModel } from '../../testing/models/tiny-model.ts';
import { type BatchHarness, readResult, startBatchHarness } from '../../testing/workflows/batch-harness.ts';
import { publishApplications } from '../../testing/workflows/lambda-harness.ts';

const description = {
  num: { utilisation: { median: 0.4, weight: 3 }, amount: { median: 0, weight: 0.0001 } },
  cat: { purpose: { car: 1 } },
  intercept: -3,
};
const COLUMNS = 'reference,utilisation,amount,purpose,age_years,debt_to_income,loan_to_value,months_past_due_1';
const GOOD_ROW = 'good,0.5,1000,car,40,0.2,,0';
/** Five million rows, the most of a file, are read in this time; the task has 900 s. */
const MAX_SECONDS = 60;
const MAX_MEMORY_BYTES = 400 * 2 ** 20;
const MEBIBYTE = 2 ** 20;

let batches: BatchHarness;
beforeAll(async () => {
  batches = await startBatchHarness();
  await batches.harness.promote(await buildTinyModel(description));
  await publishApplications(batches.harness.db, { run_id: buildRunId(1), as_of: '2005-10-01' }, [{ id: 'a1' }]);
});
afterAll(() => batches?.harness.stop());

const repeatMembers = (...members: [text: string, times: number][]): Buffer =>
  Buffer.concat(members.flatMap(([text, times]) => Array<Buffer>(times).fill(gzipSync(text, { level: 1 }))));

async function scoreGoodFile(): Promise<void> {
  const batch = await batches.scoreFile(`${COLUMNS}\n${GOOD_ROW}\n`);
  expect(batch).toMatchObject({ state: 'done', progress: { rows: 1, rows_scored: 1, rows_failed: 0 } });
}

const countScores = async () =>
  (await batches.harness.db.superuser.query('select count(*)::int as n from predictions.risk_scores')).rows[0].n;

describe('a file is refused by name, in bounded time and memory, and the next one is scored:', () => {
  test.each<[attack: string, problem: string, build: () => Buffer | string]>([
    [
      'a gzip bomb of rows',
      'too-many-rows',
      () => repeatMembers(['application_id\n', 1], ['a1\n'.repeat(MEBIBYTE), 1000]),
    ],
    [
      'a gzip bomb of empty lines',
      'too-many-rows',
      () => repeatMembers(['application_id\na1\n', 1], ['\n'.repeat(64 * MEBIBYTE), 100]),
    ],
    [
      'a gzip bomb of one endless line',
      'line-too-long',
      () => repeatMembers(['application_id\n', 1], ['0'.repeat(64 * MEBIBYTE), 100]),
    ],
    ['an endless header', 'line-too-long', () => repeatMembers(['a,'.repeat(32 * MEBIBYTE), 50])],
    ['a header of 300 KB that ends', 'line-too-long', () => `${listNames(40_000)}\n1\n`],
    ['a header of 9,000 columns', 'wrong-columns', () => `${listNames(9000)}\n1\n`],
    ['a national id as a column', 'wrong-columns', () => `${COLUMNS},national_id\n${GOOD_ROW},A123\n`],
    ['a header with a NUL', 'wrong-columns', () => `${COLUMNS},\0\n${GOOD_ROW},1\n`],
    [
      'a column named like a look-alike',
      'wrong-columns',
      () => `${COLUMNS.replace('amount', '\u0430mount')}\n${GOOD_ROW}\n`,
    ],
  ])('%s (%s)', async (_, problem, build) => {
    const [file, before] = [build(), await countScores()];
    const [startedAt, memory] = [Date.now(), process.memoryUsage().rss];
    const batch = await batches.scoreFile(file);
    expect(batch).toMatchObject({ state: 'refused', problem: { name: problem } });
    expect(batch.problem?.detail.length).toBeLessThan(1000);
    expect((Date.now() - startedAt) / 1000).toBeLessThan(MAX_SECONDS);
    expect(process.memoryUsage().rss - memory).toBeLessThan(MAX_MEMORY_BYTES);
    expect(await countScores()).toBe(before);
    await scoreGoodFile();
  });
});

const listNames = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`).join(',');

test('a hostile row fails alone, and in bounded time', async () => {
  const long = 'x'.repeat(60_000);
  const digits = `${'9'.repeat(60_000)}x`;
  const rows = [
    GOOD_ROW,
    GOOD_ROW.replace('car', long),
    GOOD_ROW.replace('good', long),
    ...Array<string>(20).fill(GOOD_ROW.replace('1000', digits)),
    GOOD_ROW.replace('1000', '9'.repeat(60_000)),
    GOOD_ROW.replace('car', 'c\0r'),
    ','.repeat(60_000),
    `"${GOOD_ROW}`,
    GOOD_ROW,
  ];
  const startedAt = Date.now();
  const batch = await batches.scoreFile(`${COLUMNS}\n${rows.join('\n')}\n`);
  expect((Date.now() - startedAt) / 1000).toBeLessThan(15);
  expect(batch).toMatchObject({ state: 'done', progress: { rows: 28, rows_scored: 2, rows_failed: 26 } });
  const errors = (await readResult(batch)).map(({ error = '' }) => error);
  expect(errors).toEqual(['', ...Array(23).fill('invalid_value'), ...Array(3).fill('unreadable'), '']);
  const { rows: longest } = await batches.harness.db.superuser.query(
    "select max(length(features ->> 'purpose'))::int as characters from predictions.risk_scores",
  );
  expect(longest).toEqual([{ characters: 3 }]);
});
