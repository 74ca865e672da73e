/** Compares the files of a registered model with their registration. Open it for what a promotion checks. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Sql } from '../../shared/aws/database.ts';
import { ObjectMissing } from '../../shared/aws/object-store.ts';
import { modelKey, modelManifestKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { RegisteredModel, RegistryDependencies } from './registry.ts';

type ModelBucket = Pick<RegistryDependencies, 'store' | 'modelBucket'>;

const ListedFiles = z.looseObject({
  files: z.array(z.looseObject({ name: z.string(), sha256: z.string() })).default([]),
});

/** Fields of the model manifest that are too large for the row of the registration. */
const ONLY_IN_FOLDER = ['background'];

/** Hashes every file again. @returns why serving must not use the model; undefined when each is the registered one */
export async function findFileFault(bucket: ModelBucket, model: RegisteredModel): Promise<string | undefined> {
  const { version, onnx_key, onnx_sha256, manifest_sha256 } = model;
  try {
    if (manifest_sha256 === null) await readEarlierManifest(bucket, model);
    else await checkObject(bucket, modelManifestKey(version), manifest_sha256);
    await checkObject(bucket, onnx_key, onnx_sha256);
    for (const { name, sha256 } of ListedFiles.parse(model.manifest).files) {
      await checkObject(bucket, modelKey(version, name), sha256);
    }
  } catch (error) {
    if (error instanceof ObjectMissing) return error.message;
    if (error instanceof FileChanged) return error.message;
    throw error;
  }
  return undefined;
}

/**
 * Stores the hash of the manifest of a model that was registered before manifests were hashed, when its manifest is the
 * registered one. Call it after `findFileFault`.
 */
export async function hashEarlierManifest(tx: Sql, bucket: ModelBucket, model: RegisteredModel): Promise<void> {
  if (model.manifest_sha256 !== null) return;
  const bytes = await readEarlierManifest(bucket, model);
  await tx.execute(readSqlFile('training/registry/set_manifest_hash.sql'), {
    version: model.version,
    manifest_sha256: createHash('sha256').update(bytes).digest('hex'),
  });
}

/** Compares a folder's manifest with the registered one. @returns the fields that differ */
export function listManifestDifferences(folderManifest: object, registered: object): string[] {
  const [stored, row] = [dropNegativeZeros(folderManifest), registered as Record<string, unknown>];
  const names = new Set([...Object.keys(stored), ...Object.keys(row)]);
  for (const name of ONLY_IN_FOLDER) names.delete(name);
  return [...names].filter((name) => !isDeepStrictEqual(stored[name], row[name]));
}

class FileChanged extends Error {}

async function checkObject({ store, modelBucket }: ModelBucket, key: string, registered: string): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of await store.getStream(modelBucket, key)) hash.update(chunk);
  if (hash.digest('hex') !== registered) throw new FileChanged(`its file ${key} is not the registered one`);
}

/** Reads a manifest without a registered hash; its fields must be the registered ones. */
async function readEarlierManifest({ store, modelBucket }: ModelBucket, model: RegisteredModel): Promise<Buffer> {
  const key = modelManifestKey(model.version);
  const bytes = await buffer(await store.getStream(modelBucket, key));
  const differences = listManifestDifferences(parseObject(bytes), model.manifest);
  if (differences.length === 0) return bytes;
  throw new FileChanged(`its file ${key} differs from the registration in ${differences.join(', ')}`);
}

/** An empty object for bytes that are not a JSON object: every registered field differs then. */
function parseObject(bytes: Buffer): object {
  try {
    return z.looseObject({}).parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return {};
  }
}

/** PostgreSQL stores no negative zero. */
const dropNegativeZeros = (document: object): Record<string, unknown> => JSON.parse(JSON.stringify(document));
