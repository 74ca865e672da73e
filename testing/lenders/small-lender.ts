/** Writes deliveries of a small lender for tests: the first customers of data/taiwan. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { addKnownPersons } from './known-persons.ts';

const SAMPLE = resolve(import.meta.dirname, '../../data/taiwan');
const CUSTOMER_COLUMN: Record<string, number> = {
  customers: 0,
  credit_history: 0,
  transactions: 1,
  loan_applications: 1,
};

interface SampleManifest {
  as_of: string;
  currency: string;
  tables: Record<string, { mode: string; files: { name: string; rows: number; sha256: string }[] }>;
}

/** CSV lines to add to a delivery, by table, with the sample's columns. */
export type ExtraLines = Record<string, string[]>;

/**
 * Writes one delivery into `directory`: the sample's customers with an id of at most `customers`, plus the `extra` lines,
 * which the manifest counts. With `persons` the first customers have known personal data.
 */
export function writeSmallDelivery(
  directory: string,
  asOf: string,
  customers: number,
  extra: ExtraLines = {},
  { persons = false }: { persons?: boolean } = {},
): void {
  const source = join(SAMPLE, `as_of=${asOf}`);
  const target = join(directory, `as_of=${asOf}`);
  mkdirSync(target, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(source, 'manifest.json'), 'utf8')) as SampleManifest;
  for (const [table, { files }] of Object.entries(manifest.tables)) {
    for (const file of files) {
      const [header = '', ...lines] = gunzipSync(readFileSync(join(source, file.name)))
        .toString('utf8')
        .trimEnd()
        .split('\n');
      const column = CUSTOMER_COLUMN[table] ?? 0;
      const kept = lines.filter((line) => Number(line.split(',')[column]) <= customers).concat(extra[table] ?? []);
      const written = persons && table === 'customers' ? addKnownPersons(header, kept) : { header, lines: kept };
      const bytes = gzipSync(`${[written.header, ...written.lines].join('\n')}\n`);
      writeFileSync(join(target, file.name), bytes);
      Object.assign(file, { rows: written.lines.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    }
  }
  writeFileSync(join(target, 'manifest.json'), JSON.stringify(manifest));
}
