/** Every minute: asks the API for its health as any caller would, and tells as a metric whether it answers. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { z } from 'zod';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';

const PATIENCE_MILLISECONDS = 10_000;

export const handler = createRiskHandler(
  { name: 'monitoring/watch-api', input: z.looseObject({}) },
  async (_, { metrics, logger }) => {
    const url = await getParameter(`${requireEnv('PARAMETER_PREFIX')}/api/url`);
    const trouble = await troubleOf(`${url}/v1/health`);
    if (trouble) logger.warn('the API is not healthy', { trouble });
    metrics.addMetric('ApiUnreachable', MetricUnit.Count, trouble ? 1 : 0);
    return { trouble };
  },
);

/** What keeps the API from being of use, in a few words; null when it answers that all is well. */
async function troubleOf(address: string): Promise<string | null> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
    if (!response.ok) return `status ${response.status}`;
    const { status } = z.object({ status: z.string() }).parse(await response.json());
    return status === 'ok' ? null : status;
  } catch (error) {
    return error instanceof Error ? error.name : 'no answer';
  }
}
