/** The report `score_bands`: how well the score ranks observed outcomes. */
import type { Database } from '../../../shared/aws/database.ts';
import { monitoringConfiguration } from '../../../shared/monitoring-configuration.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import type { Filter } from './filter.ts';
import { readFiltered, readIntervals } from './portfolio.ts';

export async function readScoreBands(database: Database, filter: Filter): Promise<ReportOf<'score_bands'>> {
  const [filtered, intervals] = await Promise.all([readFiltered(database, filter), readIntervals(database)]);
  const { minimum_defaults, minimum_others } = monitoringConfiguration.performance;
  const total = filtered.totals.applications;
  return {
    ...filtered,
    report: 'score_bands',
    rows: intervals.map(({ from, to, applications, mean_pd }) => ({
      ...{ from, to, applications, share: total === 0 ? 0 : applications / total, mean_pd },
      ...{ outcomes: 0, goods: 0, bads: 0, cumulative_good_share: null, cumulative_bad_share: null, odds: null },
      ...{ outcome_mean_pd: null, observed_rate: null, observed_interval: null, lift: null, ks: null },
    })),
    ...{ deciles: [], curve: [], ks: null, gini: null, enough_outcomes: false },
    minimum: { defaults: minimum_defaults, others: minimum_others },
  };
}
