/** Finds deliveries in a folder on disk and copies them into the landing bucket. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { getObjectStore, type ObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import {
  isMisnamedFolder,
  landingKey,
  MANIFEST_NAME,
  manifestKey,
  parseDeliveryFolder,
} from '../../lambdas/shared/object-keys.ts';
import { CommandError } from '../terminal/command-error.ts';
import { formatPlural } from '../terminal/format.ts';
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

/**
 * Finds every delivery in a folder, oldest first. Names each folder that is named like a delivery and is none.
 * @throws {NoDeliveries} when the folder contains none
 * @throws {ManifestMissing} when one is incomplete
 * @throws {PathNotUsable} when a file that a manifest names is none, such as a link that leads nowhere
 */
export async function findDeliveries(directory: string): Promise<DeliveryFolder[]> {
  if (!existsSync(directory)) {
    throw new NoDeliveries(`${directory} does not exist: name a folder that holds as_of=YYYY-MM-DD folders`);
  }
  const names = (await readdir(directory)).sort();
  const misnamedFolders = names.filter(isMisnamedFolder);
  const deliveries = names.flatMap((name) => {
    const asOf = parseDeliveryFolder(name);
    return asOf === null ? [] : [readDelivery(join(directory, name), asOf)];
  });
  if (deliveries.length === 0) {
    const misnamed = misnamedFolders.length > 0 ? `, and ${misnamedFolders.join(', ')} is none` : '';
    throw new NoDeliveries(
      `${directory} holds no folder as_of=YYYY-MM-DD of a day that exists${misnamed}: see the landing contract in docs/landing.md`,
    );
  }
  for (const name of misnamedFolders) {
    console.error(`${join(directory, name)} is left out: name it as_of=YYYY-MM-DD with a day that exists`);
  }
  return Promise.all(deliveries);
}

async function readDelivery(folder: string, asOf: string): Promise<DeliveryFolder> {
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
  return { asOf, folder, files };
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
  progress.finish(`${formatPlural(delivery.files.length, 'file')} and the manifest`);
}
