/** Measures the floor in bare PostgreSQL: COPY of the delivered files, and one query that builds the same features. */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { readCpuSeconds, readCpuSecondsSince } from './process-meter.ts';

export interface FloorRun {
  seconds: number;
  copy_seconds: number;
  postgres_cpu_seconds: number;
}

interface DeliveryManifest {
  as_of: string;
  tables: Record<string, { files: { name: string }[] }>;
}

const readDeliveryManifest = (folder: string): DeliveryManifest =>
  JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));

const readSql = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

/** Builds the features in floor.features on one connection. */
export async function runFloor(database: Client, folder: string): Promise<FloorRun> {
  const manifest = readDeliveryManifest(folder);
  await database.query('drop schema if exists floor cascade; create schema floor; checkpoint');
  const before = readCpuSeconds();
  const started = performance.now();
  await database.query(readSql('floor-tables.sql'));
  for (const [table, { files }] of Object.entries(manifest.tables)) {
    for (const { name } of files) {
      const copy = database.query(copyFrom(`copy floor.${table} from stdin (format csv, header match)`));
      await pipeline(createReadStream(join(folder, name)), createGunzip({ chunkSize: 256 * 1024 }), copy);
    }
  }
  const copied = performance.now();
  await database.query('analyze floor.customers, floor.credit_history, floor.transactions, floor.loan_applications');
  const query = readSql('floor.sql').replaceAll('{{as_of}}', manifest.as_of);
  await database.query(`create unlogged table floor.features as ${query}`);
  return {
    seconds: (performance.now() - started) / 1000,
    copy_seconds: (copied - started) / 1000,
    postgres_cpu_seconds: readCpuSecondsSince(before).postgres,
  };
}
