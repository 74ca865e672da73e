/** Exports the open applications that the champion has not scored yet, in parts, to the work bucket. */
import type { Database } from '../../shared/aws/database.ts';
import type { ExportLocation } from '../../shared/aws/export-location.ts';
import { listNeededFeatures } from '../../shared/decision/needed-features.ts';
import { getPolicy } from '../../shared/decision/policies.ts';
import { buildFeatureColumns } from '../../shared/exports/export-format.ts';
import { scoringInputPrefix } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { ScoringPart, ScoringPartInput } from '../contract/scoring-payload.ts';
import { selectChallengerFeatures } from '../models/challenger-features.ts';
import { type ModelWithInputs, toModelReference } from '../models/model-with-inputs.ts';
import { type PartitionCount, planParts } from './plan-parts.ts';

export interface PrepareScoringDependencies {
  database: Database;
  exportLocation: ExportLocation;
  policyVersion: string;
}

export interface PrepareScoringRequest {
  /** The published run to score; without it the newest. */
  run_id?: string | null | undefined;
  execution_id: string;
}

export type PrepareScoringResult =
  | { outcome: 'no_champion' | 'nothing_open' }
  | ({ outcome: 'prepared'; parts: ScoringPart[] } & Omit<ScoringPartInput, 'part'>);

/** Chooses the models and exports their features. The result contains everything that the later steps need. */
export async function prepareScoring(
  { database, exportLocation, policyVersion }: PrepareScoringDependencies,
  { run_id, execution_id }: PrepareScoringRequest,
): Promise<PrepareScoringResult> {
  const champion = await findScoringModel(database, 'champion');
  if (!champion) return { outcome: 'no_champion' };
  const runId = run_id ?? (await findNewestRun(database));
  if (!runId) return { outcome: 'nothing_open' };
  const challenger = await findScoringModel(database, 'challenger');
  const needed = listNeededFeatures(champion.inputs, getPolicy(policyVersion));
  const added = challenger ? selectChallengerFeatures(needed, challenger.inputs) : [];
  const scoring = {
    scoring_id: execution_id.split(':').at(-1) ?? execution_id,
    run_id: runId,
    model: toModelReference(champion),
    challenger: challenger ? toModelReference(challenger) : null,
    added,
    policy_version: policyVersion,
  };
  const parts = await exportParts(database, exportLocation, buildFeatureColumns([...needed, ...added]), scoring);
  return parts.length === 0 ? { outcome: 'nothing_open' } : { outcome: 'prepared', ...scoring, parts };
}

async function findScoringModel(
  database: Database,
  stage: 'champion' | 'challenger',
): Promise<ModelWithInputs | undefined> {
  const [model] = await database.query<ModelWithInputs>(readSqlFile('scoring/find_model_at_stage.sql'), { stage });
  return model;
}

async function findNewestRun(database: Database): Promise<string | undefined> {
  const [newest] = await database.query<{ run_id: string }>(readSqlFile('scoring/find_newest_run.sql'));
  return newest?.run_id;
}

/** Exports in one transaction, so that no application changes its part, or gets a score, between two exports. */
async function exportParts(
  database: Database,
  exportLocation: ExportLocation,
  columns: string,
  { scoring_id, run_id, model, policy_version }: Omit<ScoringPartInput, 'part'>,
): Promise<ScoringPart[]> {
  return database.transaction(async (tx) => {
    await tx.execute(readSqlFile('scoring/create_open_applications.sql'), {
      ...{ run_id, model_version: model.version, policy_version },
    });
    const counts = await tx.query<PartitionCount>(readSqlFile('scoring/count_open_applications.sql'));
    const parts: ScoringPart[] = [];
    for (const { first, last } of planParts(counts)) {
      const key = scoringInputPrefix(scoring_id, first);
      const [exported] = await tx.query<{ rows: number }>(readSqlFile('scoring/export_part.sql'), {
        ...{ columns, run_id, first, last, prefix: key, ...exportLocation },
      });
      parts.push({ key, rows: exported?.rows ?? 0 });
    }
    return parts;
  });
}
