/** The report `performance`: champion and challenger measured on observed outcomes. */
import type { Database } from '../../../shared/aws/database.ts';
import { monitoringConfiguration } from '../../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { Period } from '../../contract/schemas/performance.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import { readChallengerPeriods, readModelPerformance } from '../model-performance.ts';

interface ServingModel {
  version: string;
  stage: 'champion' | 'challenger';
}

export async function readPerformance(database: Database, days: number): Promise<ReportOf<'performance'>> {
  const models = await database.query<ServingModel>(readSqlFile('api/reports/list_serving_models.sql'));
  const champion = models.find(({ stage }) => stage === 'champion')?.version ?? null;
  const challenger = models.find(({ stage }) => stage === 'challenger')?.version;
  const [performance, challengerPeriods] = await Promise.all([
    champion === null ? null : readModelPerformance(database, champion, days),
    challenger === undefined ? [] : readChallengerPeriods(database, challenger, days),
  ]);
  const { minimum_defaults, minimum_others } = monitoringConfiguration.performance;
  return {
    report: 'performance',
    model_version: champion,
    minimum: { defaults: minimum_defaults, others: minimum_others },
    ...(performance ?? { bands: [], calibration: [] }),
    periods: (performance?.periods ?? []).map(addLevel),
    challenger:
      challenger !== undefined && challengerPeriods.length > 0
        ? { version: challenger, periods: challengerPeriods.map(addLevel), comparison: null }
        : null,
  };
}

/** A period without figures had too few outcomes. */
function addLevel(period: Period): ReportOf<'performance'>['periods'][number] {
  return { ...period, level: period.auc === null ? 'insufficient' : 'ok' };
}
