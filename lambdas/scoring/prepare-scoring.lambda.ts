/** First step of the scoring workflow: which open applications need a score, exported in parts to the work bucket. */
import { z } from 'zod';
import { type Database, getDatabase } from '../shared/aws/database.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { listNeededFeatures } from '../shared/decision/needed-features.ts';
import { getPolicy } from '../shared/decision/policies.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import type { ModelReference } from '../shared/model/load-model.ts';
import type { InputNames } from '../shared/model/model-inputs.ts';
import { scoringInputPrefix } from '../shared/object-keys.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import type { ScoringPart } from './contract/scoring-payload.ts';
import { type PartitionCount, planParts } from './daily/plan-parts.ts';
import { buildFeatureColumns } from './exports/export-format.ts';
import { selectChallengerFeatures } from './models/challenger-features.ts';

const Input = z.object({
  /** The published run to score; without it the newest. */
  run_id: z.uuid().nullish(),
  execution_id: z.string(),
});

type RegisteredModel = ModelReference & { inputs: InputNames };
type Target = { runId: string; scoringId: string; champion: RegisteredModel; policyVersion: string };

export const handler = createRiskHandler({ name: 'scoring/prepare-scoring', input: Input }, async (input) => {
  const db = getDatabase();
  const [champion] = await db.query<RegisteredModel>(readSqlFile('scoring/find_model_at_stage.sql'), {
    stage: 'champion',
  });
  if (!champion) return { outcome: 'no_champion' as const };
  const runId = input.run_id ?? (await newestRun(db));
  if (!runId) return { outcome: 'nothing_open' as const };
  const scoringId = input.execution_id.split(':').at(-1) ?? input.execution_id;
  const policyVersion = requireEnv('POLICY_VERSION');
  const [challenger = null] = await db.query<RegisteredModel>(readSqlFile('scoring/find_model_at_stage.sql'), {
    stage: 'challenger',
  });
  const needed = listNeededFeatures(champion.inputs, getPolicy(policyVersion));
  const added = challenger ? selectChallengerFeatures(needed, challenger.inputs) : [];
  const columns = buildFeatureColumns([...needed, ...added]);
  const parts = await exportParts(db, columns, { runId, scoringId, champion, policyVersion });
  if (parts.length === 0) return { outcome: 'nothing_open' as const };
  const models = { model: referenceOf(champion), challenger: challenger && referenceOf(challenger), added };
  const step = { scoring_id: scoringId, run_id: runId, ...models, policy_version: policyVersion };
  return { outcome: 'prepared' as const, ...step, parts };
});

const referenceOf = ({ version, key, sha256 }: RegisteredModel): ModelReference => ({ version, key, sha256 });

async function newestRun(db: Database): Promise<string | undefined> {
  const [newest] = await db.query<{ run_id: string }>(readSqlFile('scoring/find_newest_run.sql'));
  return newest?.run_id;
}

/** One transaction, so that an application cannot change its part, or be decided, between two exports. */
async function exportParts(db: Database, columns: string, { runId, scoringId, champion, policyVersion }: Target) {
  const place = getExportLocation();
  return db.transaction(async (tx) => {
    const unscored = { run_id: runId, model_version: champion.version, policy_version: policyVersion };
    await tx.execute(readSqlFile('scoring/create_open_applications.sql'), unscored);
    const counts = await tx.query<PartitionCount>(readSqlFile('scoring/count_open_applications.sql'));
    const parts: ScoringPart[] = [];
    for (const { first, last } of planParts(counts)) {
      const key = scoringInputPrefix(scoringId, first);
      const values = { columns, run_id: runId, first, last, prefix: key, ...place };
      const [exported] = await tx.query<{ rows: number }>(readSqlFile('scoring/export_part.sql'), values);
      parts.push({ key, rows: exported?.rows ?? 0 });
    }
    return parts;
  });
}
