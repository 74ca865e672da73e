/** What `npm run status` reads of days and imports that wait, as its role, against the real database. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PortfolioStatus, StoppedDay, WaitingImports } from '../../../cli/status/read-status.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { buildRunId, insertRows } from '../../../testing/database/rows.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
});
afterAll(() => db?.stop());

const read = <Row>(name: string) => db.connect('risk_api_read').query<Row>(readSqlFile(`cli/status/${name}.sql`));

test('stopped days are those whose newest run was not published, unless held or superseded', async () => {
  const days: [day: string, states: string[]][] = [
    ['2026-07-01', ['refused']], // a later day was published since: the delivery was taken away
    ['2026-07-02', ['refused', 'published']],
    ['2026-07-03', ['published', 'refused']],
    ['2026-07-04', ['gate_failed']], // held
    ['2026-07-05', ['gate_failed']],
    ['2026-07-06', ['failed']],
  ];
  const runs = days.flatMap(([as_of, states], d) =>
    states.map((state, i) => {
      const run_id = buildRunId(10 * d + i);
      const opened_at = `${as_of}T0${i + 2}:00:00Z`;
      return { run_id, as_of, execution_id: run_id, state, opened_at, closed_at: opened_at };
    }),
  );
  await insertRows(db.superuser, 'analytics.runs', runs);
  const published = runs.filter(({ state }) => state === 'published');
  await insertRows(
    db.superuser,
    'analytics.publications',
    published.map(({ run_id, as_of, opened_at }) => ({ run_id, as_of, rows: 0, published_at: opened_at })),
  );
  const check = { check_name: 'missing_rows', severity: 'stop', description: 'x', failed_rows: 1, total_rows: 2 };
  await insertRows(db.superuser, 'analytics.quality_results', [
    { run_id: buildRunId(30), ...check, pass: false, sample_keys: ['customers: 1 of 2 rows'] },
  ]);
  const stopped = await read<StoppedDay>('list_stopped_days');
  expect(stopped.map(({ as_of, state }) => [as_of, state])).toEqual([
    ['2026-07-03', 'refused'],
    ['2026-07-05', 'gate_failed'],
    ['2026-07-06', 'failed'],
  ]);
  expect(stopped[2]).toMatchObject({ run_id: buildRunId(50), reason: expect.stringContaining('A fault stopped') });
});

test('waiting imports are counted without their owners, as long as their files exist', async () => {
  const states = ['uploading', 'proposed', 'proposed', 'checked', 'delivered'];
  const rows = [...states, 'proposed'].map((state, i) => ({
    ...{ import_id: buildRunId(i), state, client_id: 'c', requested_by: `person-${i}`, mapping_name: 'm', files: [] },
    ...{ total_bytes: 1, request_sha256: '0'.repeat(64), changed_at: `2026-07-0${i + 1}` },
    created_at: i < states.length ? new Date() : '2020-01-01',
  }));
  await insertRows(db.superuser, 'onboarding.imports', rows);
  expect(await read<WaitingImports>('list_waiting_imports')).toEqual([
    { state: 'proposed', imports: 2, waiting_since: '2026-07-02T00:00:00Z' },
    { state: 'checked', imports: 1, waiting_since: '2026-07-04T00:00:00Z' },
  ]);
});

test('the portfolio has the expected loss of the approved, in the currency of the newest published day', async () => {
  await db.superuser.query("update analytics.runs set currency = 'EUR' where state = 'published'");
  const [portfolio] = await read<PortfolioStatus>('summarise_portfolio');
  expect(portfolio).toMatchObject({ applications: 0, expected_loss: 0, currency: 'EUR' });
  expect(portfolio?.published_at).toMatch(/^2026-07-03T\d\d:00:00Z$/);
});
