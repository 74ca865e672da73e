/** GET /v1/models, /v1/models/{version} and /v1/model-metrics: registry rows with files of the model's folder. */
import { z } from 'zod';
import type { Database } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { StoredGateResult } from '../../shared/model/gate-result.ts';
import { readFindings } from '../../shared/model/model-findings.ts';
import type { ModelManifest } from '../../shared/model/model-manifest.ts';
import { type RegisteredReports, readModelReport } from '../../shared/model/model-report.ts';
import { readRegisteredManifest } from '../../shared/model/registered-manifest.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { modelMetricsRoute, modelRoute, modelsRoute } from '../contract/routes/models.ts';
import type { ModelDetails, ModelList, ModelMetrics, ModelSummary } from '../contract/schemas/models.ts';
import { ModelEvaluation, ModelLatency } from '../contract/schemas/models.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { OperationInput } from '../http/operation.ts';
import { toPage } from '../http/paging.ts';
import { Problem } from '../http/problem.ts';
import { readModelPerformance } from './model-performance.ts';
import type { ModelPage, SignModelReport } from './sign-model-report.ts';

const TrainingTarget = z.looseObject({ definition: z.string().nullable(), definitions: z.array(z.unknown()) });

/** Of gates that were stored before their figures were. */
const NO_FIGURES = { value: null, bound: null, interval: null };

class UnknownModel extends Problem {
  constructor(detail: string) {
    super(404, 'unknown-model', detail);
  }
}

/** No model is registered under the version of a query. */
export class UnknownVersion extends Problem {
  constructor() {
    super(404, 'unknown-version', 'No model is registered under this version. GET /v1/models lists the versions.');
  }
}

interface ModelDependencies {
  database: () => Database;
  objects: () => ObjectStore;
  /** Name of the model bucket. */
  bucket: () => string;
  signReport: SignModelReport;
}

type StoredModel = ModelSummary & { manifest: ModelManifest; gates: StoredGateResult[] };

export async function listModels(
  database: Database,
  { query: { limit, before } }: OperationInput<typeof modelsRoute>,
): Promise<ModelList> {
  const values = { rows: limit + 1, before: before ?? null };
  const rows = await database.query<ModelSummary>(readSqlFile('api/models/list_models.sql'), values);
  const { items, next_before } = toPage(rows, limit, ({ version }) => version);
  return { models: items.map(toModelSummary), next_before };
}

/** @throws {Problem} when no model is registered under this version (404) */
export async function readModelDetails(
  dependencies: ModelDependencies,
  { params: { version } }: OperationInput<typeof modelRoute>,
): Promise<ModelDetails> {
  const { manifest, gates, ...row } = await readStoredModel(
    dependencies,
    version,
    new UnknownModel('No model is registered under this version.'),
  );
  const { features, training, parity, candidates, protocol } = manifest;
  const [model_card, validation_report_url, model_card_url] = await Promise.all([
    readModelFile(dependencies, manifest, 'model-card.md'),
    signPage(dependencies, manifest, 'validation-report.html'),
    signPage(dependencies, manifest, 'model-card.html'),
  ]);
  return {
    ...toModelSummary(row),
    gates: gates.map((gate) => ({ ...NO_FIGURES, ...gate })),
    findings: readFindings(manifest) ?? [],
    ...{ features, training, parity, candidates, protocol: toObject(protocol) },
    ...{ serving: manifest.serving ?? null, members: manifest.members ?? null },
    target: readTarget(training),
    ...{ model_card: model_card ?? null, validation_report_url, model_card_url },
  };
}

/**
 * The figures of a model, or of the champion where no version is given.
 * @throws {Problem} when there is no such model (404)
 */
export async function readModelMetrics(
  dependencies: ModelDependencies,
  { query: { version } }: OperationInput<typeof modelMetricsRoute>,
): Promise<ModelMetrics> {
  const { manifest, ...row } = await readStoredModel(
    dependencies,
    version,
    version === undefined
      ? new UnknownModel('There is no champion yet: no model has been promoted.')
      : new UnknownVersion(),
  );
  const { metrics, stability, latency, fairness } = manifest;
  const [evaluation, realised] = await Promise.all([
    readModelFile(dependencies, manifest, 'evaluation.json'),
    readModelPerformance(dependencies.database(), row.version),
  ]);
  return {
    ...{ version: row.version, kind: row.kind, stage: row.stage, holdout: metrics.holdout, cv: metrics.cv },
    intervals: (metrics.intervals as ModelMetrics['intervals'] | undefined) ?? null,
    ...{ stability: toObject(stability), fairness: toObject(fairness) },
    latency: ModelLatency.safeParse(latency).data ?? null,
    evaluation: evaluation === undefined ? null : (ModelEvaluation.safeParse(JSON.parse(evaluation)).data ?? null),
    realised,
  };
}

async function readStoredModel(
  { database }: ModelDependencies,
  version: string | undefined,
  missing: Problem,
): Promise<StoredModel> {
  const statement = readSqlFile('api/models/find_model.sql');
  const [row] = await database().query<Omit<StoredModel, 'manifest'>>(statement, { version: version ?? null });
  const manifest = row && (await readRegisteredManifest<ModelManifest>(database(), row.version));
  if (manifest) return { ...row, manifest };
  throw missing;
}

/** A text file of the model's folder; undefined where its training wrote no such file. */
function readModelFile(
  { objects, bucket }: ModelDependencies,
  { version, files }: ModelManifest,
  name: string,
): Promise<string | undefined> {
  return readModelReport(objects(), bucket(), { version, files: files as RegisteredReports['files'] }, name);
}

/** A URL of a page of the model's folder, where it is the registered file; null where its training wrote none. */
async function signPage(dependencies: ModelDependencies, manifest: ModelManifest, page: ModelPage) {
  const registered = await readModelFile(dependencies, manifest, page);
  return registered === undefined ? null : dependencies.signReport(manifest.version, page);
}

/** Earlier trainings stored a constant of the policy, without `definitions`: it is not the lender's. */
function readTarget({ target }: ModelManifest['training']): string | null {
  return TrainingTarget.safeParse(target).data?.definition ?? null;
}

function toModelSummary(row: ModelSummary): ModelSummary {
  const { registered_at, stage_changed_at, promoted_at, retired_at, ...model } = row;
  return {
    ...model,
    ...{ registered_at: toIsoTime(registered_at), stage_changed_at: toIsoTime(stage_changed_at) },
    ...{ promoted_at: promoted_at && toIsoTime(promoted_at), retired_at: retired_at && toIsoTime(retired_at) },
  };
}

/** Parts of a manifest that older trainings did not write are null. */
const toObject = (value: unknown): Record<string, unknown> | null => (value as Record<string, unknown>) ?? null;
