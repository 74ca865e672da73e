/** Workflow step: measures how scores did once outcomes came, and what the deliveries were like. */
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { configuration } from './contract/configuration.ts';
import { storeResults } from './contract/results.ts';
import { TargetSchema } from './contract/target.ts';
import { measureDeliveries } from './measures/measure-deliveries.ts';
import { measurePerformance } from './measures/measure-performance.ts';

const KINDS = ['performance', 'band_performance', 'champion_challenger', 'quality', 'freshness'] as const;

export const handler = createRiskHandler(
  { name: 'monitoring/measure-performance', input: TargetSchema },
  async (target) => {
    const db = getDatabase();
    const performance = await measurePerformance(db, target, configuration);
    const deliveries = await measureDeliveries(db, target, configuration);
    return { measures: await storeResults(db, target, KINDS, [...performance, ...deliveries]) };
  },
);
