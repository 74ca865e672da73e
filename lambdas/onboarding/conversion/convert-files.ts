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
import { type Lookup, readLookups } from './rows/lookups.ts';
import {
  countUnreadable,
  refuseLateDay,
  refuseMisfits,
  refuseNoRows,
  refuseNothing,
  refuseOneClass,
  refuseRepeatedJoins,
  refuseRepeatedKeys,
} from './rows/refuse-misfits.ts';
import { RowCounter } from './rows/row-counter.ts';
import { nameTable } from './rows/source-rows.ts';
import { type Survey, surveyRows } from './rows/survey-rows.ts';
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
    // The first error says what happened; what a sink could not take back is not visible to anybody.
    await sink.discard().catch(() => {});
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
  const onRows = counter.countRows;
  const { lookups, survey, asOf } = await readFirst(mapping, tables, today, onRows);
  const faults = new FaultCounter();
  const writing = new RowWriting({
    mapping,
    tables,
    lookups,
    survey,
    asOf,
    sink,
    faults,
    fits: new FitCounts(),
    onRows,
  });
  const deliveries = await publishRows(mapping, tables, writing, sink).catch((error: unknown) => {
    writing.destroy();
    throw error;
  });
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

interface FirstReading {
  lookups: Lookup[];
  survey: Survey;
  asOf: string;
}

async function readFirst(
  mapping: Mapping,
  sources: TablesBySource,
  today: string,
  onRows: RowCounter['countRows'],
): Promise<FirstReading> {
  const lookups = await readLookups(mapping, sources, onRows);
  refuseRepeatedJoins(mapping, lookups);
  const tables = sources.get(mapping.sources[0]?.name ?? '') ?? [];
  // The other sources have rows of their own, which may name their application only.
  const needsCustomers = mapping.sources.length > lookups.length + 1;
  const survey = await surveyRows({ mapping, tables, lookups, today, needsCustomers, onRows });
  refuseNoRows(mapping, tables, survey);
  refuseRepeatedKeys(mapping, survey);
  const asOf = chooseAsOf(mapping, { files: tables.map(nameTable), newestDay: survey.newestDay, today });
  refuseLateDay(mapping, asOf);
  return { lookups, survey, asOf };
}

/** Writes all rows, and publishes them if nothing speaks against it. */
async function publishRows(
  mapping: Mapping,
  tables: TablesBySource,
  writing: RowWriting,
  sink: DeliverySink,
): Promise<ImportReport['deliveries']> {
  const { faults, fits } = writing;
  await writing.writeAll();
  writing.isPartial = countUnreadable(tables.values(), faults);
  refuseMisfits(mapping, fits, faults);
  refuseNothing(mapping, writing, faults);
  refuseOneClass(mapping, writing);
  const { manifests, deliveries } = await createManifests(mapping, writing);
  await sink.publish(manifests);
  return deliveries;
}

async function hashFile(file: RawFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of await file.open()) hash.update(bytes as Buffer);
  return hash.digest('hex');
}
