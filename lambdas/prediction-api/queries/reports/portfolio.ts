/** The reports `distribution` and `trends`: newest scores by band and decision, and figures for each day. */
import type { Database } from '../../../shared/aws/database.ts';
import type { Policy } from '../../../shared/decision/policy.ts';
import { computeScore } from '../../../shared/decision/score.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import { type Filter, findPeriodBefore } from './filter.ts';
import { computeTotals, type Totals } from './totals.ts';

type DistributionReport = ReportOf<'distribution'>;
type TrendsReport = ReportOf<'trends'>;

/** The time of the last refresh, and the newest as-of date among scores. */
interface AggregatesFreshness {
  refreshed_at: string | null;
  as_of: string | null;
}

export async function readFreshness(database: Database): Promise<AggregatesFreshness> {
  const [row] = await database.query<AggregatesFreshness>(readSqlFile('api/reports/find_freshness.sql'));
  return { as_of: row?.as_of ?? null, refreshed_at: row?.refreshed_at ? toIsoTime(row.refreshed_at) : null };
}

export function readBands(database: Database): Promise<DistributionReport['bands']> {
  return database.query<DistributionReport['bands'][number]>(readSqlFile('api/reports/list_bands.sql'));
}

type ScoreInterval = Pick<DistributionReport['histogram'][number], 'from' | 'to' | 'applications' | 'mean_pd'>;
type FilteredFields = Pick<TrendsReport, 'filter' | 'currency' | 'refreshed_at' | 'totals' | 'before'>;

/** Reads what every report with filters has. */
export async function readFiltered(database: Database, filter: Filter): Promise<FilteredFields> {
  const [{ refreshed_at }, bands] = await Promise.all([readFreshness(database), readBands(database)]);
  const before = findPeriodBefore(filter);
  return {
    ...{ filter, currency: null, refreshed_at, totals: toTotals(bands) },
    before: before && { ...before, totals: computeTotals([]) },
  };
}

function toTotals(bands: DistributionReport['bands']): Totals {
  return computeTotals(
    bands.map((row) => ({
      ...row,
      pd_sum: row.mean_pd * row.applications,
      score_sum: row.mean_score * row.applications,
      ...{ overrides: 0, outcomes: 0, defaults: 0 },
    })),
  );
}

/** Reads the applications of every interval of the scale. */
export function readIntervals(database: Database): Promise<ScoreInterval[]> {
  return database.query<ScoreInterval>(readSqlFile('api/reports/list_score_histogram.sql'));
}

export async function readDistribution(
  database: Database,
  policy: Policy,
  filter: Filter,
): Promise<DistributionReport> {
  const [filtered, bands, intervals] = await Promise.all([
    readFiltered(database, filter),
    readBands(database),
    readIntervals(database),
  ]);
  const histogram = intervals.map((row) => ({
    ...row,
    ...{ outcomes: 0, defaults: 0, approve: 0, refer: 0, decline: 0 },
  }));
  return { report: 'distribution', ...filtered, bands, histogram, cutoffs: listCutoffs(policy) };
}

function listCutoffs(policy: Policy): DistributionReport['cutoffs'] {
  const { approve_below_pd, decline_from_pd } = policy.decisions;
  return [
    { decision: 'refer', pd: approve_below_pd, score: computeScore(policy, approve_below_pd) },
    { decision: 'decline', pd: decline_from_pd, score: computeScore(policy, decline_from_pd) },
  ];
}

/** The newest `days` days that have scores. */
export async function readTrends(database: Database, filter: Filter, days: number): Promise<TrendsReport> {
  const [filtered, dayRows] = await Promise.all([
    readFiltered(database, filter),
    database.query<Omit<TrendsReport['days'][number], 'expected_loss_approved'>>(
      readSqlFile('api/reports/list_days.sql'),
      { days },
    ),
  ]);
  return { report: 'trends', ...filtered, days: dayRows.map((row) => ({ ...row, expected_loss_approved: 0 })) };
}
