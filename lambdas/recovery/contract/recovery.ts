/** What the steps of a recovery pass to each other, the tags of restored clusters, and the limits of a drill. */
import { z } from 'zod';

/** Tag of every cluster that a recovery made or replaced. IAM decides by it what may be deleted. */
export const RECOVERY_TAG = 'recovery';
/**
 * `drill`: thrown away at the drill's end; `restored`: not yet serving; `serving`; `replaced`: served before. Only the
 * first two may be deleted by a function.
 */
export const RECOVERY_TAGS = {
  drill: 'drill',
  restored: 'restored',
  serving: 'serving',
  replaced: 'replaced',
} as const;
/** Tag by which the backup plan selects clusters. */
export const BACKUP_TAG = { key: 'backup', value: 'daily' } as const;

/** Predictions that a recovery replays. */
export const REPLAYED_PREDICTIONS = 100;

export const RecoveryPlan = z.object({
  kind: z.enum(['drill', 'recovery']),
  /** Name and ARN of the restored cluster. */
  cluster: z.string().min(1),
  cluster_arn: z.string().min(1),
  /** Name and ARN of the cluster that is restored, and whose settings are copied. */
  source: z.string().min(1),
  source_arn: z.string().min(1),
  /** ISO time of the state that is restored. */
  state_at: z.iso.datetime(),
  /** Snapshot that holds the state; null for point-in-time recovery. */
  snapshot: z.string().nullable(),
});
export type RecoveryPlan = z.infer<typeof RecoveryPlan>;

/** One check of a restored database. */
export const RecoveryCheck = z.object({ name: z.string(), passed: z.boolean(), detail: z.string() });
export type RecoveryCheck = z.infer<typeof RecoveryCheck>;

/** Steps in their order; each ends at a time that the workflow notes. */
export const RECOVERY_STEPS = [
  'restore',
  'instances',
  'connect',
  'migrate',
  'erase',
  'check',
  'replay',
  'audit',
] as const;

/** What a recovery or a drill leaves in the report bucket. It outlives the database. */
export const RecoveryRecord = z.object({
  kind: z.enum(['drill', 'recovery']),
  cluster: z.string(),
  source: z.string(),
  state_at: z.iso.datetime(),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime(),
  passed: z.boolean(),
  seconds: z.number(),
  seconds_by_step: z.record(z.string(), z.number()),
  checks: z.array(RecoveryCheck),
  /** The fault that ended it. */
  error: z.string().optional(),
});
export type RecoveryRecord = z.infer<typeof RecoveryRecord>;
