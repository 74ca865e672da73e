/** Every quarter of an hour: measures experiments, stops arms by guardrails, and reports both and mismatches as metrics. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { monitoringConfiguration } from '../shared/monitoring-configuration.ts';
import { watchExperiments } from './experiments/watch-experiments.ts';

/** The schedule's event has other fields. */
const Input = z.looseObject({});

export const handler = createRiskHandler(
  { name: 'monitoring/watch-experiments', input: Input },
  async (_, { metrics }) => {
    const found = await watchExperiments(getDatabase(), monitoringConfiguration.experiments);
    const stops = found.stopped_arms.length + found.changed_baselines.length;
    metrics.addMetric('ExperimentStops', MetricUnit.Count, stops);
    metrics.addMetric('SampleRatioMismatches', MetricUnit.Count, found.sample_ratio_mismatches.length);
    return found;
  },
);
