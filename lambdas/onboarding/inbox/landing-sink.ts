/**
 * Writes the deliveries of an import into the landing bucket: nothing becomes visible before the whole import has been
 * converted, and a day counts once its manifest is replaced, last and in one step.
 */
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ObjectMissing, ObjectReplaced, type ObjectStore } from '../../shared/aws/object-store.ts';
import { RiskError } from '../../shared/errors.ts';
import type { DeliveryLimits } from '../../shared/landing/delivery-limits.ts';
import { checkManifestLimits, type Manifest, parseManifest } from '../../shared/landing/manifest.ts';
import { landingKey, manifestKey } from '../../shared/object-keys.ts';
import type { DeliveryFile, DeliverySink } from '../contract/delivery-sink.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import { hashTexts } from './hash-texts.ts';
import { type FileOrigin, mergeManifest } from './merge-manifest.ts';

/** Other imports replaced the manifest of the day again and again. A retry helps. */
export class ManifestContended extends RiskError {
  constructor(asOf: string) {
    super(`the manifest of ${asOf} was replaced by others while it was written`);
  }
}

class ImportDiscarded extends RiskError {}

export interface LandingSinkOptions extends FileOrigin {
  store: ObjectStore;
  bucket: string;
  /** Names the version of raw file and mapping, so that no file of a present manifest is overwritten. */
  version: string;
  limits: DeliveryLimits;
  /** Whether the raw files are still those that were read. Left out where nobody can replace them. */
  isCurrent?: () => Promise<boolean>;
}

/** How the files of a mapping's raw file begin. @param origin what a correction has in common with it */
export function nameOrigin(mapping: string, origin: string): FileOrigin {
  const mappingPrefix = `inbox.${mapping}.`;
  return { mappingPrefix, rawFilePrefix: `${mappingPrefix}${hashTexts([origin]).slice(0, 8)}.` };
}

interface OpenUpload {
  bytes: PassThrough;
  done: Promise<unknown>;
}

/** Of as many imports at once as the function has environments, each loses to all others at most, and to some again. */
const MANIFEST_ATTEMPTS = 20;
const MAX_PAUSE_MILLISECONDS = 100;

export function openLandingSink(options: LandingSinkOptions): DeliverySink {
  const { store, bucket, rawFilePrefix, version } = options;
  const uploads: OpenUpload[] = [];
  return {
    filePrefix: `${rawFilePrefix}${version}.`,
    async openFile({ asOf, name }: DeliveryFile) {
      const bytes = new PassThrough();
      const done = store.putStream(bucket, landingKey(asOf, name), bytes);
      done.catch((error) => bytes.destroy(error)); // the writer sees it; publish reports it
      uploads.push({ bytes, done });
      return holdEnd(bytes);
    },
    async publish(manifests) {
      // Before anything is visible: a day that may not be replaced, or a manifest that landing would refuse.
      for (const manifest of manifests) await prepareManifest(manifest, options);
      for (const { bytes } of uploads) bytes.end();
      for (const { done } of uploads) await done;
      for (const manifest of manifests) await replaceManifest(manifest, options);
    },
    async discard() {
      for (const { bytes } of uploads) bytes.destroy(new ImportDiscarded('the import ended before it was complete'));
      await Promise.allSettled(uploads.map(({ done }) => done));
    },
  };
}

/** A stream that passes everything on but its end: an upload whose bytes have not ended is not visible. */
function holdEnd(bytes: PassThrough): Writable {
  const held = new Writable({
    write(chunk, _encoding, callback) {
      if (bytes.write(chunk)) callback();
      else bytes.once('drain', callback);
    },
    final: (callback) => callback(),
  });
  bytes.once('error', (error) => held.destroy(error));
  return held;
}

interface PreparedManifest {
  manifest: Manifest;
  /** ETag of the manifest that it replaces; null where the day has none. */
  replaces: string | null;
}

/**
 * @throws {RawFileRefused} when the day may not be replaced (DayDelivered)
 * @throws {DeliveryRefused} when landing would refuse the joined manifest
 */
async function prepareManifest(own: Manifest, options: LandingSinkOptions): Promise<PreparedManifest> {
  const { store, bucket, limits } = options;
  const present = await readPresentManifest(store, bucket, own.as_of, limits);
  const manifest = parseManifest(mergeManifest(present?.manifest, own, options), own.as_of);
  checkManifestLimits(manifest, limits);
  return { manifest, replaces: present?.etag ?? null };
}

/**
 * Whether the raw files are current is asked between reading the manifest and replacing it: the import of a newer version
 * that publishes before has replaced that manifest, and one that publishes after replaces this one's.
 * @throws {RawFileRefused} when a raw file was replaced meanwhile (RawFileChanged)
 */
async function replaceManifest(own: Manifest, options: LandingSinkOptions): Promise<void> {
  const { store, bucket, isCurrent } = options;
  for (let attempt = 0; attempt < MANIFEST_ATTEMPTS; attempt += 1) {
    if (attempt > 0) await sleep(Math.random() * MAX_PAUSE_MILLISECONDS);
    const { manifest, replaces } = await prepareManifest(own, options);
    if (isCurrent && !(await isCurrent())) {
      throw new RawFileRefused('RawFileChanged', `a newer raw file of ${own.as_of} arrived: it will be read instead`);
    }
    const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    if (await store.putIf(bucket, manifestKey(own.as_of), bytes, replaces)) return;
  }
  throw new ManifestContended(own.as_of);
}

async function readPresentManifest(
  store: ObjectStore,
  bucket: string,
  asOf: string,
  { manifest_bytes }: DeliveryLimits,
): Promise<{ manifest: Manifest; etag: string } | undefined> {
  const key = manifestKey(asOf);
  for (let attempt = 0; attempt < MANIFEST_ATTEMPTS; attempt += 1) {
    try {
      const { etag } = await store.head(bucket, key);
      const document = await store.getJson(bucket, key, { etag, maxBytes: manifest_bytes });
      return { manifest: parseManifest(document, asOf), etag };
    } catch (error) {
      if (error instanceof ObjectMissing) return undefined;
      if (!(error instanceof ObjectReplaced)) throw error;
    }
  }
  throw new ManifestContended(asOf);
}
