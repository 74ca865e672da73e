/**
 * The report `overview`: newest run, champion, scores by band, decisions and alarms, for the dashboard's first page.
 */
import { type Database, uuid } from '../../../shared/aws/database.ts';
import { DECISIONS } from '../../../shared/decision/policy.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import type { RunSummary } from '../../contract/schemas/runs.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import { toRunSummary } from '../runs.ts';
import { type AlarmSource, readAlarms } from './alarms.ts';
import type { Filter } from './filter.ts';
import { readBands, readFiltered, readFreshness } from './portfolio.ts';
import { roundMoney, sum } from './totals.ts';

type OverviewReport = ReportOf<'overview'>;
type Champion = NonNullable<OverviewReport['champion']>;
type BandRow = ReportOf<'distribution'>['bands'][number];

export async function readOverview(
  database: Database,
  alarmSource: AlarmSource,
  filter: Filter,
): Promise<OverviewReport> {
  const [filtered, { as_of }, bandRows, [overridden], run, [publication], [champion], alarms] = await Promise.all([
    readFiltered(database, filter),
    readFreshness(database),
    readBands(database),
    database.query<{ overrides: number; contradicted_overrides: number }>(
      readSqlFile('api/reports/count_overrides.sql'),
    ),
    readNewestRun(database),
    database.query<{ age_hours: number }>(readSqlFile('api/reports/find_newest_publication.sql')),
    database.query<Champion>(readSqlFile('api/reports/find_champion.sql')),
    // The report is useful without alarms: null means that CloudWatch did not respond.
    readAlarms(alarmSource).catch(() => null),
  ]);
  const applications = sum(bandRows, 'applications');
  return {
    report: 'overview',
    generated_at: new Date().toISOString(),
    ...filtered,
    as_of,
    run,
    pass_rate: run && run.rows_delivered > 0 ? 1 - run.rows_rejected / run.rows_delivered : null,
    features_age_hours: publication ? Math.max(publication.age_hours, 0) : null,
    champion: champion ? { ...champion, promoted_at: toIsoTime(champion.promoted_at) } : null,
    applications,
    overrides: overridden?.overrides ?? 0,
    contradicted_overrides: overridden?.contradicted_overrides ?? 0,
    bands: toBandShares(bandRows, applications),
    decisions: toDecisionShares(bandRows, applications),
    expected_loss: roundMoney(sum(bandRows, 'expected_loss')),
    alarms,
  };
}

async function readNewestRun(database: Database): Promise<RunSummary | null> {
  const [newest] = await database.query<{ run_id: string }>(readSqlFile('api/runs/find_newest_run.sql'));
  if (!newest) return null;
  const [run] = await database.query<RunSummary>(readSqlFile('api/runs/find_run.sql'), { run_id: uuid(newest.run_id) });
  return run ? toRunSummary(run) : null;
}

function toBandShares(rows: readonly BandRow[], total: number): OverviewReport['bands'] {
  return [...Map.groupBy(rows, ({ band }) => band)].map(([band, bandRows]) => {
    const applications = sum(bandRows, 'applications');
    const pdSum = bandRows.reduce((pds, row) => pds + row.mean_pd * row.applications, 0);
    return { band, applications, share: applications / total, mean_pd: pdSum / applications };
  });
}

/** Decisions without applications are left out. */
function toDecisionShares(rows: readonly BandRow[], total: number): OverviewReport['decisions'] {
  const shares = DECISIONS.map((decision) => {
    const decisionRows = rows.filter((row) => row.decision === decision);
    const applications = sum(decisionRows, 'applications');
    return {
      ...{ decision, applications, share: applications / total },
      exposure: roundMoney(sum(decisionRows, 'exposure')),
      expected_loss: roundMoney(sum(decisionRows, 'expected_loss')),
    };
  });
  return shares.filter(({ applications }) => applications > 0);
}
