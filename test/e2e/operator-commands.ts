/** Tests of the operators' commands. journey.test.ts runs them on its cloud. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { LogLine } from '../../cli/logs/log-line.ts';
import type { EnvironmentStatus } from '../../cli/status/read-status.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';
import { runOperatorCommand } from '../../testing/operator-steps.ts';

const NEEDS_A_PERSON = 2;

export function describeOperatorCommands(lender: () => Pick<TestCloud, 'database' | 'stateDirectory'>): void {
  const run = (name: string, ...args: string[]) =>
    runOperatorCommand(name, [...args, '--state', lender().stateDirectory]);
  const row = async (sql: string) => (await lender().database.query(sql)).rows[0];

  describe('the commands of operators', () => {
    test('npm run status shows the state of the database, and its exit code says whether action is needed', async () => {
      const { code, output } = await run('status', '--json');
      const status = JSON.parse(output) as EnvironmentStatus & { concerns: string[] };
      expect(code).toBe(status.concerns.length > 0 ? NEEDS_A_PERSON : 0);
      const newest = await row('select run_id, state from analytics.runs order by opened_at desc limit 1');
      expect(status.runs[0]).toMatchObject(newest);
      const champion = await row("select version from predictions.model_metadata where stage = 'champion'");
      expect(status.models[0]).toMatchObject({ stage: 'champion', version: champion.version });
      const { n } = await row('select sum(applications)::int as n from reporting.score_distribution');
      expect(status.fresh).toMatchObject({ applications: n, published_at: expect.any(String) });
      expect(Array.isArray(status.alarms) && Array.isArray(status.at_work)).toBe(true);
    }, 60_000);

    test('npm run logs prints the lines of a run’s workflow and functions in the order of time', async () => {
      const { run_id } = await row(
        "select run_id from analytics.runs where state = 'published' order by opened_at limit 1",
      );
      const { code, output } = await run('logs', '--run', run_id.slice(0, 18), '--json');
      expect(code).toBe(0);
      const lines = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as LogLine);
      const sources = new Set(lines.map(({ source }) => source));
      for (const source of ['daily-etl', 'ingest/open-run', 'features/build-partition', 'quality/check-quality'])
        expect([source, sources.has(source)]).toEqual([source, true]);
      const times = lines.map(({ at }) => String(at));
      expect(times).toEqual([...times].sort());
      expect(lines.map(({ text }) => text)).toEqual(expect.arrayContaining(['→ OpenRun', 'daily-etl succeeded']));
      expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
      const unknown = await run('logs', '--run', 'ffffffff');
      expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('there is no run ffffffff') });
    }, 120_000);

    test('npm run report downloads the portfolio report, with the figures of the database', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'risk-report-'));
      try {
        const { code, output } = await run('report', '--to', folder);
        expect(code).toBe(0);
        const [page = '', figures = ''] = output.match(/\/\S+portfolio-risk-report\.(html|csv)/g) ?? [];
        const lines: Record<string, string>[] = parse(readFileSync(figures), { columns: true });
        const found = lines.find(({ section, metric }) => section === 'portfolio' && metric === 'expected_loss');
        const { loss } = await row('select sum(expected_loss)::float as loss from reporting.score_distribution');
        expect(Number(found?.value)).toBeCloseTo(loss, 2);
        expect(readFileSync(page, 'utf8')).toContain(Math.round(loss).toLocaleString('en-GB'));
        const again = await run('report', '--to', folder, '--newest');
        expect(again.output).toContain(page);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }, 120_000);

    test('npm run simulate finds no difference between the active policy and itself', async () => {
      const { version, first, last } = await row(
        `select policies.find_serving(now()) ->> 'default_version' as version, min(as_of)::date::text as first,
           max(as_of)::date::text as last from predictions.risk_scores`,
      );
      const { code, output } = await run('simulate', '--policy', version, '--from', first, '--to', last);
      expect([code, output]).toEqual([0, expect.stringMatching(/application.* 0 would be decided otherwise/)]);
      const stored = await row('select state, rows::int from policies.simulations order by started_at desc limit 1');
      const { n } = await row('select sum(applications)::int as n from reporting.score_distribution');
      expect(stored).toEqual({ state: 'done', rows: n });
    }, 120_000);

    test('npm run erase deletes the rows of a customer and lists the erasure', async () => {
      const { customer_id } = await row(
        'select customer_id from staging.customers where personal_data is null order by customer_id desc limit 1',
      );
      expect(await run('erase', customer_id, '--yes')).toMatchObject({
        code: 0,
        output: expect.stringContaining('Erased: '),
      });
      const counted = `select count(*)::int as rows from staging.loan_applications where customer_id = '${customer_id}'`;
      expect(await row(counted)).toEqual({ rows: 0 });
      // The other one was requested by a person (privacy.ts).
      const repeated = await run('erase', '--restored-to', '2005-01-01T00:00:00Z');
      expect(repeated).toMatchObject({ code: 0, output: expect.stringContaining('2 erasures repeated') });
    }, 120_000);
  });
}
