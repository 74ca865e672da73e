/** Registered models: the row in the database, and the larger files of the model's folder. */
import { text } from 'node:stream/consumers';
import type { Database } from '../../shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import type { ModelManifest } from '../../shared/model/model-manifest.ts';
import { modelKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { modelMetricsRoute, modelRoute, modelsRoute } from '../contract/routes/models.ts';
import type { ModelDetails, ModelList, ModelMetrics, ModelSummary } from '../contract/schemas/models.ts';
import type { OperationInput } from '../http/operation.ts';
import { toPage } from '../http/paging.ts';
import { Problem } from '../http/problem.ts';
import { toIsoTime } from '../predictions/stored/stored-prediction.ts';
import { readRealisedPerformance } from './reports/performance.ts';

type StoredModel = ModelSummary & { manifest: ModelManifest; gates: ModelDetails['gates'] };

/** Where models are read from; `bucket` is asked for late, so that a test can set it. */
type Sources = { database: () => Database; objects: () => ObjectStore; bucket: () => string };

/** GET /v1/models. */
export function modelLister({ database }: Pick<Sources, 'database'>) {
  return async ({ query: { limit, before } }: OperationInput<typeof modelsRoute>): Promise<ModelList> => {
    const values = { rows: limit + 1, before: before ?? null };
    const rows = await database().query<ModelSummary>(readSqlFile('api/models/models.sql'), values);
    const { items, next_before } = toPage(rows, limit, ({ version }) => version);
    return { models: items.map(toSummary), next_before };
  };
}

/** GET /v1/models/{version}. */
export function modelReader(sources: Sources) {
  return async ({ params: { version } }: OperationInput<typeof modelRoute>): Promise<ModelDetails> => {
    const { manifest, gates, ...row } = await storedModel(sources, version);
    const { features, training, parity, candidates, protocol } = manifest;
    return {
      ...toSummary(row),
      ...{ gates, features, training, parity, candidates, protocol: asObject(protocol) },
      model_card: (await fileOf(sources, manifest, 'model-card.md')) ?? null,
    };
  };
}

/** GET /v1/model-metrics: of the champion where no version is named. */
export function metricsReader(sources: Sources) {
  return async ({ query: { version } }: OperationInput<typeof modelMetricsRoute>): Promise<ModelMetrics> => {
    const { manifest, ...row } = await storedModel(sources, version);
    const { metrics, stability, latency, fairness } = manifest;
    const [evaluation, realised] = await Promise.all([
      fileOf(sources, manifest, 'evaluation.json'),
      readRealisedPerformance(sources.database(), row.version),
    ]);
    return {
      ...{ version: row.version, kind: row.kind, stage: row.stage, holdout: metrics.holdout, cv: metrics.cv },
      intervals: (metrics.intervals as ModelMetrics['intervals'] | undefined) ?? null,
      ...{ stability: asObject(stability), latency: asObject(latency), fairness: asObject(fairness) },
      evaluation: evaluation === undefined ? null : JSON.parse(evaluation),
      realised,
    };
  };
}

async function storedModel({ database }: Sources, version: string | undefined): Promise<StoredModel> {
  const [row] = await database().query<StoredModel>(readSqlFile('api/models/model.sql'), { version: version ?? null });
  if (row) return row;
  const detail = version === undefined ? 'There is no champion yet.' : 'No model is registered under this version.';
  throw new Problem(404, 'unknown-model', detail);
}

/** A file of the model's folder; undefined where its training wrote none by that name. */
async function fileOf(
  { objects, bucket }: Sources,
  manifest: ModelManifest,
  name: string,
): Promise<string | undefined> {
  try {
    return await text(await objects().getStream(bucket(), modelKey(manifest.version, name)));
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
}

function toSummary({ registered_at, stage_changed_at, promoted_at, retired_at, ...model }: ModelSummary): ModelSummary {
  return {
    ...model,
    ...{ registered_at: toIsoTime(registered_at), stage_changed_at: toIsoTime(stage_changed_at) },
    ...{ promoted_at: promoted_at && toIsoTime(promoted_at), retired_at: retired_at && toIsoTime(retired_at) },
  };
}

const asObject = (value: unknown): Record<string, unknown> | null => (value as Record<string, unknown>) ?? null;
