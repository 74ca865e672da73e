/** Workflow step 6: checks a run's delivery and features before anyone may see them. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { checkQuality } from './check-quality.ts';

export const handler = createRiskHandler(
  { name: 'quality/check-quality', input: z.object({ run: Run }) },
  async ({ run }, { metrics }) => {
    const checked = await checkQuality(getDatabase(), run);
    metrics.addMetric('QualityGateFailures', MetricUnit.Count, checked.outcome === 'failed' ? 1 : 0);
    return checked;
  },
);
