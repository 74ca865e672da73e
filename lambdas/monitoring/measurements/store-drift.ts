/** Measures the drift of the newest publication, or of an earlier day, and stores the results. */
import type { Database } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { Telemetry } from '../../shared/handler.ts';
import type { RegisteredReports } from '../../shared/model/model-report.ts';
import { monitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { MonitoringTarget } from '../contract/target.ts';
import { type Baseline, readBaseline } from './baseline.ts';
import { findTarget } from './find-target.ts';
import { measureDrift } from './measure-drift.ts';
import { storeResults } from './store-results.ts';

export interface StoreDriftDependencies {
  database: Database;
  store: ObjectStore;
  modelBucket: string;
  logger: Telemetry['logger'];
}

export type StoreDriftResult =
  | { outcome: 'nothing_published' }
  | ({ outcome: 'measured'; measures: number } & MonitoringTarget);

/** @param asOf the day to measure; without it the newest published */
export async function storeDrift(
  dependencies: StoreDriftDependencies,
  asOf?: string | null,
): Promise<StoreDriftResult> {
  const { database, logger } = dependencies;
  const target = await findTarget(database, asOf);
  if (!target) return { outcome: 'nothing_published' };
  const { model_version } = target;
  const baseline = model_version && (await findBaseline(dependencies, model_version));
  if (model_version && !baseline) logger.warn('the model has no baseline', { model_version });
  const results = baseline
    ? await measureDrift(database, { ...target, model_version }, baseline, monitoringConfiguration)
    : [];
  const measures = await storeResults(database, target, ['feature_drift', 'score_drift'], results);
  return { outcome: 'measured', ...target, measures };
}

/** Returns undefined for a model without a baseline. */
async function findBaseline(
  { database, store, modelBucket }: StoreDriftDependencies,
  version: string,
): Promise<Baseline | undefined> {
  const [model] = await database.query<RegisteredReports>(readSqlFile('monitoring/find_model_reports.sql'), {
    version,
  });
  return model && readBaseline(store, modelBucket, model);
}
