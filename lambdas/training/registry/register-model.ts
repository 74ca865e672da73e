/** Registers a job's model: verified, copied to its version's folder, and stored as a candidate that no gate judged yet. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { RiskError } from '../../shared/errors.ts';
import { ModelManifest } from '../../shared/model/model-manifest.ts';
import { jobModelKey, jobModelPrefix, modelKey, modelOnnxKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

export const Registration = z.object({ job_name: z.string().min(1), run_id: z.uuid() });
export type Registration = z.infer<typeof Registration>;

export interface RegisterTools {
  database: Database;
  store: ObjectStore;
  /** The model bucket. */
  bucket: string;
}

/** What a job left is not a model: a file is damaged, or the manifest is none. */
export class TrainedModelCorrupt extends RiskError {
  constructor(jobName: string, reason: string) {
    super(`the model of job ${jobName} can't be registered: ${reason}`);
  }
}

const MANIFEST = 'manifest.json';
const TrainedManifest = ModelManifest.extend({
  mlflow: z.looseObject({ run_id: z.string() }),
  /** What lies in the folder beside the graph and the manifest. */
  files: z.array(z.looseObject({ name: z.string(), sha256: z.string() })).optional(),
});
type TrainedManifest = z.infer<typeof TrainedManifest>;

/**
 * Registers once for a job: an attempt after a finished one repeats its result.
 * @throws {TrainedModelCorrupt} when the model is not what its manifest says
 */
export async function registerModel(tools: RegisterTools, registration: Registration) {
  const manifest = await readManifest(tools, registration.job_name);
  await verifyFiles(tools, registration.job_name, manifest);
  await copyModel(tools, registration.job_name, manifest.version);
  await storeModel(tools.database, registration, manifest);
  const { kind, version, metrics } = manifest;
  return { version, kind, metrics };
}

async function readManifest({ store, bucket }: RegisterTools, jobName: string): Promise<TrainedManifest> {
  const document = await store.getJson(bucket, jobModelKey(jobName, MANIFEST));
  const parsed = TrainedManifest.safeParse(document);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new TrainedModelCorrupt(jobName, `${MANIFEST} is wrong at ${paths.join(', ')}`);
}

/** Every file, not only the graph: whoever reads a report later must be able to trust it. */
async function verifyFiles(tools: RegisterTools, jobName: string, manifest: TrainedManifest): Promise<void> {
  const { file: graph, sha256 } = manifest.onnx;
  if (!manifest.version.endsWith(sha256.slice(0, 8))) {
    throw new TrainedModelCorrupt(jobName, 'the version names another sha256');
  }
  for (const file of [{ name: graph, sha256 }, ...(manifest.files ?? [])]) {
    if ((await sha256Of(tools, jobName, file.name)) !== file.sha256) {
      throw new TrainedModelCorrupt(jobName, `${file.name} has another sha256`);
    }
  }
}

async function sha256Of({ store, bucket }: RegisterTools, jobName: string, file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of await store.getStream(bucket, jobModelKey(jobName, file))) hash.update(block);
  return hash.digest('hex');
}

/** The manifest is copied last: where it is, the folder is complete. A second copy gives the same objects. */
async function copyModel({ store, bucket }: RegisterTools, jobName: string, version: string): Promise<void> {
  const prefix = jobModelPrefix(jobName);
  const files: string[] = [];
  for await (const { key } of store.list(bucket, prefix)) files.push(key.slice(prefix.length));
  for (const file of [...files.filter((name) => name !== MANIFEST), MANIFEST]) {
    await store.copy({ bucket, key: jobModelKey(jobName, file) }, { bucket, key: modelKey(version, file) });
  }
}

function storeModel(database: Database, { job_name, run_id }: Registration, manifest: TrainedManifest): Promise<void> {
  const { version, kind, onnx } = manifest;
  return database.transaction(async (tx) => {
    await tx.query(readSqlFile('training/registry/lock_registry.sql'));
    const [earlier] = await tx.query(readSqlFile('training/registry/find_model_of_job.sql'), { job_name });
    if (earlier) return;
    await tx.execute(readSqlFile('training/registry/insert_model.sql'), {
      ...{ version, kind, onnx_key: modelOnnxKey(version), onnx_sha256: onnx.sha256, size_bytes: onnx.size_bytes },
      ...{ manifest: json(storedManifest(manifest)), mlflow_run_id: manifest.mlflow.run_id },
      ...{ job_name, training_run_id: uuid(run_id) },
    });
    await tx.execute(readSqlFile('training/registry/record_model_event.sql'), {
      ...{ actor: `job:${job_name}`, action: 'model.registered', version },
      detail: json({ to: 'candidate', why: 'a training made it', onnx_sha256: onnx.sha256 }),
    });
  });
}

/** The background rows stay in the model folder: with them the row would outgrow what the Data API can answer. */
const storedManifest = ({ background: _, ...manifest }: TrainedManifest) => manifest;
