/** Converts raw files to ordinary deliveries by a mapping: reads them twice, writes tables, then the manifests. */
import { createHash } from 'node:crypto';
import type { DeliverySink } from '../contract/delivery-sink.ts';
import type { ImportReport } from '../contract/import-report.ts';
import type { Mapping } from '../contract/mapping.ts';
import type { RawFile, RawTable } from '../contract/raw-file.ts';
import { checkSources } from './match-mapping.ts';
import { chooseAsOf } from './plan/choose-as-of.ts';
import { FitCounts } from './plan/fit-counts.ts';
import { createManifests } from './rows/create-manifests.ts';
import { FaultCounter } from './rows/fault-counter.ts';
import { readLookups } from './rows/lookups.ts';
import {
  countUnreadable,
  refuseMisfits,
  refuseNothing,
  refuseOneClass,
  refuseRepeatedKeys,
} from './rows/refuse-misfits.ts';
import { RowCounter } from './rows/row-counter.ts';
import { nameTable } from './rows/source-rows.ts';
import { surveyRows } from './rows/survey-rows.ts';
import { RowWriting } from './rows/write-rows.ts';

/** Tables of each source, by the source's name (match-mapping.ts finds them). */
export type TablesBySource = ReadonlyMap<string, readonly RawTable[]>;

export interface ConversionOptions {
  /** The files that the tables are in. */
  files: readonly RawFile[];
  /** Day of arrival, YYYY-MM-DD. */
  today: string;
  /** Called with the rows read so far, over both readings. */
  onProgress?: (rows: number) => void;
}

/**
 * Writes the deliveries of the tables through `sink`, or nothing at all.
 * @throws {RawFileRefused} when the files do not fit the mapping, or nothing would be delivered
 */
export async function convertFiles(
  mapping: Mapping,
  tables: TablesBySource,
  sink: DeliverySink,
  options: ConversionOptions,
): Promise<ImportReport> {
  try {
    return await convert(mapping, tables, sink, options);
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function convert(
  mapping: Mapping,
  tables: TablesBySource,
  sink: DeliverySink,
  { files, today, onProgress }: ConversionOptions,
): Promise<ImportReport> {
  checkSources(mapping, tables);
  const hashes = await Promise.all(files.map(hashFile));
  const counter = new RowCounter(onProgress);
  const faults = new FaultCounter();
  const lookups = await readLookups(mapping, tables, counter.countRows);
  const firstTables = tables.get(mapping.sources[0]?.name ?? '') ?? [];
  const needsCustomers = mapping.sources.length > lookups.length + 1;
  const survey = await surveyRows({
    mapping,
    tables: firstTables,
    lookups,
    today,
    needsCustomers,
    onRows: counter.countRows,
  });
  refuseRepeatedKeys(mapping, survey);
  const asOf = chooseAsOf(mapping, { files: firstTables.map(nameTable), newestDay: survey.newestDay, today });
  const fits = new FitCounts();
  const onRows = counter.countRows;
  const writing = new RowWriting({ mapping, tables, lookups, survey, asOf, sink, faults, fits, onRows });
  await writing.writeAll();
  writing.isPartial = countUnreadable(tables.values(), faults);
  refuseMisfits(mapping, fits, faults);
  refuseNothing(mapping, writing, faults);
  refuseOneClass(mapping, writing);
  const { manifests, deliveries } = await createManifests(mapping, writing);
  await sink.publish(manifests);
  return {
    mapping: mapping.name,
    files: files.map(({ name, bytes }, index) => ({
      name,
      bytes,
      sha256: hashes[index] as string,
      rows_in: counter.rowsOf(name),
    })),
    deliveries,
    refused: faults.refused,
    refused_rows: faults.refusedRows,
    unknown_values: faults.listUnknownValues(),
    outcomes: writing.outcomes,
    columns: mapping.sources.flatMap(({ name, columns }) => columns.map((column) => ({ ...column, source: name }))),
  };
}

async function hashFile(file: RawFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of await file.open()) hash.update(bytes as Buffer);
  return hash.digest('hex');
}
