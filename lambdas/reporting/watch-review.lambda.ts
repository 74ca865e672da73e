/** Every day: reports as a metric whether a quarterly review is missing, or waits too long for its signature. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { watchReviews } from './review/sign-off.ts';

/** The schedule's event has other fields. */
const Input = z.looseObject({});

export const handler = createRiskHandler({ name: 'reporting/watch-review', input: Input }, async (_, { metrics }) => {
  const signOffDays = Number(requireEnv('SIGN_OFF_DAYS'));
  const watch = await watchReviews(getObjectStore(), requireEnv('REPORT_BUCKET'), signOffDays, new Date());
  metrics.addMetric('ReviewOverdue', MetricUnit.Count, watch.unsigned.length + (watch.is_missing ? 1 : 0));
  return watch;
});
