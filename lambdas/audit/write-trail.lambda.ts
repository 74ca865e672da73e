/**
 * Every quarter of an hour, and on request: writes new decisions and changes into the write-once audit trail, and looks
 * after requests that wait.
 */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { watchRequests } from './watch-requests.ts';
import { writeTrail } from './writer/write-trail.ts';

/** The schedule's event has other fields. */
const Input = z.looseObject({});

/** An entry takes seconds; the function has fifteen minutes. */
const BUDGET_MILLISECONDS = 12 * 60_000;

export const handler = createRiskHandler(
  { name: 'audit/write-trail', input: Input },
  async (_event, { logger, metrics }) => {
    const written = await writeTrail({
      database: getDatabase(),
      location: { store: getObjectStore(), bucket: requireEnv('AUDIT_BUCKET') },
      exportLocation: getExportLocation(),
      deadline: Date.now() + BUDGET_MILLISECONDS,
    });
    metrics.addMetric('AuditedRows', MetricUnit.Count, written.rows);
    metrics.addMetric('AuditDelaySeconds', MetricUnit.Seconds, written.delay_seconds);
    metrics.addMetric('AuditRestored', MetricUnit.Count, written.restored ? 1 : 0);
    logger.info('audit trail', { ...written });
    const waiting = await watchRequests(getDatabase());
    metrics.addMetric('UnreviewedEmergencySeconds', MetricUnit.Seconds, waiting.oldest_emergency_seconds);
    metrics.addMetric('UnappliedRequests', MetricUnit.Count, waiting.unapplied_requests);
    if (waiting.unapplied_requests > 0) logger.warn('approved changes were not made', { ...waiting });
    return written;
  },
);
