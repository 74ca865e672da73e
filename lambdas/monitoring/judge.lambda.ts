/** Workflow step: emits the metrics that alarms watch, tells drift and degradation, and hands the day to MLflow's job. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { z } from 'zod';
import { type Database, getDatabase, timestamp } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { monitoringDocumentKey } from '../shared/object-keys.ts';
import { monitoringJobName } from '../shared/runs/job-name.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { buildMetrics, evaluateMeasurements } from './alerts/evaluate-measurements.ts';
import { configuration } from './contract/configuration.ts';
import type { MonitoringResult, MonitoringTarget } from './contract/results.ts';
import { TargetSchema } from './contract/target.ts';

/** The event bus did not take the event. */
export class EventRefused extends RiskError {}

const Input = TargetSchema.extend({ execution_id: z.string().min(1) });

const events = new EventBridgeClient({});

export const handler = createRiskHandler(
  { name: 'monitoring/judge', input: Input },
  async ({ execution_id, ...target }, { metrics, logger }) => {
    const results = await resultsOf(getDatabase(), target);
    const judgement = evaluateMeasurements(results, target.model_version, configuration);
    for (const [name, value] of Object.entries(buildMetrics(judgement))) {
      metrics.addMetric(name, MetricUnit.NoUnit, value);
    }
    const { reasons } = judgement;
    if (reasons.length > 0) {
      logger.warn('drift or degradation', { reasons });
      await tell({ ...target, reasons, features: judgement.drifted });
    }
    const job_name = target.model_version === null ? null : monitoringJobName(execution_id);
    if (job_name)
      await getObjectStore().putJson(requireEnv('WORK_BUCKET'), monitoringDocumentKey(job_name), {
        ...target,
        results,
      });
    return { outcome: reasons.length > 0 ? ('drift' as const) : ('steady' as const), ...judgement, job_name };
  },
);

const resultsOf = (db: Database, { as_of }: MonitoringTarget): Promise<MonitoringResult[]> =>
  db.query<MonitoringResult>(readSqlFile('monitoring/list_results.sql'), { as_of: timestamp(as_of) });

/** Whoever listens decides what follows: training does, and refrains where it was trained lately. */
async function tell(detail: MonitoringTarget & { reasons: string[]; features: string[] }): Promise<void> {
  const Entries = [
    {
      EventBusName: requireEnv('EVENT_BUS_NAME'),
      Source: 'risk.monitoring',
      DetailType: 'DriftDetected',
      Detail: JSON.stringify(detail),
    },
  ];
  const { FailedEntryCount, Entries: [entry] = [] } = await events.send(new PutEventsCommand({ Entries }));
  if (FailedEntryCount) throw new EventRefused(`the event bus refused DriftDetected: ${entry?.ErrorCode}`);
}
