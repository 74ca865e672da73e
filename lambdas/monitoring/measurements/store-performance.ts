/** Measures the performance of models and the quality of deliveries for a target, and stores the results. */
import type { Database } from '../../shared/aws/database.ts';
import { monitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import type { ResultKind } from '../contract/results.ts';
import type { MonitoringTarget } from '../contract/target.ts';
import { measureDeliveries } from './measure-deliveries.ts';
import { measurePerformance } from './measure-performance.ts';
import { storeResults } from './store-results.ts';

const KINDS: readonly ResultKind[] = ['performance', 'band_performance', 'champion_challenger', 'quality', 'freshness'];

/** @returns how many results are stored */
export async function storePerformance(database: Database, target: MonitoringTarget): Promise<{ measures: number }> {
  const performance = await measurePerformance(database, target, monitoringConfiguration);
  const deliveries = await measureDeliveries(database, target, monitoringConfiguration);
  return { measures: await storeResults(database, target, KINDS, [...performance, ...deliveries]) };
}
