/** Converts raw texts by a mapping and reads the deliveries as landing does. */

import { CsvReader } from '../../lambdas/ingest/prepare/csv-reader.ts';
import { createRowConverter, type RowConverter } from '../../lambdas/ingest/prepare/row-converter.ts';
import type { ImportReport } from '../../lambdas/onboarding/contract/import-report.ts';
import { Mapping } from '../../lambdas/onboarding/contract/mapping.ts';
import { convertFiles } from '../../lambdas/onboarding/conversion/convert-files.ts';
import { matchTables } from '../../lambdas/onboarding/conversion/match-mapping.ts';
import { openRawTables } from '../../lambdas/onboarding/readers/open-raw-tables.ts';
import { listAttributeTypes, type Manifest } from '../../lambdas/shared/landing/manifest.ts';
import type { TableName } from '../../lambdas/shared/runs/run.ts';
import { createMemoryFile } from './memory-file.ts';
import { MemorySink } from './memory-sink.ts';

export interface ConvertedTexts {
  report: ImportReport;
  sink: MemorySink;
  /** Rows of a table of the first day, as delivered. */
  read: (table: TableName, asOf?: string) => Record<string, string>[];
}

const TODAY = '2024-06-30';

/** @param files contents by file name, each read in the format of the source that its name matches */
export async function convertTexts(
  input: object,
  files: Readonly<Record<string, string | Buffer>>,
  sink = new MemorySink(),
): Promise<ConvertedTexts> {
  const mapping = Mapping.parse(input);
  const rawFiles = Object.entries(files).map(([name, contents]) => createMemoryFile(name, contents));
  const tables = await Promise.all(
    rawFiles.map((file) => {
      const source = mapping.sources.find(({ files: [pattern] }) => pattern === file.name);
      return openRawTables(file, (source ?? mapping.sources[0])?.format);
    }),
  );
  const report = await convertFiles(mapping, matchTables(mapping, tables.flat()), sink, {
    files: rawFiles,
    today: TODAY,
  });
  const read = (table: TableName, asOf = sink.manifests[0]?.as_of ?? '') => readTable(sink, table, asOf);
  return { report, sink, read };
}

function readTable(sink: MemorySink, table: TableName, asOf: string): Record<string, string>[] {
  const manifest = sink.manifests.find(({ as_of }) => as_of === asOf) as Manifest;
  return (manifest.tables[table]?.files ?? []).flatMap(({ name }) => {
    const records = readRecords(sink.readText(asOf, name));
    const [header = [], ...rows] = records;
    return rows.map((row) => Object.fromEntries(header.map((column, i) => [column, row[i] as string])));
  });
}

/** The records of a delivered file, as landing reads them. */
function readRecords(text: string): string[][] {
  const records: string[][] = [];
  const reader = new CsvReader({
    onRecord: (fields) => records.push(fields),
    onUnreadable: (line, reason) => {
      throw new Error(`line ${line} is not readable: ${reason}`);
    },
  });
  reader.push(Buffer.from(text));
  reader.end();
  return records;
}

/** Why landing would reject rows or values of the deliveries. */
export function findRejections(sink: MemorySink): string[] {
  return sink.manifests.flatMap((manifest) =>
    Object.entries(manifest.tables).flatMap(([table, { files }]) =>
      files.flatMap(({ name, rows }) => {
        const [header = [], ...records] = readRecords(sink.readText(manifest.as_of, name));
        const types = listAttributeTypes(manifest, table as TableName);
        const converter = createRowConverter(table as TableName, manifest.as_of, header, types);
        const wrongCount = records.length === rows ? [] : [`${name}: ${records.length} rows, not ${rows}`];
        return [...wrongCount, ...listRejections(table, converter, records)];
      }),
    ),
  );
}

function listRejections(table: string, converter: RowConverter, records: readonly string[][]): string[] {
  const rows = records.flatMap((fields, i) => {
    const row = converter.convert(fields, i + 2, false);
    return 'reason' in row ? [`${table}: ${row.reason} ${JSON.stringify(fields)}`] : [];
  });
  const values = converter.listRejectedValues().map((rejected) => `${table}: ${JSON.stringify(rejected)}`);
  return [...rows, ...values];
}
