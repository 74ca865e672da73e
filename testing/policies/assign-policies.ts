/** Stores and assigns policies in a test's database directly, where the test is not about how they are approved. */
import type { Client } from 'pg';
import { hashDocument } from '../../lambdas/shared/policy/hash-document.ts';
import { toDocument } from '../../lambdas/shared/policy/parse-policy.ts';
import { getSeedPolicy } from './seed-policies.ts';

interface Assignment {
  default_version: string;
  segments?: { feature: string; value: string; version: string }[];
  /** Seconds from now; by default at once. */
  in_seconds?: number;
}

/** Stores a version in format 2 that differs from the one of the migrations in some fields, as if it had been approved. */
export async function storeApprovedPolicy(client: Client, version: string, changes: object = {}): Promise<string> {
  const document = JSON.stringify({ ...toDocument(getSeedPolicy()), ...changes, version });
  await client.query(
    `insert into policies.versions (version, document, sha256, state, authors, created_by, changed_by)
     values ($1, $2, $3, 'approved', array['ann'], 'ann', 'ann')`,
    [version, document, hashDocument(document)],
  );
  return document;
}

/** Assigns versions, as an approval does. */
export async function assignPolicies(
  client: Client,
  { default_version, segments = [], in_seconds = 0 }: Assignment,
): Promise<void> {
  await client.query(
    `insert into policies.assignments (previous_id, effective_from, default_version, segments, assigned_by)
     select max(assignment_id), clock_timestamp() + make_interval(secs => $3), $1, $2, 'bo' from policies.assignments`,
    [default_version, JSON.stringify(segments), in_seconds],
  );
}

export interface TestArm {
  arm: string;
  share: number;
  policy_version?: string;
  model_version?: string;
  is_stopped?: boolean;
}

/** Lets an experiment with these arms run, or none without arms. */
export async function runExperiment(client: Client, arms: readonly TestArm[]): Promise<void> {
  const all = arms.map((arm) => ({ policy_version: null, model_version: null, is_stopped: false, ...arm }));
  const running = all.length === 0 ? [] : [{ experiment_id: 'test-experiment', salt: 'a'.repeat(32), arms: all }];
  await client.query(
    `create or replace function policies.list_experiments(at timestamptz) returns jsonb language sql stable
     as $body$ select '${JSON.stringify(running)}'::jsonb $body$`,
  );
}
