/** Finds deliveries in a folder on disk and copies them into the landing bucket. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { getObjectStore, type ObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { landingKey, MANIFEST_NAME, manifestKey } from '../../lambdas/shared/object-keys.ts';
import { CommandError } from '../terminal/command-error.ts';
import { requireUsablePath } from '../terminal/usable-paths.ts';
import type { WorkflowDependencies } from '../workflows/run-timed-workflow.ts';

/** The folder of --data contains no delivery. */
export class NoDeliveries extends CommandError {}
/** A delivery has no manifest.json. The manifest is written last, so the delivery isn't complete. */
export class ManifestMissing extends CommandError {}

/** Deliveries of the commands that get no --data. */
export const DEFAULT_DATA_FOLDER = resolve(import.meta.dirname, '../../data/taiwan');

/** One folder `as_of=YYYY-MM-DD` on disk. */
export interface DeliveryFolder {
  /** As-of date, YYYY-MM-DD. */
  asOf: string;
  folder: string;
  /** Names of its data files, without manifest.json. */
  files: string[];
}

const FOLDER_NAME = /^as_of=(\d{4}-\d{2}-\d{2})$/;

/**
 * Finds every delivery in a folder, oldest first.
 * @throws {NoDeliveries} when the folder contains none
 * @throws {ManifestMissing} when one is incomplete
 * @throws {PathNotUsable} when a file that a manifest names is none, such as a link that leads nowhere
 */
export async function findDeliveries(directory: string): Promise<DeliveryFolder[]> {
  if (!existsSync(directory)) {
    throw new NoDeliveries(`${directory} does not exist: name a folder that holds as_of=YYYY-MM-DD folders`);
  }
  const names = (await readdir(directory)).filter((name) => FOLDER_NAME.test(name)).sort();
  if (names.length === 0) {
    throw new NoDeliveries(
      `${directory} holds no folder as_of=YYYY-MM-DD: see the landing contract in docs/landing.md`,
    );
  }
  return Promise.all(names.map((name) => readDelivery(join(directory, name), name)));
}

async function readDelivery(folder: string, name: string): Promise<DeliveryFolder> {
  requireUsablePath('The delivery', folder, 'folder to read');
  const names = await readdir(folder);
  if (!names.includes(MANIFEST_NAME)) {
    throw new ManifestMissing(
      `${folder} has no ${MANIFEST_NAME}: write it last, once every file of the delivery is there`,
    );
  }
  requireUsablePath('The manifest', join(folder, MANIFEST_NAME), 'file to read');
  const manifest = await readFile(join(folder, MANIFEST_NAME), 'utf8');
  const files = names.filter((file) => file !== MANIFEST_NAME && isLanded(join(folder, file), file, manifest));
  return { asOf: FOLDER_NAME.exec(name)?.[1] ?? '', folder, files };
}

/**
 * Whether a file is copied; a link counts as what it leads to.
 * @throws {PathNotUsable} when the manifest names it, and it is no file or cannot be read
 */
function isLanded(path: string, name: string, manifest: string): boolean {
  if (manifest.includes(JSON.stringify(name)))
    requireUsablePath('The file that the manifest names', path, 'file to read');
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Copies a delivery into the landing bucket, the manifest last: a delivery counts once its manifest is there. */
export async function landDelivery(store: ObjectStore, bucket: string, delivery: DeliveryFolder): Promise<void> {
  for (const file of delivery.files) {
    await store.putStream(bucket, landingKey(delivery.asOf, file), createReadStream(join(delivery.folder, file)));
  }
  const manifest = createReadStream(join(delivery.folder, MANIFEST_NAME));
  await store.putStream(bucket, manifestKey(delivery.asOf), manifest);
}

/** Lands a delivery and shows it as one step. */
export async function landWithProgress(
  delivery: DeliveryFolder,
  { parameter, progress }: WorkflowDependencies,
): Promise<void> {
  progress.start(`Land the files of ${delivery.asOf}`);
  await landDelivery(getObjectStore(), parameter('landing/bucket'), delivery);
  progress.finish(`${delivery.files.length} files and the manifest`);
}
