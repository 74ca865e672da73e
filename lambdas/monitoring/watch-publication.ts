/** Every quarter of an hour: tells as a metric how old what readers see is, and whether the day's publication is late. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { database } from '../shared/aws/database.ts';
import { riskHandler } from '../shared/handler.ts';
import { sqlFile } from '../shared/sql.ts';
import { configuration } from './configuration.ts';
import { watchPublication } from './publication-due.ts';

export const handler = riskHandler(
  { name: 'monitoring/watch-publication', input: z.looseObject({}) },
  async (_, { metrics }) => {
    const [newest] = await database().query<{ published_at: string | null }>(
      sqlFile('monitoring/newest-publication.sql'),
    );
    const publishedAt = newest?.published_at ? new Date(`${newest.published_at.replace(' ', 'T')}Z`) : undefined;
    const watched = watchPublication(new Date(), publishedAt, configuration.freshness.due_hour_utc);
    metrics.addMetric('PublicationOverdue', MetricUnit.Count, watched.overdue ? 1 : 0);
    if (watched.age_hours !== null) metrics.addMetric('PublicationAgeHours', MetricUnit.NoUnit, watched.age_hours);
    return watched;
  },
);
