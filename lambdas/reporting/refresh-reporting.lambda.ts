/** First step of monitoring: refreshes what dashboards read. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { refreshDashboards } from './refresh/refresh-dashboards.ts';

export const handler = createRiskHandler(
  { name: 'reporting/refresh-reporting', input: z.looseObject({}) },
  (_, { logger }) => {
    const dependencies = { database: getDatabase(), store: getObjectStore(), modelBucket: requireEnv('MODEL_BUCKET') };
    return refreshDashboards({ ...dependencies, logger });
  },
);
