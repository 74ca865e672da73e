/** Evaluates a day's monitoring results: emits metrics, sends DriftDetected, and writes the input of the MLflow job. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type Database, timestamp } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { RiskError } from '../../shared/errors.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { monitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import { monitoringDocumentKey } from '../../shared/object-keys.ts';
import { monitoringJobName } from '../../shared/runs/job-name.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { MonitoringResult } from '../contract/results.ts';
import type { MonitoringTarget } from '../contract/target.ts';
import { buildMetrics, evaluateMeasurements, type MonitoringEvaluation } from './evaluate-measurements.ts';

/** The event bus did not accept the event. */
class EventRefused extends RiskError {}

export interface EvaluateDayDependencies extends Telemetry {
  database: Database;
  store: ObjectStore;
  workBucket: string;
  events: EventBridgeClient;
  eventBus: string;
}

export interface EvaluateDayResult extends MonitoringEvaluation {
  outcome: 'drift' | 'steady';
  /** The job that writes the results to MLflow; null without a model. */
  job_name: string | null;
}

/** @throws {EventRefused} when the event bus does not accept DriftDetected */
export async function evaluateDay(
  { database, store, workBucket, events, eventBus, metrics, logger }: EvaluateDayDependencies,
  target: MonitoringTarget,
  executionId: string,
): Promise<EvaluateDayResult> {
  const results = await database.query<MonitoringResult>(readSqlFile('monitoring/list_results.sql'), {
    as_of: timestamp(target.as_of),
  });
  const evaluation = evaluateMeasurements(results, target.model_version, monitoringConfiguration);
  for (const [name, value] of Object.entries(buildMetrics(evaluation))) {
    metrics.addMetric(name, MetricUnit.NoUnit, value);
  }
  const { reasons, drifted } = evaluation;
  if (reasons.length > 0) {
    logger.warn('drift or degradation', { reasons });
    await sendDriftDetected(events, eventBus, { ...target, reasons, features: drifted });
  }
  const job_name = target.model_version === null ? null : monitoringJobName(executionId);
  if (job_name) await store.putJson(workBucket, monitoringDocumentKey(job_name), { ...target, results });
  return { outcome: reasons.length > 0 ? 'drift' : 'steady', ...evaluation, job_name };
}

/** A rule starts a training for the event; the training guard may skip it. */
async function sendDriftDetected(
  events: EventBridgeClient,
  eventBus: string,
  detail: MonitoringTarget & { reasons: string[]; features: string[] },
): Promise<void> {
  const event = { EventBusName: eventBus, Source: 'risk.monitoring', DetailType: 'DriftDetected' };
  const { FailedEntryCount, Entries: [entry] = [] } = await events.send(
    new PutEventsCommand({ Entries: [{ ...event, Detail: JSON.stringify(detail) }] }),
  );
  if (FailedEntryCount) throw new EventRefused(`the event bus refused DriftDetected: ${entry?.ErrorCode}`);
}
