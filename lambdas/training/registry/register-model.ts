/** Registers a training job's model: verifies its files, copies them to the model folder, and stores a candidate. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import { RiskError } from '../../shared/errors.ts';
import { ModelManifest } from '../../shared/model/model-manifest.ts';
import { jobModelKey, jobModelPrefix, modelKey, modelOnnxKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { lockRegistry, type RegistryDependencies } from './registry.ts';

export const RegistrationInput = z.object({ job_name: z.string().min(1), run_id: z.uuid() });
export type RegistrationInput = z.infer<typeof RegistrationInput>;

/** The job's output is not a model: a file is damaged, or the manifest is invalid. */
export class TrainedModelCorrupt extends RiskError {
  constructor(jobName: string, reason: string) {
    super(`the model of job ${jobName} can't be registered: ${reason}`);
  }
}

const MANIFEST = 'manifest.json';
const TrainedManifest = ModelManifest.extend({
  mlflow: z.looseObject({ run_id: z.string() }),
  /** Files of the folder other than the graph and the manifest. */
  files: z.array(z.looseObject({ name: z.string(), sha256: z.string() })).optional(),
});
type TrainedManifest = z.infer<typeof TrainedManifest>;

/**
 * Registers the model once for a job. Idempotent: a repeated call returns the same result.
 * @throws {TrainedModelCorrupt} when the files differ from the manifest
 */
export async function registerModel(dependencies: RegistryDependencies, registration: RegistrationInput) {
  const manifest = await readModelManifest(dependencies, registration.job_name);
  await verifyFiles(dependencies, registration.job_name, manifest);
  await copyModel(dependencies, registration.job_name, manifest.version);
  await storeModel(dependencies.database, registration, manifest);
  const { kind, version, metrics } = manifest;
  return { version, kind, metrics };
}

async function readModelManifest(
  { store, modelBucket }: RegistryDependencies,
  jobName: string,
): Promise<TrainedManifest> {
  const document = await store.getJson(modelBucket, jobModelKey(jobName, MANIFEST));
  const parsed = TrainedManifest.safeParse(document);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new TrainedModelCorrupt(jobName, `${MANIFEST} is wrong at ${paths.join(', ')}`);
}

/** Verifies the reports too, because people rely on them later. */
async function verifyFiles(
  dependencies: RegistryDependencies,
  jobName: string,
  manifest: TrainedManifest,
): Promise<void> {
  const { file: graph, sha256 } = manifest.onnx;
  if (!manifest.version.endsWith(sha256.slice(0, 8))) {
    throw new TrainedModelCorrupt(jobName, 'the version names another sha256');
  }
  for (const file of [{ name: graph, sha256 }, ...(manifest.files ?? [])]) {
    if ((await computeSha256(dependencies, jobName, file.name)) !== file.sha256) {
      throw new TrainedModelCorrupt(jobName, `${file.name} has another sha256`);
    }
  }
}

async function computeSha256(
  { store, modelBucket }: RegistryDependencies,
  jobName: string,
  file: string,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const buffer of await store.getStream(modelBucket, jobModelKey(jobName, file))) hash.update(buffer);
  return hash.digest('hex');
}

/** Copies the manifest last: a folder with a manifest is complete. Idempotent. */
async function copyModel(
  { store, modelBucket }: RegistryDependencies,
  jobName: string,
  version: string,
): Promise<void> {
  const prefix = jobModelPrefix(jobName);
  const files: string[] = [];
  for await (const { key } of store.list(modelBucket, prefix)) files.push(key.slice(prefix.length));
  for (const file of [...files.filter((name) => name !== MANIFEST), MANIFEST]) {
    const [source, target] = [jobModelKey(jobName, file), modelKey(version, file)];
    await store.copy({ bucket: modelBucket, key: source }, { bucket: modelBucket, key: target });
  }
}

function storeModel(
  database: Database,
  { job_name, run_id }: RegistrationInput,
  manifest: TrainedManifest,
): Promise<void> {
  const { version, kind, onnx } = manifest;
  return database.transaction(async (tx) => {
    await lockRegistry(tx);
    const [earlier] = await tx.query(readSqlFile('training/registry/find_model_of_job.sql'), { job_name });
    if (earlier) return;
    await tx.execute(readSqlFile('training/registry/insert_model.sql'), {
      ...{ version, kind, onnx_key: modelOnnxKey(version), onnx_sha256: onnx.sha256, size_bytes: onnx.size_bytes },
      ...{ manifest: json(omitBackground(manifest)), mlflow_run_id: manifest.mlflow.run_id },
      ...{ job_name, training_run_id: uuid(run_id) },
    });
    await tx.execute(readSqlFile('training/registry/record_model_event.sql'), {
      ...{ actor: `job:${job_name}`, action: 'model.registered', version },
      detail: json({ to: 'candidate', why: 'a training made it', onnx_sha256: onnx.sha256 }),
    });
  });
}

/** The background rows stay in the model folder: with them the row would exceed the Data API's response limit. */
const omitBackground = ({ background: _, ...manifest }: TrainedManifest) => manifest;
