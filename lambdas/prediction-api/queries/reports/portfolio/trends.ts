/** The report `trends`: figures of the newest days. An application counts once a day. */
import type { Database } from '../../../../shared/aws/database.ts';
import { readSqlFile } from '../../../../shared/sql-file.ts';
import type { ReportOf } from '../../../contract/schemas/reports.ts';
import type { Filter } from './filter.ts';
import { readFiltered } from './filtered.ts';
import { divide, roundMoney, roundShare } from './totals.ts';

type TrendsReport = ReportOf<'trends'>;
type TrendDay = TrendsReport['days'][number];

/** A row of sql/api/reports/sum_days.sql. */
interface DaySums extends Pick<TrendDay, 'as_of' | 'applications' | 'overrides' | 'outcomes'> {
  pd_sum: number;
  approvals: number;
  referrals: number;
  declines: number;
  expected_loss: number;
  expected_loss_approved: number;
  defaults: number;
}

/**
 * Reads the newest `days` days that have scores.
 * @throws {Problem} when a value of the filter does not exist (404)
 */
export async function readTrends(database: Database, filter: Filter, days: number): Promise<TrendsReport> {
  const { fields, parameters } = await readFiltered(database, filter);
  const rows = await database.query<DaySums>(readSqlFile('api/reports/sum_days.sql'), { ...parameters, days });
  return { report: 'trends', ...fields, days: rows.map(toDay) };
}

function toDay(row: DaySums): TrendDay {
  const { as_of, applications, overrides, outcomes } = row;
  return {
    ...{ as_of, applications, overrides, outcomes },
    mean_pd: roundShare(row.pd_sum / applications),
    approval_rate: roundShare(row.approvals / applications),
    refer_rate: roundShare(row.referrals / applications),
    decline_rate: roundShare(row.declines / applications),
    expected_loss: roundMoney(row.expected_loss),
    expected_loss_approved: roundMoney(row.expected_loss_approved),
    bad_rate: divide(row.defaults, outcomes),
  };
}
