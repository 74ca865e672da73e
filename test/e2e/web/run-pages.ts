/** The pages about runs and alarms show the figures of the database and of CloudWatch. */
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from '@jest/globals';
import { formatBytes, formatCount } from '../../../web/src/format/numbers.ts';
import { formatDate, formatDuration } from '../../../web/src/format/times.ts';
import { describeRejection } from '../../../web/src/texts/cases/rejections.ts';
import { formatCode } from '../../../web/src/texts/codes.ts';
import { alarmsTexts } from '../../../web/src/texts/models/alarms.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

export function describeRunPages(getHarness: () => DashboardHarness): void {
  test('on the runs, and of one of them its stages, files and rejected rows', async () => {
    const { visitor, expected } = getHarness();
    const runs = await expected.query<{ as_of: string; state: string; rows: string; rejected: string }>(
      `select as_of::text, state, rows_delivered as rows, rows_rejected as rejected from reporting.runs
       order by run_id desc`,
    );
    await visitor.open('/runs');
    const tableRows = await visitor.readTable('Runs of the daily ETL');
    expect(tableRows.map(([delivery, , , , rows, refused]) => [delivery, rows, refused])).toEqual(
      runs.map(({ as_of, rows, rejected }) => [
        formatDate(as_of),
        formatCount(Number(rows)),
        formatCount(Number(rejected)),
      ]),
    );
    await expectFilteredRuns(getHarness());
    const [run] = await expected.query<{ run_id: string }>(
      `select run_id from reporting.runs where state = 'published' order by rows_rejected desc, run_id limit 1`,
    );
    await visitor.open(`/runs/${run?.run_id}`);
    const rejections = await expected.query<{ table_name: string; reason: string; rows: string }>(
      'select table_name, reason, rows from reporting.rejections where run_id = $1',
      [run?.run_id],
    );
    if (rejections.length > 0) {
      expect((await visitor.readTable('Rejected rows by reason')).sort()).toEqual(
        rejections
          .map(({ table_name, reason, rows }) => [
            ...[formatCode(table_name), describeRejection(reason), formatCount(Number(rows))],
          ])
          .sort(),
      );
    }
    const stages = await expected.query<{ label: string; took: number }>(
      'select label, duration_seconds::float as took from reporting.run_stages where run_id = $1 order by position',
      [run?.run_id],
    );
    expect(stages.length).toBeGreaterThan(3);
    expect((await visitor.readTable('Stages of the run')).map(([label, , , took]) => [label, took])).toEqual(
      stages.map(({ label, took }) => [label, formatDuration(took)]),
    );
    const files = await expected.query<{ file: string; size_bytes: string }>(
      'select file, size_bytes from reporting.run_files where run_id = $1',
      [run?.run_id],
    );
    expect((await visitor.readTable('Files of the delivery')).map(([file, , size]) => [file, size]).sort()).toEqual(
      files.map(({ file, size_bytes }) => [file, formatBytes(Number(size_bytes))]).sort(),
    );
    const [checks] = await expected.query<{ n: string }>(
      'select count(*) as n from reporting.quality where run_id = $1',
      [run?.run_id],
    );
    expect(await visitor.readTable('Quality checks')).toHaveLength(Number(checks?.n));
  });
}

/** Three filters, as their addresses have them. */
async function expectFilteredRuns({ visitor, expected }: DashboardHarness): Promise<void> {
  const [span] = await expected.query<{ first: string; last: string }>(
    `select to_char(min(as_of), 'YYYY-MM') as first, to_char(max(as_of), 'YYYY-MM') as last from reporting.runs`,
  );
  const filters: [path: string, condition: string][] = [
    ['/runs?state=published', "state = 'published'"],
    [`/runs?to=${span?.first}`, `to_char(as_of, 'YYYY-MM') <= '${span?.first}'`],
    [
      `/runs?state=published&from=${span?.last}`,
      `state = 'published' and to_char(as_of, 'YYYY-MM') >= '${span?.last}'`,
    ],
  ];
  for (const [path, condition] of filters) {
    await visitor.open(path);
    const runs = await expected.query<{ as_of: string }>(
      `select as_of::text from reporting.runs where ${condition} order by opened_at desc, run_id desc limit 50`,
    );
    const shown = runs.length > 0 ? await visitor.readTable('Runs of the daily ETL') : [];
    expect({ path, days: shown.map(([day]) => day) }).toEqual({
      path,
      days: runs.map(({ as_of }) => formatDate(as_of)),
    });
  }
}

export function describeAlarmsPage(getHarness: () => DashboardHarness): void {
  test('on the alarms', async () => {
    const { visitor } = getHarness();
    const cloudWatch = new CloudWatchClient({});
    const { MetricAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: 'risk-local-', MaxRecords: 100 }),
    );
    cloudWatch.destroy();
    await visitor.open('/alarms');
    const tableRows = await visitor.readTable(alarmsTexts.caption);
    const names = MetricAlarms.map(({ AlarmName = '' }) => formatCode(AlarmName.replace('risk-local-', '')));
    expect(tableRows.map(([name]) => name).sort()).toEqual(names.sort());
    expect(await visitor.readTile(alarmsTexts.active)).toBe(
      formatCount(MetricAlarms.filter(({ StateValue }) => StateValue === 'ALARM').length),
    );
  });
}
