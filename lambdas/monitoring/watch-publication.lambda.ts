/** Every quarter of an hour: reports as metrics the age of the newest publication and whether the day's is late. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { monitoringConfiguration } from '../shared/monitoring-configuration.ts';
import { watchPublication } from './alerts/watch-publication.ts';

/**
 * The schedule's event has other fields. A manual call can pass the hour from which a day without a publication is
 * late.
 */
const Input = z.looseObject({ due_hour_utc: z.int().min(0).max(23).optional() });

export const handler = createRiskHandler(
  { name: 'monitoring/watch-publication', input: Input },
  async ({ due_hour_utc = monitoringConfiguration.freshness.due_hour_utc }, { metrics }) => {
    const status = await watchPublication(getDatabase(), new Date(), due_hour_utc);
    metrics.addMetric('PublicationOverdue', MetricUnit.Count, status.overdue ? 1 : 0);
    if (status.age_hours !== null) metrics.addMetric('PublicationAgeHours', MetricUnit.NoUnit, status.age_hours);
    return status;
  },
);
