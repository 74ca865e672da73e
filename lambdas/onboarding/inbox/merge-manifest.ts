/** Joins the files of one import with those that earlier raw files of the same mapping delivered for the same day. */
import type { Manifest } from '../../shared/landing/manifest.ts';
import { TableName } from '../../shared/runs/run.ts';
import { RawFileRefused } from '../contract/refusals.ts';

/** Beginnings of file names: of all files of the mapping, and of those from the same raw file, which are replaced. */
export interface FileOrigin {
  mappingPrefix: string;
  rawFilePrefix: string;
}

/**
 * Returns the manifest that the day gets. Files of other raw files stay; those of an earlier version of this raw file go.
 * @throws {RawFileRefused} when the day was delivered by other means than this mapping's inbox (DayDelivered)
 */
export function mergeManifest(present: Manifest | undefined, own: Manifest, origin: FileOrigin): Manifest {
  if (!present) return own;
  const presentNames = Object.values(present.tables).flatMap(({ files }) => files.map(({ name }) => name));
  const foreign = presentNames.find((name) => !name.startsWith(origin.mappingPrefix));
  if (foreign || present.currency !== own.currency) {
    throw new RawFileRefused(
      'DayDelivered',
      `the day ${own.as_of} was delivered already, ${foreign ? `with ${foreign}, which is not of this mapping` : `in ${present.currency}`}; ` +
        'nothing of it was changed. Remove that delivery, or give this file another day',
    );
  }
  const tables: Manifest['tables'] = {};
  for (const table of TableName.options) {
    const kept = present.tables[table]?.files.filter(({ name }) => !name.startsWith(origin.rawFilePrefix)) ?? [];
    // A file of which rows were refused is a delta: the whole day's table is then, or their earlier versions would end.
    const modes = [own.tables[table]?.mode, ...(kept.length > 0 ? [present.tables[table]?.mode] : [])];
    const mode = modes.includes('delta') ? 'delta' : (modes.find((found) => found !== undefined) ?? null);
    const files = [...kept, ...(own.tables[table]?.files ?? [])];
    if (mode && files.length > 0) tables[table] = { mode, files };
  }
  const attributes: Manifest['attributes'] = { ...present.attributes };
  for (const table of TableName.options) {
    const declared = { ...present.attributes[table], ...own.attributes[table] };
    if (Object.keys(declared).length > 0) attributes[table] = declared;
  }
  return { ...own, tables, attributes };
}
