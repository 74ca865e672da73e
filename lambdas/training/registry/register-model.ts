/** Registers a training job's model: verifies its files, stores a candidate, and writes the model folder once. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { json, type Sql, uuid } from '../../shared/aws/database.ts';
import { RiskError } from '../../shared/errors.ts';
import { MODEL_FILE_NAME, ModelFolderManifest } from '../../shared/model/model-manifest.ts';
import { jobModelKey, modelKey, modelOnnxKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { findModel, lockRegistry, type RegistryDependencies, recordModelEvent } from './registry.ts';

export const RegistrationInput = z.object({ job_name: z.string().min(1), run_id: z.uuid() });
export type RegistrationInput = z.infer<typeof RegistrationInput>;

/** The job's output is not a model: a file is damaged, or the manifest is invalid. */
export class TrainedModelCorrupt extends RiskError {
  constructor(jobName: string, reason: string) {
    super(`the model of job ${jobName} can't be registered: ${reason}`);
  }
}

/** The version is registered for another job, or its folder holds other files. Neither is replaced. */
export class ModelVersionTaken extends RiskError {
  constructor(jobName: string, version: string, reason: string) {
    super(`job ${jobName} can't take the version ${version}: ${reason}; train again, which makes another version`);
  }
}

const MANIFEST = 'manifest.json';
/** All files are in memory at once, in a function with 1,024 MiB (lib/stacks/training-stack.ts). */
const MAX_FOLDER_BYTES = 384 * 1024 * 1024;

const TrainedManifest = ModelFolderManifest.extend({
  onnx: ModelFolderManifest.shape.onnx.extend({ file: z.literal('model.onnx') }),
  /** Files of the folder other than the graph and the manifest. */
  files: z
    .array(z.looseObject({ name: z.string().regex(MODEL_FILE_NAME), sha256: z.string() }))
    .optional()
    .refine(
      (files) => isUnique([MANIFEST, 'model.onnx', ...(files ?? []).map(({ name }) => name)]),
      'a file is listed twice',
    ),
});
type TrainedManifest = z.infer<typeof TrainedManifest>;

/** The verified files of a job. Exactly these bytes are stored, so a job can't swap a file after its verification. */
interface TrainedModel {
  manifest: TrainedManifest;
  manifest_sha256: string;
  /** By name, the manifest last: a folder with a manifest is complete. */
  files: Map<string, Buffer>;
}

/**
 * Registers the model once for a job. Idempotent: a repeated call completes an interrupted one and changes nothing else.
 * @throws {TrainedModelCorrupt} when the files differ from the manifest, or from those the job registered before
 * @throws {ModelVersionTaken} when another job has the version, or its folder holds other files
 */
export async function registerModel(dependencies: RegistryDependencies, registration: RegistrationInput) {
  const trained = await readTrainedModel(dependencies, registration.job_name);
  // First the row, which the database refuses for a version of another job; then the files.
  await dependencies.database.transaction((tx) => storeModel(tx, registration, trained));
  await writeModelFolder(dependencies, registration.job_name, trained);
  const { kind, version, metrics } = trained.manifest;
  return { version, kind, metrics };
}

async function readTrainedModel(dependencies: RegistryDependencies, jobName: string): Promise<TrainedModel> {
  const manifestBytes = await readJobFile(dependencies, jobName, MANIFEST, MAX_FOLDER_BYTES);
  const manifest = parseManifest(jobName, manifestBytes);
  if (!manifest.version.endsWith(manifest.onnx.sha256.slice(0, 8))) {
    throw new TrainedModelCorrupt(jobName, 'the version names another sha256');
  }
  const files = new Map<string, Buffer>();
  let remainingBytes = MAX_FOLDER_BYTES - manifestBytes.length;
  for (const { name, sha256 } of [
    { name: manifest.onnx.file, sha256: manifest.onnx.sha256 },
    ...(manifest.files ?? []),
  ]) {
    const bytes = await readJobFile(dependencies, jobName, name, remainingBytes);
    if (computeSha256(bytes) !== sha256) throw new TrainedModelCorrupt(jobName, `${name} has another sha256`);
    files.set(name, bytes);
    remainingBytes -= bytes.length;
  }
  files.set(MANIFEST, manifestBytes);
  return { manifest, manifest_sha256: computeSha256(manifestBytes), files };
}

async function readJobFile(
  { store, modelBucket }: RegistryDependencies,
  jobName: string,
  file: string,
  maxBytes: number,
): Promise<Buffer> {
  const key = jobModelKey(jobName, file);
  const { sizeBytes } = await store.head(modelBucket, key);
  if (sizeBytes > maxBytes) {
    throw new TrainedModelCorrupt(jobName, `with ${file} its files exceed ${MAX_FOLDER_BYTES} bytes`);
  }
  return buffer(await store.getStream(modelBucket, key));
}

function parseManifest(jobName: string, bytes: Buffer): TrainedManifest {
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new TrainedModelCorrupt(jobName, `${MANIFEST} is not JSON`);
  }
  const parsed = TrainedManifest.safeParse(document);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new TrainedModelCorrupt(jobName, `${MANIFEST} is wrong at ${paths.join(', ')}`);
}

async function storeModel(
  tx: Sql,
  { job_name, run_id }: RegistrationInput,
  { manifest, manifest_sha256 }: TrainedModel,
): Promise<void> {
  await lockRegistry(tx);
  const { version, kind, onnx } = manifest;
  const [earlier] = await tx.query<{ version: string; manifest_sha256: string | null }>(
    readSqlFile('training/registry/find_model_of_job.sql'),
    { job_name },
  );
  if (earlier) {
    const isSame = earlier.version === version && (earlier.manifest_sha256 ?? manifest_sha256) === manifest_sha256;
    if (isSame) return;
    throw new TrainedModelCorrupt(job_name, `it registered ${earlier.version}, and has another ${MANIFEST} now`);
  }
  if (await findModel(tx, version)) throw new ModelVersionTaken(job_name, version, 'another job registered it');
  await tx.execute(readSqlFile('training/registry/insert_model.sql'), {
    version,
    kind,
    onnx_key: modelOnnxKey(version),
    onnx_sha256: onnx.sha256,
    size_bytes: onnx.size_bytes,
    manifest: json(omitBackground(manifest)),
    manifest_sha256,
    job_name,
    training_run_id: uuid(run_id),
  });
  await recordModelEvent(tx, {
    actor: `job:${job_name}`,
    action: 'model.registered',
    version,
    detail: { to: 'candidate', why: 'a training made it', onnx_sha256: onnx.sha256, manifest_sha256 },
  });
}

/** Writes every file once. A file that an interrupted registration wrote must have the same bytes. */
async function writeModelFolder(
  { store, modelBucket }: RegistryDependencies,
  jobName: string,
  { manifest: { version }, files }: TrainedModel,
): Promise<void> {
  for (const [name, bytes] of files) {
    const key = modelKey(version, name);
    if (await store.putOnce(modelBucket, key, bytes)) continue;
    const present = await buffer(await store.getStream(modelBucket, key));
    if (!present.equals(bytes)) throw new ModelVersionTaken(jobName, version, `${key} has other content`);
  }
}

/** The background rows stay in the model folder: with them the row would exceed the Data API's response limit. */
const omitBackground = ({ background: _, ...manifest }: TrainedManifest) => manifest;

const computeSha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const isUnique = (names: readonly string[]): boolean => new Set(names).size === names.length;
