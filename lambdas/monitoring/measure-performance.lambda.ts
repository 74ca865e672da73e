/** Third step of monitoring: measures performance on observed outcomes, and the deliveries. */
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { MonitoringTarget } from './contract/target.ts';
import { storePerformance } from './measurements/store-performance.ts';

export const handler = createRiskHandler(
  { name: 'monitoring/measure-performance', input: MonitoringTarget },
  (target) => storePerformance(getDatabase(), target),
);
