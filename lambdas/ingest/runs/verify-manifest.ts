/** Checks a delivery before anything of it is read: its manifest, and that every file it promises is there. */
import {
  type ObjectHead,
  ObjectMissing,
  ObjectNotJson,
  ObjectReplaced,
  type ObjectStore,
} from '../../shared/aws/object-store.ts';
import { landingKey, manifestKey } from '../../shared/object-keys.ts';
import type { DeliveredFile, TableName } from '../../shared/runs/run.ts';
import { listAttributeTypes, type Manifest, parseManifest } from '../contract/manifest.ts';
import { DeliveryRefused } from '../contract/refusals.ts';

/**
 * Reads the manifest of a delivery: the one with this ETag, which its run was opened for, or without one any.
 * @throws {DeliveryRefused} MissingManifest, ManifestReplaced or InvalidManifest
 */
export async function readManifest(
  store: ObjectStore,
  bucket: string,
  asOf: string,
  etag: string | null = null,
): Promise<Manifest> {
  const document = await store.getJson(bucket, manifestKey(asOf), etag ?? undefined).catch((error) => {
    if (error instanceof ObjectMissing) throw new DeliveryRefused('MissingManifest', `there is no manifest of ${asOf}`);
    if (error instanceof ObjectReplaced) {
      throw new DeliveryRefused(
        'ManifestReplaced',
        `the manifest of ${asOf} was written anew after the run was opened`,
      );
    }
    if (error instanceof ObjectNotJson)
      throw new DeliveryRefused('InvalidManifest', `the manifest of ${asOf} is not JSON`);
    throw error;
  });
  return parseManifest(document, asOf);
}

/**
 * The files that the manifest promises, as they lie in the landing bucket: each is pinned to its present version.
 * @throws {DeliveryRefused} MissingFile
 */
export async function listDeliveredFiles(
  store: ObjectStore,
  bucket: string,
  manifest: Manifest,
): Promise<DeliveredFile[]> {
  const files: DeliveredFile[] = [];
  for (const [name, { mode, files: promised }] of Object.entries(manifest.tables)) {
    const table = name as TableName;
    const attributes = listAttributeTypes(manifest, table);
    for (const file of promised) {
      const key = landingKey(manifest.as_of, file.name);
      const { sizeBytes: size_bytes, versionId: version_id } = await headOf(store, bucket, key, file.name);
      files.push({ table, mode, ...file, key, version_id, size_bytes, attributes });
    }
  }
  return files;
}

async function headOf(store: ObjectStore, bucket: string, key: string, name: string): Promise<ObjectHead> {
  try {
    return await store.head(bucket, key);
  } catch (error) {
    if (error instanceof ObjectMissing) throw new DeliveryRefused('MissingFile', `${name} is not in the delivery`);
    throw error;
  }
}
