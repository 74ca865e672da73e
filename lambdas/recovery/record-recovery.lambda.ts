/** Last step of a recovery or a drill: stores what it took and found, and emits the metrics of drills. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { RecoveryCheck, RecoveryPlan } from './contract/recovery.ts';
import { writeRecord } from './records/write-record.ts';

const Input = z.object({
  plan: RecoveryPlan,
  started_at: z.iso.datetime(),
  ended_at_by_step: z.array(z.iso.datetime()),
  checks: z.array(RecoveryCheck),
  error: z.string().optional(),
});

export const handler = createRiskHandler(
  { name: 'recovery/record-recovery', input: Input },
  async (outcome, { metrics }) => {
    const record = await writeRecord(getObjectStore(), requireEnv('REPORT_BUCKET'), outcome);
    if (record.kind === 'drill') metrics.addMetric('DrillSeconds', MetricUnit.Seconds, record.seconds);
    return record;
  },
);
