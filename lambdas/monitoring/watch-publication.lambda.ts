/** Every quarter of an hour: tells as a metric how old what readers see is, and whether the day's publication is late. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { assessPublication } from './alerts/watch-publication.ts';
import { configuration } from './contract/configuration.ts';

/** The rule's event, or of a person who asks: the hour from which a day without a publication is late. */
const Input = z.looseObject({ due_hour_utc: z.int().min(0).max(23).optional() });

export const handler = createRiskHandler(
  { name: 'monitoring/watch-publication', input: Input },
  async ({ due_hour_utc = configuration.freshness.due_hour_utc }, { metrics }) => {
    const [newest] = await getDatabase().query<{ published_at: string | null }>(
      readSqlFile('monitoring/find_newest_publication.sql'),
    );
    const publishedAt = newest?.published_at ? new Date(`${newest.published_at.replace(' ', 'T')}Z`) : undefined;
    const watched = assessPublication(new Date(), publishedAt, due_hour_utc);
    metrics.addMetric('PublicationOverdue', MetricUnit.Count, watched.overdue ? 1 : 0);
    if (watched.age_hours !== null) metrics.addMetric('PublicationAgeHours', MetricUnit.NoUnit, watched.age_hours);
    return watched;
  },
);
