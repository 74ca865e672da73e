/**
 * The report `overview`: newest run, champion, scores by band, decisions and alarms, for the dashboard's first page.
 */
import { type Database, type SqlParameters, uuid } from '../../../shared/aws/database.ts';
import { DECISIONS } from '../../../shared/policy/decisions.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import type { RunSummary } from '../../contract/schemas/runs.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import { toRunSummary } from '../runs.ts';
import { type AlarmSource, readAlarms } from './alarms.ts';
import type { Filter } from './portfolio/filter.ts';
import { readFiltered } from './portfolio/filtered.ts';
import { type DecisionSums, roundMoney, roundShare, selectDecision, sum } from './portfolio/totals.ts';

type OverviewReport = ReportOf<'overview'>;
type Champion = NonNullable<OverviewReport['champion']>;

/**
 * The filter restricts the portfolio; run, champion and alarms are the same with every filter.
 * @throws {Problem} when a value of the filter does not exist (404)
 */
export async function readOverview(
  database: Database,
  alarmSource: AlarmSource,
  filter: Filter,
): Promise<OverviewReport> {
  // The report is useful without alarms: null means that CloudWatch did not respond.
  const [portfolio, operation, alarms] = await Promise.all([
    readPortfolio(database, filter),
    readOperation(database),
    readAlarms(alarmSource).catch(() => null),
  ]);
  return { report: 'overview', generated_at: new Date().toISOString(), ...portfolio, ...operation, alarms };
}

async function readPortfolio(database: Database, filter: Filter) {
  const { fields, sums, parameters, as_of } = await readFiltered(database, filter);
  const { applications, overrides } = fields.totals;
  return {
    ...fields,
    ...{ as_of, applications, overrides },
    contradicted_overrides: overrides === 0 ? 0 : await countContradictedOverrides(database, parameters),
    bands: toBandShares(sums, applications),
    decisions: toDecisionShares(sums, applications),
    expected_loss: roundMoney(sum(sums, 'expected_loss')),
  };
}

async function countContradictedOverrides(database: Database, parameters: SqlParameters): Promise<number> {
  const [counted] = await database.query<{ contradicted: number }>(
    readSqlFile('api/reports/count_contradicted_overrides.sql'),
    parameters,
  );
  return counted?.contradicted ?? 0;
}

async function readOperation(database: Database) {
  const [run, [publication], [champion]] = await Promise.all([
    readNewestRun(database),
    database.query<{ as_of: string; age_hours: number }>(readSqlFile('api/reports/find_newest_publication.sql')),
    database.query<Champion>(readSqlFile('api/reports/find_champion.sql')),
  ]);
  const publishedHours = publication ? Math.max(publication.age_hours, 0) : null;
  return {
    run,
    pass_rate: run && run.rows_delivered > 0 ? 1 - run.rows_rejected / run.rows_delivered : null,
    features_as_of: publication?.as_of ?? null,
    features_published_hours: publishedHours,
    features_age_hours: publishedHours,
    champion: champion ? { ...champion, promoted_at: toIsoTime(champion.promoted_at) } : null,
  };
}

async function readNewestRun(database: Database): Promise<RunSummary | null> {
  const [newest] = await database.query<{ run_id: string }>(readSqlFile('api/runs/find_newest_run.sql'));
  if (!newest) return null;
  const [run] = await database.query<RunSummary>(readSqlFile('api/runs/find_run.sql'), { run_id: uuid(newest.run_id) });
  return run ? toRunSummary(run) : null;
}

function toBandShares(sums: readonly DecisionSums[], total: number): OverviewReport['bands'] {
  return [...Map.groupBy(sums, ({ band }) => band)].map(([band, rows]) => {
    const applications = sum(rows, 'applications');
    return {
      ...{ band, applications, share: roundShare(applications / total) },
      mean_pd: roundShare(sum(rows, 'pd_sum') / applications),
    };
  });
}

/** Decisions without applications are left out. */
function toDecisionShares(sums: readonly DecisionSums[], total: number): OverviewReport['decisions'] {
  const shares = DECISIONS.map((decision) => {
    const rows = selectDecision(sums, decision);
    const applications = sum(rows, 'applications');
    return {
      ...{ decision, applications, share: roundShare(applications / total) },
      exposure: roundMoney(sum(rows, 'exposure')),
      expected_loss: roundMoney(sum(rows, 'expected_loss')),
    };
  });
  return shares.filter(({ applications }) => applications > 0);
}
