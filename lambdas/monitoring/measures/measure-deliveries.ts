/** What the deliveries themselves were like: every quality check of the run, the pass rate, and how old what readers see is. */
import { type Database, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Configuration } from '../contract/configuration.ts';
import type { MonitoringResult, MonitoringTarget } from '../contract/results.ts';

/** Quality of the run, and freshness of what is published. */
export async function measureDeliveries(
  database: Database,
  { run_id }: MonitoringTarget,
  { freshness }: Pick<Configuration, 'freshness'>,
): Promise<MonitoringResult[]> {
  const ofRun = { run_id: uuid(run_id) };
  const checks = await database.query<{
    check_name: string;
    severity: 'stop' | 'warn';
    failed_rows: number;
    total_rows: number;
    pass: boolean;
  }>(readSqlFile('monitoring/list_quality_checks.sql'), ofRun);
  const [delivered] = await database.query<{ delivered: number; refused: number; age_hours: number }>(
    readSqlFile('monitoring/measure_delivery.sql'),
    ofRun,
  );
  const shared = { model_version: '', baseline: null, detail: {} };
  return [
    ...checks.map(
      ({ check_name, severity, failed_rows, total_rows: rows, pass }): MonitoringResult => ({
        ...{ ...shared, kind: 'quality', subject: check_name, metric: 'failed_share', bound: null, rows },
        value: rows > 0 ? failed_rows / rows : 0,
        level: pass ? 'ok' : severity === 'stop' ? 'alert' : 'warn',
      }),
    ),
    ...(delivered ? [passRate(delivered), publicationAge(delivered.age_hours, freshness.publication_hours)] : []),
  ];
}

/** What is published has passed the quality gate, so that this has no bound of its own. */
function passRate({ delivered: rows, refused }: { delivered: number; refused: number }): MonitoringResult {
  return {
    ...{ kind: 'quality', model_version: '', subject: 'delivery', metric: 'pass_rate', baseline: null, bound: null },
    ...{ value: rows > 0 ? (rows - refused) / rows : 1, rows, level: 'ok', detail: {} },
  };
}

function publicationAge(value: number, bound: number): MonitoringResult {
  return {
    ...{ kind: 'freshness', model_version: '', subject: 'publication', metric: 'age_hours', baseline: null },
    ...{ value, bound, rows: 1, level: value > bound ? 'alert' : 'ok', detail: {} },
  };
}
