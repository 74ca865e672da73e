/**
 * Prepares one delivered file: streams it from the landing bucket into parts in the work bucket and records the load.
 */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Database } from '../../shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { DeliveryRefused } from '../../shared/landing/refusals.ts';
import { attemptKey } from '../../shared/object-keys.ts';
import type { DeliveredFile, Part, Run } from '../../shared/runs/run.ts';
import type { KeyVault } from './key-vault.ts';
import { type GzipUpload, PART_LIMITS } from './part-writer.ts';
import { type FileLimits, prepareStream } from './prepare-stream.ts';
import { recordLoad } from './record-load.ts';

export interface PrepareFileDependencies {
  database: Database;
  store: ObjectStore;
  buckets: { landing: string; work: string };
  vault: KeyVault;
  limits: FileLimits;
}

/**
 * Every attempt writes parts under new keys and returns the keys, so that a late attempt overwrites no imported part.
 * @throws {DeliveryRefused} when the file is missing or does not have the content that the manifest declares
 * @throws {RunHasEnded} when the run is no longer running
 */
export async function prepareFile(
  { database, store, buckets, vault, limits }: PrepareFileDependencies,
  run: Run,
  file: DeliveredFile,
): Promise<{ parts: Part[]; delivered: number; rejected: number }> {
  const attempt = randomUUID().slice(0, 8);
  const upload: GzipUpload = async (key, body) => {
    const options = { contentEncoding: 'gzip', contentType: 'text/csv' } as const;
    await store.putStream(buckets.work, attemptKey(key, attempt), body, options);
  };
  const source = await openFile(store, buckets.landing, file);
  const prepared = await prepareStream(run, file, source, upload, PART_LIMITS, vault, limits);
  await recordLoad(database, run, file, prepared);
  const parts = prepared.parts.map((part) => ({ ...part, key: attemptKey(part.key, attempt) }));
  return { parts, delivered: prepared.delivered, rejected: prepared.rejected };
}

/** Opens the version that was verified with the manifest; one that the lender writes later is for another run. */
async function openFile(store: ObjectStore, bucket: string, file: DeliveredFile): Promise<Readable> {
  try {
    return await store.getStream(bucket, file.key, file.version_id);
  } catch (error) {
    if (error instanceof ObjectMissing) throw new DeliveryRefused('MissingFile', `${file.name} is not in the delivery`);
    throw error;
  }
}
