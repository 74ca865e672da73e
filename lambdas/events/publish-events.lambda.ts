/** Every minute: publishes events to the event bus and to webhooks, and reports what waits or was given up as metrics. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { readOptionalEnv, requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { createSenderOpener } from './publisher/open-sender.ts';
import { publishEvents } from './publisher/publish-events.ts';

const events = new EventBridgeClient({ maxAttempts: 3 });
const kms = new KMSClient({});

/** Leaves time for the batch that is on its way, before the function's timeout of 300 s. */
const BUDGET_MS = 200_000;

export const handler = createRiskHandler(
  // The schedule's event has other fields.
  { name: 'events/publish-events', input: z.looseObject({}) },
  async (_, { metrics }) => {
    const publisher = {
      database: getDatabase(),
      openSender: createSenderOpener({
        ...{ events, bus: requireEnv('EVENT_BUS_NAME'), kms, keyId: requireEnv('KEY_ARN') },
        poster: { allowsPrivate: readOptionalEnv('PRIVATE_ENDPOINTS') === 'true' },
      }),
    };
    const report = await publishEvents(publisher, {
      retry_hours: Number(requireEnv('RETRY_HOURS')),
      keep_days: Number(requireEnv('KEEP_DAYS')),
      budget_ms: BUDGET_MS,
    });
    metrics.addMetric('EventDelaySeconds', MetricUnit.Seconds, report.delay_seconds);
    metrics.addMetric('DeadEvents', MetricUnit.Count, report.dead);
    metrics.addMetric('FailingWebhooks', MetricUnit.Count, report.failing_webhooks);
    return report;
  },
);
