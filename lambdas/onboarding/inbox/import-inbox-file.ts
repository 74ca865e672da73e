/**
 * Imports a raw file that arrived in the inbox, by the mapping that its folder is named after. Anything that no longer
 * fits the mapping is refused before it lands.
 */
import { text } from 'node:stream/consumers';
import { type ObjectHead, ObjectMissing, type ObjectStore, type StoredObject } from '../../shared/aws/object-store.ts';
import type { DeliveryLimits } from '../../shared/landing/delivery-limits.ts';
import { type InboxFile, inboxPrefix, mappingKey, parseInboxKey } from '../../shared/object-keys.ts';
import { formatCount, formatCountOf } from '../../shared/page/number-format.ts';
import { requireDailyMapping } from '../contract/daily-mapping.ts';
import type { ImportReport } from '../contract/import-report.ts';
import { importReportKey } from '../contract/import-state.ts';
import type { Mapping, Source } from '../contract/mapping.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import { convertFiles } from '../conversion/convert-files.ts';
import { parseMapping } from '../conversion/mapping-file.ts';
import { matchesPattern } from '../conversion/match-mapping.ts';
import { openMappedTables } from '../conversion/open-mapped-tables.ts';
import { openStoredFile } from '../readers/stored-file.ts';
import { hashTexts } from './hash-texts.ts';
import { nameOrigin, openLandingSink } from './landing-sink.ts';
import { storeReport } from './store-report.ts';

/** What S3 says of a new object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export interface ArrivedFile {
  key: string;
  etag: string;
}

export interface InboxTools {
  store: ObjectStore;
  landingBucket: string;
  /** Holds the mappings. */
  mappingBucket: string;
  reportBucket: string;
  limits: DeliveryLimits;
  /** Bytes of a raw file that the function's time suffices for. */
  maxRawBytes: number;
  /** Throws a RawFileRefused when the function has no time to read more rows. */
  checkTime: () => void;
}

export type InboxResult =
  /** The mark of a folder, deleted since, or replaced since: the newer object has an event of its own. */
  | { outcome: 'ignored'; because: 'no_raw_file' | 'deleted' | 'replaced' }
  | { outcome: 'imported_before'; import_id: string }
  /** The folder lacks files of these sources. */
  | { outcome: 'waiting'; sources: string[] }
  | { outcome: 'delivered'; import_id: string; days: string[]; refused_rows: number };

/** A mapping is a small document that a person writes. */
const MAX_MAPPING_BYTES = 2 ** 20;

/**
 * Imports the file. The same event again changes nothing; a corrected upload replaces what the earlier one delivered.
 * @throws {RawFileRefused} when mapping or file is refused; nothing has landed
 * @throws {DeliveryRefused} when landing would refuse what the mapping makes; nothing has landed
 */
export async function importInboxFile(arrived: ArrivedFile, tools: InboxTools): Promise<InboxResult> {
  if (arrived.key.endsWith('/')) return { outcome: 'ignored', because: 'no_raw_file' };
  const inboxFile = requireInboxFile(arrived.key);
  const head = await findHead(tools.store, tools.landingBucket, arrived.key);
  if (!head) return { outcome: 'ignored', because: 'deleted' };
  if (head.etag !== arrived.etag) return { outcome: 'ignored', because: 'replaced' };
  const { mapping, text: mappingText } = await readMapping(inboxFile.mapping, tools);
  const group = await gatherFiles(inboxFile, head, mapping, tools);
  if ('missing' in group) return { outcome: 'waiting', sources: group.missing };
  refuseTooLarge(group.heads, tools.maxRawBytes);
  const digest = hashVersions(mappingText, group);
  const importId = toUuid(digest);
  const reportKey = importReportKey(importId, 'report.json');
  if (await findHead(tools.store, tools.reportBucket, reportKey))
    return { outcome: 'imported_before', import_id: importId };
  const isCurrent = async () => {
    const newHead = await findHead(tools.store, tools.landingBucket, arrived.key);
    const newGroup = newHead && (await gatherFiles(inboxFile, newHead, mapping, tools));
    return newGroup !== undefined && !('missing' in newGroup) && hashVersions(mappingText, newGroup) === digest;
  };
  const report = await convertGroup(group, mapping, { digest, isCurrent }, tools);
  if (!report) return { outcome: 'ignored', because: 'replaced' };
  await storeReport(report, importId, tools);
  const days = [...new Set(report.deliveries.map(({ as_of }) => as_of))].sort();
  return { outcome: 'delivered', import_id: importId, days, refused_rows: report.refused_rows };
}

const hashVersions = (mappingText: string, { heads }: FileGroup): string =>
  hashTexts([mappingText, ...heads.flatMap(({ key, etag, versionId }) => [key, etag, versionId ?? ''])]);

/** @throws {RawFileRefused} when the file is in no mapping's folder, where nobody would ever read it (NoMapping) */
function requireInboxFile(key: string): InboxFile {
  const inboxFile = parseInboxKey(key);
  if (inboxFile) return inboxFile;
  throw new RawFileRefused(
    'NoMapping',
    `${key} is in the folder of no mapping: upload it to ${inboxPrefix('<mapping>')}, or one folder below, with the name of the mapping as npm run onboard -- --install shows it`,
  );
}

