/** The report `performance`: champion and challenger measured on observed outcomes. */
import type { Database } from '../../../shared/aws/database.ts';
import { monitoringConfiguration } from '../../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import { readChallengerPeriods, readModelPerformance } from '../model-performance.ts';

type Comparison = NonNullable<NonNullable<ReportOf<'performance'>['challenger']>['comparison']>;

interface ServingModel {
  version: string;
  stage: 'champion' | 'challenger';
}

/**
 * The measurements of a model, by default the champion. Those of the champion come with the challenger's on the same
 * applications.
 */
export async function readPerformance(
  database: Database,
  days: number,
  version?: string,
): Promise<ReportOf<'performance'>> {
  const models = await database.query<ServingModel>(readSqlFile('api/reports/list_serving_models.sql'));
  const champion = models.find(({ stage }) => stage === 'champion')?.version;
  const shown = version ?? champion;
  const challenger = shown === champion ? models.find(({ stage }) => stage === 'challenger')?.version : undefined;
  const [performance, periods, comparison] = await Promise.all([
    shown === undefined ? null : readModelPerformance(database, shown, days),
    challenger === undefined ? [] : readChallengerPeriods(database, challenger, days),
    champion === undefined || challenger === undefined ? null : readComparison(database, champion, challenger),
  ]);
  const { minimum_defaults, minimum_others } = monitoringConfiguration.performance;
  return {
    report: 'performance',
    model_version: shown ?? null,
    minimum: { defaults: minimum_defaults, others: minimum_others },
    ...(performance ?? { periods: [], bands: [], calibration: [] }),
    challenger: challenger !== undefined && periods.length > 0 ? { version: challenger, periods, comparison } : null,
  };
}

/** A row of sql/api/models/find_comparison.sql; without enough outcomes it has no figures. */
interface ComparisonRow {
  metric: 'auc_difference' | 'brier_difference';
  rows: number;
  level: 'ok' | 'insufficient';
  difference: number | null;
  detail: { defaults: number; champion?: number; challenger?: number; interval?: [number, number] | null };
}

async function readComparison(database: Database, champion: string, challenger: string): Promise<Comparison | null> {
  const found = await database.query<ComparisonRow>(readSqlFile('api/models/find_comparison.sql'), {
    champion,
    challenger,
  });
  const auc = found.find(({ metric }) => metric === 'auc_difference');
  if (!auc) return null;
  const brier = found.find(({ metric }) => metric === 'brier_difference');
  const difference = toDifference(auc);
  return {
    ...{
      applications: auc.rows,
      defaults: auc.detail.defaults,
      auc: difference,
      brier: brier ? toDifference(brier) : null,
    },
    level: difference ? describeInterval(difference.interval) : 'insufficient',
  };
}

function toDifference({ difference, detail: { champion, challenger, interval } }: ComparisonRow): Comparison['auc'] {
  if (difference === null || champion === undefined || challenger === undefined || !interval) return null;
  return { champion, challenger, difference, interval };
}

/** A larger AUC is better. */
function describeInterval([low, high]: [number, number]): Comparison['level'] {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'no_difference';
}
