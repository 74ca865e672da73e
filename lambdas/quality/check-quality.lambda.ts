/** Lambda of the daily workflow: checks a run's delivery and features before publication (check-quality.ts). */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { checkQuality } from './check-quality.ts';
import { MissingAcceptance } from './missing-rows.ts';
import { qualityConfiguration } from './quality-configuration.ts';

const Input = z.object({ run: Run, accept_missing: MissingAcceptance.nullish() });

export const handler = createRiskHandler(
  { name: 'quality/check-quality', input: Input },
  async ({ run, accept_missing }, { metrics }) => {
    const result = await checkQuality(getDatabase(), run, qualityConfiguration, accept_missing ?? undefined);
    metrics.addMetric('QualityGateFailures', MetricUnit.Count, result.outcome === 'failed' ? 1 : 0);
    return result;
  },
);
