/** Every quarter of an hour: opens cases of approvals that have expired, and reports as metrics what is overdue. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { watchDeadlines } from './deadlines/watch-deadlines.ts';

/** The schedule's event has other fields. */
const Input = z.looseObject({});

export const handler = createRiskHandler({ name: 'cases/watch-deadlines', input: Input }, async (_, { metrics }) => {
  const found = await watchDeadlines(getDatabase());
  metrics.addMetric('CasesOverdue', MetricUnit.Count, found.overdue.cases);
  metrics.addMetric('NoticesOverdue', MetricUnit.Count, found.overdue.notices);
  metrics.addMetric('PrivacyRequestsOverdue', MetricUnit.Count, found.overdue.privacy_requests);
  return found;
});
