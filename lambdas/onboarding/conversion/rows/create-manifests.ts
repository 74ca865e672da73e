/** Creates the manifests of an import's deliveries from the files that were written. */
import { DEFAULT_DELIVERY_LIMITS } from '../../../shared/landing/delivery-limits.ts';
import { checkManifestLimits, type Manifest, parseManifest } from '../../../shared/landing/manifest.ts';
import type { ImportReport } from '../../contract/import-report.ts';
import type { Mapping } from '../../contract/mapping.ts';
import { declareAttributes } from '../plan/declare-attributes.ts';
import type { TableWriter } from './table-writer.ts';
import type { RowWriting } from './write-rows.ts';

export interface CreatedManifests {
  manifests: Manifest[];
  deliveries: ImportReport['deliveries'];
}

/** Ends the files. The manifest of the earliest day comes first. */
export async function createManifests(
  mapping: Mapping,
  { writers, refusedTables, isPartial }: RowWriting,
): Promise<CreatedManifests> {
  const deliveries: ImportReport['deliveries'] = [];
  const days = [...new Set(writers.map(({ asOf }) => asOf))].sort();
  const manifests: Manifest[] = [];
  for (const [index, asOf] of days.entries()) {
    const tables: Record<string, unknown> = {};
    const ofDay = writers.filter((writer) => writer.asOf === asOf);
    for (const writer of ofDay) {
      const isDelta = index > 0 || mapping.mode === 'delta' || isPartial || refusedTables.has(writer.table);
      const mode = isDelta ? 'delta' : 'full';
      tables[writer.table] = { mode, files: await writer.end() };
      deliveries.push({ as_of: asOf, table: writer.table, mode, rows: writer.rows });
    }
    const manifest = parseManifest(
      {
        as_of: asOf,
        currency: mapping.currency,
        tables,
        attributes: declareTables(mapping, ofDay),
        ...(mapping.target ? { target: mapping.target.description } : {}),
      },
      asOf,
    );
    checkManifestLimits(manifest, DEFAULT_DELIVERY_LIMITS);
    manifests.push(manifest);
  }
  return { manifests, deliveries };
}

function declareTables(mapping: Mapping, writers: readonly TableWriter[]): Manifest['attributes'] {
  const attributes = declareAttributes(mapping);
  const tables = writers.map(({ table }) => table);
  return Object.fromEntries(
    Object.entries(attributes).filter(([table]) => tables.includes(table as TableWriter['table'])),
  );
}
