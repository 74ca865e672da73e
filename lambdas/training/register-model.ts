/** Last step of training: verifies the job's model, copies it to its own folder and decides its stage. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Database, database, json, uuid } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { env } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { riskHandler } from '../shared/handler.ts';
import { type Manifest, manifestSchema } from '../shared/model/manifest.ts';
import { jobModelKey, jobModelPrefix, modelKey, modelOnnxKey } from '../shared/object-keys.ts';
import { sqlFile } from '../shared/sql.ts';
import { configuration } from './configuration.ts';
import { type CrossValidation, type StageDecision, stageOf } from './stage.ts';

const Input = z.object({ job_name: z.string().min(1), run_id: z.uuid() });
type Input = z.infer<typeof Input>;

const MANIFEST = 'manifest.json';

/** What a job left is not a model: a file is damaged, or the manifest is none. */
export class TrainedModelCorrupt extends RiskError {
  constructor(jobName: string, reason: string) {
    super(`the model of job ${jobName} can't be registered: ${reason}`);
  }
}

type Registered = { version: string; kind: string; stage: string };
type Champion = { version: string; cv: CrossValidation };

export const handler = riskHandler({ name: 'training/register-model', input: Input }, async (input) => {
  const manifest = await readManifest(input.job_name);
  await verifyOnnx(input.job_name, manifest);
  await copyModel(input.job_name, manifest.version);
  const outcome = await register(database(), input, manifest);
  const { kind, version, metrics } = manifest;
  return { outcome, version, kind, metrics };
});

async function readManifest(jobName: string): Promise<Manifest> {
  const document = await objectStore().getJson(env('MODEL_BUCKET'), jobModelKey(jobName, MANIFEST));
  const parsed = manifestSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new TrainedModelCorrupt(
    jobName,
    `${MANIFEST}: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`,
  );
}

async function verifyOnnx(jobName: string, { onnx, version }: Manifest): Promise<void> {
  const hash = createHash('sha256');
  for await (const block of await objectStore().getStream(env('MODEL_BUCKET'), jobModelKey(jobName, onnx.file))) {
    hash.update(block);
  }
  if (hash.digest('hex') !== onnx.sha256) throw new TrainedModelCorrupt(jobName, `${onnx.file} has another sha256`);
  if (!version.endsWith(onnx.sha256.slice(0, 8)))
    throw new TrainedModelCorrupt(jobName, 'its version names another sha256');
}

/** The manifest is copied last: where it is, the folder is complete. A second copy gives the same objects. */
async function copyModel(jobName: string, version: string): Promise<void> {
  const { list, copy } = objectStore();
  const bucket = env('MODEL_BUCKET');
  const prefix = jobModelPrefix(jobName);
  const files: string[] = [];
  for await (const { key } of list(bucket, prefix)) files.push(key.slice(prefix.length));
  for (const file of [...files.filter((name) => name !== MANIFEST), MANIFEST]) {
    await copy({ bucket, key: jobModelKey(jobName, file) }, { bucket, key: modelKey(version, file) });
  }
}

/** Stores the model at its stage in one transaction; a job that was registered before keeps what it got. */
export function register(db: Database, input: Input, manifest: Manifest): Promise<string> {
  return db.transaction(async (tx) => {
    const [champion] = await tx.query<Champion>(sqlFile('training/champion.sql'));
    const [earlier] = await tx.query<Registered>(sqlFile('training/registered.sql'), { job_name: input.job_name });
    if (earlier) return earlier.stage === 'retired' ? 'champion' : earlier.stage;
    const decision = stageOf(manifest, champion?.cv, configuration.promotion);
    if (decision.stage === 'champion' && champion) await tx.execute(sqlFile('training/retire-champion.sql'));
    await tx.execute(sqlFile('training/insert-model.sql'), modelRow(input, manifest, decision));
    await tx.execute(sqlFile('training/audit-model.sql'), {
      actor: `job:${input.job_name}`,
      version: manifest.version,
      detail: json({ ...decision, replaced: champion?.version ?? null, onnx_sha256: manifest.onnx.sha256 }),
    });
    return decision.stage;
  });
}

/** The background rows stay in the model folder: with them a row would outgrow what the Data API can answer. */
function modelRow(input: Input, { background: _, ...manifest }: Manifest, { stage }: StageDecision) {
  return {
    version: manifest.version,
    kind: manifest.kind,
    stage,
    onnx_key: modelOnnxKey(manifest.version),
    onnx_sha256: manifest.onnx.sha256,
    size_bytes: manifest.onnx.size_bytes,
    manifest: json(manifest),
    training_run_id: uuid(input.run_id),
    job_name: input.job_name,
    mlflow_run_id: MlflowRun.parse(manifest.mlflow).run_id,
  };
}

const MlflowRun = z.object({ run_id: z.string() });
