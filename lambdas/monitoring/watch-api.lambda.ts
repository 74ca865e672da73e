/** Every minute: reports as a metric whether the API is healthy. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { z } from 'zod';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { checkApiHealth } from './alerts/check-api-health.ts';

export const handler = createRiskHandler(
  { name: 'monitoring/watch-api', input: z.looseObject({}) },
  async (_, { metrics, logger }) => {
    const apiUrl = await getParameter(`${requireEnv('PARAMETER_PREFIX')}/api/url`);
    const trouble = await checkApiHealth(String(apiUrl));
    if (trouble) logger.warn('the API is not healthy', { trouble });
    metrics.addMetric('ApiUnreachable', MetricUnit.Count, trouble ? 1 : 0);
    return { trouble };
  },
);
