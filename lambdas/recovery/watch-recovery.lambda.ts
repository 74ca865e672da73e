/** Every day: reports as metrics whether a drill is overdue, and clusters that a drill or a recovery left behind. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { RDSClient } from '@aws-sdk/client-rds';
import { z } from 'zod';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { watchRecovery } from './records/watch-recovery.ts';

const rds = new RDSClient({});

/** The schedule's event has fields that nothing here reads. */
export const handler = createRiskHandler(
  { name: 'recovery/watch-recovery', input: z.looseObject({}) },
  async (_, { metrics }) => {
    const dependencies = {
      ...{ rds, store: getObjectStore(), bucket: requireEnv('REPORT_BUCKET'), prefix: requireEnv('NAME_PREFIX') },
      overdueDays: Number(requireEnv('DRILL_OVERDUE_DAYS')),
    };
    const watch = await watchRecovery(dependencies, new Date());
    metrics.addMetric('DrillOverdue', MetricUnit.Count, watch.is_overdue ? 1 : 0);
    metrics.addMetric('LeftBehindClusters', MetricUnit.Count, watch.left_behind.length);
    return watch;
  },
);
