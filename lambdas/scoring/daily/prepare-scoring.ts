/** Exports the open applications that were not decided as they would be now, in parts, to the work bucket. */
import { type Database, json } from '../../shared/aws/database.ts';
import type { ExportLocation } from '../../shared/aws/export-location.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { buildFeatureColumns } from '../../shared/exports/export-format.ts';
import { toModelReference } from '../../shared/model/errors.ts';
import { scoringInputPrefix, scoringServingKey } from '../../shared/object-keys.ts';
import { readServing } from '../../shared/serving/read-serving.ts';
import type { ServingSnapshot } from '../../shared/serving/serving-state.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { ScoringPart, ScoringPartInput } from '../contract/scoring-payload.ts';
import { selectAddedFeatures } from '../models/added-features.ts';
import { buildServingSnapshot, listDecidingFeatures } from '../models/serving-snapshot.ts';
import { type PartitionCount, planParts } from './plan-parts.ts';

export interface PrepareScoringDependencies {
  database: Database;
  store: ObjectStore;
  exportLocation: ExportLocation;
}

export interface PrepareScoringRequest {
  /** The published run to score; without it the newest. */
  run_id?: string | null | undefined;
  execution_id: string;
}

export type PrepareScoringResult =
  | { outcome: 'no_champion' | 'nothing_open'; restricted: number }
  | ({ outcome: 'prepared'; restricted: number; parts: ScoringPart[] } & Omit<ScoringPartInput, 'part'>);

/** What was exported, and the open applications of customers whose processing is restricted. */
interface ExportedParts {
  parts: ScoringPart[];
  restricted: number;
}

/**
 * Fixes what decides and exports the features that it reads. The result and the snapshot of what decides contain
 * everything that the later steps need.
 * @throws {PolicyCorrupt} when a policy that decides is missing or changed
 */
export async function prepareScoring(
  { database, store, exportLocation }: PrepareScoringDependencies,
  { run_id, execution_id }: PrepareScoringRequest,
): Promise<PrepareScoringResult> {
  const { champion, ...current } = await readServing(database);
  if (!champion) return { outcome: 'no_champion', restricted: 0 };
  const runId = run_id ?? (await findNewestRun(database));
  if (!runId) return { outcome: 'nothing_open', restricted: 0 };
  const snapshot = buildServingSnapshot({ ...current, champion });
  const { challenger } = snapshot;
  const read = listDecidingFeatures(current.serving, snapshot);
  if (challenger) read.push(...selectAddedFeatures(read, challenger.inputs));
  const scoring = {
    scoring_id: execution_id.split(':').at(-1) ?? execution_id,
    run_id: runId,
    model: toModelReference(champion),
    challenger: challenger && toModelReference(challenger),
    read,
    policy_version: snapshot.state.default_version,
  };
  await store.putJson(exportLocation.bucket, scoringServingKey(scoring.scoring_id), snapshot);
  const { parts, restricted } = await exportParts(database, exportLocation, scoring, snapshot);
  return parts.length === 0
    ? { outcome: 'nothing_open', restricted }
    : { outcome: 'prepared', ...scoring, restricted, parts };
}

async function findNewestRun(database: Database): Promise<string | undefined> {
  const [newest] = await database.query<{ run_id: string }>(readSqlFile('scoring/find_newest_run.sql'));
  return newest?.run_id;
}

/** Exports in one transaction, so that no application changes its part, or gets a score, between two exports. */
async function exportParts(
  database: Database,
  exportLocation: ExportLocation,
  { scoring_id, run_id, read }: Omit<ScoringPartInput, 'part'>,
  { state, champion }: ServingSnapshot,
): Promise<ExportedParts> {
  return database.transaction(async (tx) => {
    await tx.execute(readSqlFile('scoring/create_open_applications.sql'), {
      ...{ run_id, model_version: champion.version, policy_version: state.default_version },
      segments: json(state.segments),
      arms: json(listArms(state)),
    });
    const counts = await tx.query<PartitionCount & { restricted: number }>(
      readSqlFile('scoring/count_open_applications.sql'),
    );
    const parts: ScoringPart[] = [];
    for (const { first, last } of planParts(counts)) {
      const key = scoringInputPrefix(scoring_id, first);
      const [exported] = await tx.query<{ rows: number }>(readSqlFile('scoring/export_part.sql'), {
        ...{ columns: buildFeatureColumns(read), run_id, first, last, prefix: key, ...exportLocation },
      });
      parts.push({ key, rows: exported?.rows ?? 0 });
    }
    return { parts, restricted: counts.reduce((sum, { restricted }) => sum + restricted, 0) };
  });
}

/** The arms of the experiment, each with its name. */
const listArms = ({ experiments }: ServingSnapshot['state']) =>
  experiments.flatMap(({ experiment_id, arms }) => arms.map((arm) => ({ ...arm, experiment_id })));
