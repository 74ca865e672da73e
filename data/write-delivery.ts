/** Writes one delivery: gzipped CSV files and the manifest. The same rows give the same bytes. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';

export type DeliveredValue = string | number;
export interface DeliveredTable {
  mode: 'full' | 'delta';
  columns: string[];
  rows: DeliveredValue[][];
}
/** An attribute as declared in the manifest. */
export interface DeclaredAttribute {
  type: 'number' | 'category';
  use: 'model' | 'fairness' | 'ignore';
  label: string;
}
export interface DeliveryContents {
  /** YYYY-MM-DD */
  asOf: string;
  /** ISO 4217 */
  currency: string;
  tables: Record<string, DeliveredTable>;
  attributes?: Record<string, Record<string, DeclaredAttribute>>;
}

/** Writes the folder `as_of=<day>/` below `parent`, a folder URL that ends in a slash. */
export function writeDelivery(parent: URL, { asOf, currency, tables, attributes }: DeliveryContents): void {
  const folder = new URL(`as_of=${asOf}/`, parent);
  mkdirSync(folder, { recursive: true });
  const entries = Object.entries(tables).map(([table, { mode, columns, rows }]) => {
    const name = `${table}.csv.gz`;
    const bytes = gzipSync(stringify([columns, ...rows]), { level: 9 });
    writeFileSync(new URL(name, folder), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    console.log(`as_of=${asOf}/${name}: ${rows.length} rows, ${bytes.length} bytes`);
    return [table, { mode, files: [{ name, rows: rows.length, sha256 }] }] as const;
  });
  const manifest = { as_of: asOf, currency, tables: Object.fromEntries(entries), attributes };
  writeFileSync(new URL('manifest.json', folder), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Returns whether an application's outcome is delivered with the second delivery: a fifth, chosen by a hash of the id. */
export function isOutcomeOpen(seed: string, id: string): boolean {
  return createHash('sha256').update(`${seed}:${id}`).digest().readUInt32BE(0) % 5 === 0;
}
