/**
 * Passes what decides from the first step of a scoring to its parts, as one object: a night, or a batch, is decided by one
 * state, however long it takes. Imports no ONNX Runtime, because the Lambdas that plan a scoring do not have it.
 */
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import type { CurrentServing } from '../../shared/serving/read-serving.ts';
import { listServingFeatures, openServing, type Serving } from '../../shared/serving/serving.ts';
import { type ServingModel, ServingSnapshot } from '../../shared/serving/serving-state.ts';
import { openPolicy } from '../../shared/serving/stored-policy.ts';
import { selectAddedFeatures } from './added-features.ts';

export type SnapshotSource = CurrentServing & { champion: ServingModel };

export function buildServingSnapshot({ serving, champion, challenger, armModels }: SnapshotSource): ServingSnapshot {
  const documents = [...serving.policies.values()].map(({ policy: _, ...stored }) => stored);
  return { state: serving.state, documents, champion, challenger: challenger ?? null, arm_models: armModels };
}

/**
 * Verifies the policies of a snapshot.
 * @throws {PolicyCorrupt} when one does not have its hash
 */
export const openSnapshot = ({ state, documents }: ServingSnapshot): Serving =>
  openServing(
    state,
    documents.map(({ document, ...reference }) => openPolicy(reference, document)),
  );

/**
 * Reads the snapshot of a scoring.
 * @throws {ObjectMissing} when its first step wrote none, because an earlier release ran it
 */
export const readSnapshot = async (store: ObjectStore, bucket: string, key: string): Promise<ServingSnapshot> =>
  ServingSnapshot.parse(await store.getJson(bucket, key));

/** Lists the features that champion, policies and the models of arms read: first those of the champion's evidence. */
export function listDecidingFeatures(
  serving: Serving,
  { champion, arm_models }: Pick<ServingSnapshot, 'champion' | 'arm_models'>,
): NeededFeature[] {
  const needed = listServingFeatures(champion.inputs, serving);
  for (const { inputs } of arm_models) needed.push(...selectAddedFeatures(needed, inputs));
  return needed;
}
