/** Loads the models that decide in a scoring: the champion, and those of the experiment's arms. */
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import type { ExplainableModel, ModelReference } from '../../shared/model/load-model.ts';
import { listServingFeatures, type Serving } from '../../shared/serving/serving.ts';
import type { ServingSnapshot } from '../../shared/serving/serving-state.ts';
import { createEvidenceSelector } from './added-features.ts';
import { openSnapshot } from './serving-snapshot.ts';

/** A model that decides, and how its evidence is selected from the features that were read. */
export interface Scorer {
  model: ExplainableModel;
  selectEvidence: (record: FeatureRecord) => FeatureRecord;
}

export interface Scorers {
  serving: Serving;
  champion: Scorer;
  /** By model version. */
  armModels: ReadonlyMap<string, Scorer>;
}

/**
 * Loads the models of a snapshot. Errors of `loadModel` pass through: a scoring without the model of an arm would give its
 * customers another arm.
 * @param read the features of each row
 * @throws {PolicyCorrupt} when a policy does not have its hash
 */
export async function loadScorers(
  snapshot: ServingSnapshot,
  read: readonly NeededFeature[],
  loadModel: (reference: ModelReference) => Promise<ExplainableModel>,
): Promise<Scorers> {
  const serving = openSnapshot(snapshot);
  const load = async (reference: ModelReference): Promise<Scorer> => {
    const model = await loadModel(reference);
    const needed = listServingFeatures(model.manifest.inputs, serving);
    return { model, selectEvidence: createEvidenceSelector(needed, read) };
  };
  const champion = await load(snapshot.champion);
  const armModels = await Promise.all(
    snapshot.arm_models.map(async (reference) => [reference.version, await load(reference)] as const),
  );
  return { serving, champion, armModels: new Map(armModels) };
}
