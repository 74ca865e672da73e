/** Writes the uploaded files from the database and measures the floor of storing their evidence. */
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { FEATURES } from '../../lambdas/shared/features/catalogue.ts';
import { quoteIdentifier, quoteLiteral } from '../../lambdas/shared/sql-text.ts';
import { readCpuSeconds, readCpuSecondsSince } from '../etl/process-meter.ts';

/** Writes a query's rows as gzip CSV with a header and returns the file's size in bytes. */
async function writeQuery(database: Client, query: string, path: string): Promise<number> {
  const rows = database.query(copyTo(`copy (${query}) to stdout (format csv, header)`));
  await pipeline(rows, createGzip({ level: 1 }), createWriteStream(path));
  return statSync(path).size;
}

/** Writes `rows` ids of stored applications in random order. */
export const writeApplications = (database: Client, rows: number, path: string): Promise<number> =>
  writeQuery(
    database,
    `select application_id from analytics.current_features order by md5(application_id) limit ${rows}`,
    path,
  );

/** Writes the raw features of `rows` applicants: those of the catalogue and the lender's `attributes`. */
export async function writeFeatures(
  database: Client,
  rows: number,
  attributes: readonly string[],
  path: string,
): Promise<number> {
  const own = attributes.map((name) => `attributes ->> ${quoteLiteral(name)} as ${quoteIdentifier(name)}`);
  const columns = [...FEATURES.map(({ name }) => name), ...own].join(', ');
  return writeQuery(
    database,
    `select application_id as reference, ${columns} from analytics.current_features limit ${rows}`,
    path,
  );
}

export interface Floor {
  seconds: number;
  cpu_seconds: number;
}

/** Measures COPY of a batch's evidence into a bare table without keys, checks and log, the lower bound of storing it. */
export async function copyEvidence(database: Client, batchId: string, path: string): Promise<Floor> {
  const evidence = `select * from predictions.risk_scores where source = 'file' and lineage #>> '{batch,batch_id}' = ${quoteLiteral(batchId)}`;
  await pipeline(database.query(copyTo(`copy (${evidence}) to stdout`)), createWriteStream(path));
  await database.query('create schema if not exists floor; drop table if exists floor.evidence; checkpoint');
  await database.query('create unlogged table floor.evidence (like predictions.risk_scores)');
  const before = readCpuSeconds();
  const started = performance.now();
  await pipeline(createReadStream(path), database.query(copyFrom('copy floor.evidence from stdin')));
  const floor = { seconds: (performance.now() - started) / 1000, cpu_seconds: readCpuSecondsSince(before).postgres };
  await database.query('drop table floor.evidence');
  return floor;
}
