/** Reads the lineages that sql/batches/export_lineages.sql exported for a part of a batch. */
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { decodeCell } from '../../shared/exports/copy-text.ts';
import { InvalidExport } from '../../shared/exports/export-format.ts';
import { readExportedLines } from '../../shared/exports/read-export.ts';
import { batchLineagePrefix } from '../../shared/object-keys.ts';

/**
 * Returns the delivered files by run id.
 * @throws {InvalidExport} when a line is not a run and its lineage
 */
export async function readLineages(
  store: ObjectStore,
  bucket: string,
  batchId: string,
  part: number,
): Promise<Record<string, object>> {
  const lineages: Record<string, object> = {};
  for await (const line of readExportedLines(store, bucket, batchLineagePrefix(batchId, part))) {
    const [run_id, lineage] = line.split('\t').map(decodeCell);
    if (lineage === undefined) throw new InvalidExport('an exported lineage has 1 column instead of 2');
    if (run_id && lineage) lineages[run_id] = JSON.parse(lineage) as object;
  }
  return lineages;
}
