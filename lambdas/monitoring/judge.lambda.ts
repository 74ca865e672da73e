/** Last step of monitoring: evaluates the day's results. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { evaluateDay } from './alerts/evaluate-day.ts';
import { MonitoringTarget } from './contract/target.ts';

const Input = MonitoringTarget.extend({ execution_id: z.string().min(1) });

const events = new EventBridgeClient({});

export const handler = createRiskHandler(
  { name: 'monitoring/judge', input: Input },
  ({ execution_id, ...target }, telemetry) => {
    const [workBucket, eventBus] = [requireEnv('WORK_BUCKET'), requireEnv('EVENT_BUS_NAME')];
    const dependencies = { database: getDatabase(), store: getObjectStore(), workBucket, events, eventBus };
    return evaluateDay({ ...dependencies, ...telemetry }, target, execution_id);
  },
);
