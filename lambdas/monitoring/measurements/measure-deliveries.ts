/** Measures a run's quality checks, its pass rate, and the age of the newest publication. */
import { type Database, uuid } from '../../shared/aws/database.ts';
import type { MonitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { MonitoringResult } from '../contract/results.ts';
import type { MonitoringTarget } from '../contract/target.ts';

/** A row of sql/monitoring/list_quality_checks.sql. */
interface QualityCheck {
  check_name: string;
  severity: 'stop' | 'warn';
  failed_rows: number;
  total_rows: number;
  pass: boolean;
}

/** A row of sql/monitoring/measure_delivery.sql. */
interface DeliveryFigures {
  delivered: number;
  rejected: number;
  age_hours: number;
}

export async function measureDeliveries(
  database: Database,
  { run_id }: MonitoringTarget,
  { freshness }: Pick<MonitoringConfiguration, 'freshness'>,
): Promise<MonitoringResult[]> {
  const run = { run_id: uuid(run_id) };
  const checks = await database.query<QualityCheck>(readSqlFile('monitoring/list_quality_checks.sql'), run);
  const [delivery] = await database.query<DeliveryFigures>(readSqlFile('monitoring/measure_delivery.sql'), run);
  const results = checks.map(toQualityResult);
  if (!delivery) return results;
  return [...results, toPassRate(delivery), toPublicationAge(delivery.age_hours, freshness.publication_hours)];
}

function toQualityResult({
  check_name,
  severity,
  failed_rows,
  total_rows: rows,
  pass,
}: QualityCheck): MonitoringResult {
  return {
    ...{ kind: 'quality', model_version: '', subject: check_name, metric: 'failed_share', baseline: null, bound: null },
    ...{ value: rows > 0 ? failed_rows / rows : 0, rows, detail: {} },
    level: pass ? 'ok' : severity === 'stop' ? 'alert' : 'warn',
  };
}

/** Has no bound, because a published run has passed the quality gate. */
function toPassRate({ delivered: rows, rejected }: DeliveryFigures): MonitoringResult {
  return {
    ...{ kind: 'quality', model_version: '', subject: 'delivery', metric: 'pass_rate', baseline: null, bound: null },
    ...{ value: rows > 0 ? (rows - rejected) / rows : 1, rows, level: 'ok', detail: {} },
  };
}

function toPublicationAge(value: number, bound: number): MonitoringResult {
  return {
    ...{ kind: 'freshness', model_version: '', subject: 'publication', metric: 'age_hours', baseline: null },
    ...{ value, bound, rows: 1, level: value > bound ? 'alert' : 'ok', detail: {} },
  };
}
