/** Writes what a recovery or a drill took and found into the report bucket, where it outlives the database. */
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { newestDrillKey, recoveryRecordKey } from '../../shared/object-keys.ts';
import { RECOVERY_STEPS, type RecoveryCheck, type RecoveryPlan, type RecoveryRecord } from '../contract/recovery.ts';

export interface RecoveryOutcome {
  plan: RecoveryPlan;
  started_at: string;
  /** ISO times at which the steps ended, in their order; fewer where a step failed. */
  ended_at_by_step: readonly string[];
  checks: readonly RecoveryCheck[];
  error?: string | undefined;
}

/** Idempotent: a repeated recovery to the same time replaces its record. */
export async function writeRecord(
  store: ObjectStore,
  bucket: string,
  { plan, started_at, ended_at_by_step, checks, error }: RecoveryOutcome,
): Promise<RecoveryRecord> {
  const ended_at = ended_at_by_step.at(-1) ?? started_at;
  const record: RecoveryRecord = {
    ...{ kind: plan.kind, cluster: plan.cluster, source: plan.source, state_at: plan.state_at },
    ...{ started_at, ended_at },
    passed: error === undefined && checks.length > 0 && checks.every(({ passed }) => passed),
    seconds: secondsBetween(started_at, ended_at),
    seconds_by_step: measureSteps(started_at, ended_at_by_step),
    checks: [...checks],
    ...(error !== undefined && { error }),
  };
  await store.putJson(bucket, recoveryRecordKey(plan.kind, plan.cluster), record);
  if (record.kind === 'drill' && record.passed) await store.putJson(bucket, newestDrillKey(), record);
  return record;
}

function measureSteps(startedAt: string, endedAt: readonly string[]): Record<string, number> {
  const starts = [startedAt, ...endedAt];
  return Object.fromEntries(
    RECOVERY_STEPS.slice(0, endedAt.length).map((step, i) => [step, secondsBetween(starts[i] ?? '', endedAt[i] ?? '')]),
  );
}

const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 100) / 10);