/** Converts and lands. Returns undefined when a file was replaced meanwhile: the newer one has an event of its own. */
async function convertGroup(
  { heads, origin }: FileGroup,
  mapping: Mapping,
  { digest, isCurrent }: { digest: string; isCurrent: () => Promise<boolean> },
  { store, landingBucket, limits, checkTime }: InboxTools,
): Promise<ImportReport | undefined> {
  const name = nameOrigin(mapping.name, origin);
  const version = digest.slice(0, 8);
  const sink = openLandingSink({ store, bucket: landingBucket, limits, ...name, version, isCurrent });
  try {
    const files = await Promise.all(heads.map(({ key }) => openStoredFile(store, landingBucket, key)));
    const tables = await openMappedTables(mapping, files);
    // Files wait in the queue of events for hours at most: the day on which the newest arrived is that of the delivery.
    const today =
      heads
        .map(({ lastModified }) => lastModified.toISOString().slice(0, 10))
        .sort()
        .at(-1) ?? '';
    return await convertFiles(mapping, tables, sink, { files, today, onProgress: checkTime });
  } catch (error) {
    if (error instanceof RawFileRefused && error.reason === 'RawFileChanged') return undefined;
    throw error;
  }
}

async function findHead(store: ObjectStore, bucket: string, key: string): Promise<ObjectHead | undefined> {
  try {
    return await store.head(bucket, key);
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
}

/** @throws {RawFileRefused} when it was never installed (NoMapping), or cannot be used (InvalidMapping) */
async function readMapping(
  name: string,
  { store, mappingBucket }: InboxTools,
): Promise<{ mapping: Mapping; text: string }> {
  const head = await findHead(store, mappingBucket, mappingKey(name));
  if (!head) {
    throw new RawFileRefused(
      'NoMapping',
      `there is no ${mappingKey(name)} in the model bucket: npm run onboard -- --mapping FILE --install --env NAME stores it`,
    );
  }
  if (head.sizeBytes > MAX_MAPPING_BYTES) {
    throw new RawFileRefused(
      'InvalidMapping',
      `${mappingKey(name)} has more than ${formatCountOf(MAX_MAPPING_BYTES, 'byte')}`,
    );
  }
  const content = await text(await store.getStream(mappingBucket, mappingKey(name)));
  const mapping = parseMapping(content);
  if (mapping.name !== name) {
    throw new RawFileRefused(
      'InvalidMapping',
      `${mappingKey(name)} is a mapping named ${mapping.name}: install it under its name`,
    );
  }
  requireDailyMapping(mapping);
  return { mapping, text: content };
}

interface FileGroup {
  heads: ObjectHead[];
  /** What a correction replaces: the raw file, or the folder of several. */
  origin: string;
}

/**
 * A mapping of one source takes every file by itself, whatever its name. Files of several sources are joined: those of one
 * folder belong together, and the newest of each source counts.
 * @throws {RawFileRefused} when no source takes the name, or joined files share no folder of their own
 * (MappingMismatch)
 */
async function gatherFiles(
  { mapping: name, prefix, file }: InboxFile,
  head: ObjectHead,
  { sources }: Mapping,
  { store, landingBucket }: InboxTools,
): Promise<FileGroup | { missing: string[] }> {
  if (sources.length === 1) return { heads: [head], origin: head.key };
  if (!findSource(sources, file)) {
    const patterns = sources.flatMap(({ files }) => files).join(', ');
    throw new RawFileRefused('MappingMismatch', `${file} is no file of mapping ${name}, which reads ${patterns}`);
  }
  if (prefix === inboxPrefix(name)) {
    throw new RawFileRefused(
      'MappingMismatch',
      `mapping ${name} joins several files: put those of one day into a folder of their own, such as ${prefix}2026-01-31/${file}`,
    );
  }
  const newest = new Map<string, StoredObject>();
  for await (const object of store.list(landingBucket, prefix)) {
    const source = findSource(sources, object.key.slice(prefix.length));
    const known = source && newest.get(source.name);
    if (source && (!known || known.lastModified < object.lastModified)) newest.set(source.name, object);
  }
  const missing = sources.map((source) => source.name).filter((source) => !newest.has(source));
  if (missing.length > 0) return { missing };
  const keys = [...newest.values()].map(({ key }) => key).sort();
  return { heads: await Promise.all(keys.map((key) => store.head(landingBucket, key))), origin: prefix };
}

const findSource = (sources: readonly Source[], file: string): Source | undefined =>
  sources.find(({ files }) => files.some((pattern) => matchesPattern(pattern, file)));

function refuseTooLarge(heads: readonly ObjectHead[], maxBytes: number): void {
  const bytes = heads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (bytes <= maxBytes) return;
  throw new RawFileRefused(
    'RawFileTooLarge',
    `${heads.map(({ key }) => key).join(', ')}: ${formatCountOf(bytes, 'byte')}, and the inbox takes ${formatCount(maxBytes)} at once. ` +
      'Split the file, or convert it with npm run onboard, which has no limit of time, and upload the deliveries',
  );
}

/** A UUID of version 8: its bits are ours to choose (RFC 9562, section 5.8). */
function toUuid(digest: string): string {
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 3) | 8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    variant + digest.slice(17, 20),
    digest.slice(20, 32),
  ].join('-');
}
