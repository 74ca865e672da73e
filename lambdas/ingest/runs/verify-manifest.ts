/**
 * Verifies a run's delivery before any file is read: reads the manifest, finds every file that it lists, declares its
 * currency, target definition and attributes, and chooses the engine.
 */
import type { Database } from '../../shared/aws/database.ts';
import {
  type ObjectHead,
  ObjectMissing,
  ObjectNotJson,
  ObjectReplaced,
  type ObjectStore,
  ObjectTooLarge,
} from '../../shared/aws/object-store.ts';
import type { DeliveryLimits } from '../../shared/landing/delivery-limits.ts';
import {
  checkManifestLimits,
  listAttributeTypes,
  type Manifest,
  parseManifest,
} from '../../shared/landing/manifest.ts';
import { DeliveryRefused } from '../../shared/landing/refusals.ts';
import { landingKey, manifestKey } from '../../shared/object-keys.ts';
import { formatCountOf } from '../../shared/page/number-format.ts';
import type { DeliveredFile, Run, TableName } from '../../shared/runs/run.ts';
import { chooseEngine, type RequestedEngine } from './choose-engine.ts';
import { declareAttributes } from './declare-attributes.ts';
import { declareTerms } from './declare-terms.ts';
import { findManifestEtag } from './run-lifecycle.ts';

export interface VerifyManifestDependencies {
  database: Database;
  store: ObjectStore;
  /** The landing bucket. */
  bucket: string;
  limits: DeliveryLimits;
}

/** Step Functions passes at most 256 KiB from state to state; a part is left for the fields around the files. */
const MAX_PAYLOAD_BYTES = 200 * 1024;

/**
 * Returns the files to prepare and the engine that builds the features.
 * @throws {DeliveryRefused} when manifest, files or attributes are not acceptable
 * @throws {RunHasEnded} when the run is no longer running
 */
export async function verifyManifest(
  { database, store, bucket, limits }: VerifyManifestDependencies,
  run: Run,
  engine: { requested: RequestedEngine; sparkThresholdBytes: number },
): Promise<{ files: DeliveredFile[]; engine: 'sql' | 'spark' }> {
  const etag = await findManifestEtag(database, run);
  const manifest = await readManifest(store, bucket, run.as_of, { etag, maxBytes: limits.manifest_bytes });
  checkManifestLimits(manifest, limits);
  const files = await listDeliveredFiles(store, bucket, manifest);
  checkFileSizes(files, limits);
  await declareTerms(database, run, manifest);
  await declareAttributes(database, run, manifest, limits);
  return { files, engine: chooseEngine(engine.requested, files, engine.sparkThresholdBytes) };
}

/**
 * Reads a delivery's manifest. With an ETag, exactly the manifest for which the run was opened.
 * @throws {DeliveryRefused} when it is absent, replaced, too large or invalid: MissingManifest, ManifestReplaced,
 * ManifestTooLarge, InvalidManifest, PersonalColumn, ReservedColumn
 */
export async function readManifest(
  store: ObjectStore,
  bucket: string,
  asOf: string,
  { etag, maxBytes }: { etag: string | null; maxBytes: number },
): Promise<Manifest> {
  const options = { etag: etag ?? undefined, maxBytes };
  const document = await store.getJson(bucket, manifestKey(asOf), options).catch((error) => {
    if (error instanceof ObjectMissing) throw new DeliveryRefused('MissingManifest', `there is no manifest of ${asOf}`);
    if (error instanceof ObjectReplaced) {
      throw new DeliveryRefused(
        'ManifestReplaced',
        `the manifest of ${asOf} was written anew after the run was opened`,
      );
    }
    if (error instanceof ObjectTooLarge) {
      throw new DeliveryRefused(
        'ManifestTooLarge',
        `the manifest of ${asOf} has more than ${formatCountOf(maxBytes, 'byte')}`,
      );
    }
    if (error instanceof ObjectNotJson) {
      throw new DeliveryRefused('InvalidManifest', `the manifest of ${asOf} is not JSON in UTF-8`);
    }
    throw error;
  });
  return parseManifest(document, asOf);
}

/**
 * Lists the files of a manifest, each pinned to its present version in the landing bucket.
 * @throws {DeliveryRefused} when a listed file is absent (MissingFile)
 */
export async function listDeliveredFiles(
  store: ObjectStore,
  bucket: string,
  manifest: Manifest,
): Promise<DeliveredFile[]> {
  const files: DeliveredFile[] = [];
  for (const [name, { mode, files: listedFiles }] of Object.entries(manifest.tables)) {
    const table = name as TableName;
    const attributes = listAttributeTypes(manifest, table);
    for (const file of listedFiles) {
      const key = landingKey(manifest.as_of, file.name);
      const { sizeBytes: size_bytes, versionId: version_id } = await readHead(store, bucket, key, file.name);
      files.push({ table, mode, ...file, key, version_id, size_bytes, attributes });
    }
  }
  return files;
}

/**
 * Checks the size of each file, and that the workflow can pass the list of files, which repeats the attributes of a
 * table for each of its files.
 */
function checkFileSizes(files: readonly DeliveredFile[], limits: DeliveryLimits): void {
  const large = files.find(({ size_bytes }) => size_bytes > limits.file_bytes);
  if (large) {
    throw new DeliveryRefused(
      'FileTooLarge',
      `${large.name} has more than ${formatCountOf(limits.file_bytes, 'byte')}`,
    );
  }
  const payloadBytes = Buffer.byteLength(JSON.stringify(files));
  if (payloadBytes > MAX_PAYLOAD_BYTES) {
    throw new DeliveryRefused('ManifestTooLarge', 'its files and their attributes do not fit the workflow');
  }
}

async function readHead(store: ObjectStore, bucket: string, key: string, name: string): Promise<ObjectHead> {
  try {
    return await store.head(bucket, key);
  } catch (error) {
    if (error instanceof ObjectMissing) throw new DeliveryRefused('MissingFile', `${name} is not in the delivery`);
    throw error;
  }
}
