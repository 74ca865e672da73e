/** Starts what tests of the ingestion need: a migrated PostgreSQL behind the Data API that imports from a real S3. */

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { v7 as uuidv7 } from 'uuid';
import type { DatabaseRole } from '../../lambdas/database/contract/database-roles.ts';
import { type ImportedRows, importPart } from '../../lambdas/ingest/import/import-part.ts';
import type { KeyVault } from '../../lambdas/ingest/prepare/key-vault.ts';
import type { PartLimits } from '../../lambdas/ingest/prepare/part-writer.ts';
import { prepareStream } from '../../lambdas/ingest/prepare/prepare-stream.ts';
import { recordLoad } from '../../lambdas/ingest/prepare/record-load.ts';
import type { Database } from '../../lambdas/shared/aws/database.ts';
import { createObjectStore, type ObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import type {
  AttributeType,
  DeliveredFile,
  DeliveryMode,
  Part,
  Run,
  TableName,
} from '../../lambdas/shared/runs/run.ts';
import { emptyDatabase } from '../database/empty-database.ts';
import { startTestServices } from './start-services.ts';

export const WORK_LOCATION = { bucket: 'work', region: 'eu-west-1' };

export interface IngestHarness {
  /** The database as the role risk_etl. */
  database: Database;
  /** The database as another role. */
  connect(role: DatabaseRole): Database;
  store: ObjectStore;
  /** Address of MiniStack. */
  endpoint: string;
  /** Queries as the superuser. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Empties staging and the runs. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export async function startIngestHarness(): Promise<IngestHarness> {
  const { ministack: s3, db: migrated } = await startTestServices();
  await s3.client.send(new CreateBucketCommand({ Bucket: WORK_LOCATION.bucket }));
  const rows = async (sql: string, values: unknown[] = []) => (await migrated.superuser.query(sql, values)).rows;
  return {
    database: migrated.connect('risk_etl'),
    connect: migrated.connect,
    store: createObjectStore(s3.client),
    endpoint: s3.endpoint,
    query: rows,
    clear: () => emptyDatabase(migrated.superuser),
    async stop() {
      await migrated.stop();
      await s3.stop();
    },
  };
}

/** Opens a run of this day. A run that is still open is published. */
export async function startRun(harness: IngestHarness, asOf = '2005-10-01'): Promise<Run> {
  const run_id = uuidv7();
  await harness.query("update analytics.runs set state = 'published', closed_at = now() where state = 'running'");
  const [opened] = await harness.query(
    `insert into analytics.runs (run_id, as_of, execution_id) values ($1, $2, $3)
     returning run_id, as_of::text, fencing_token::int`,
    [run_id, asOf, `execution-of-${run_id}`],
  );
  return opened as Run;
}

/** Builds a delivered file and its entry in the manifest. */
export function buildDeliveredFile(
  table: TableName,
  content: string,
  options: { name?: string; mode?: DeliveryMode; attributes?: Record<string, AttributeType> } = {},
): { file: DeliveredFile; bytes: Buffer } {
  const name = options.name ?? `${table}.csv.gz`;
  const bytes = name.endsWith('.gz') ? gzipSync(content) : Buffer.from(content);
  const file: DeliveredFile = {
    table,
    mode: options.mode ?? 'delta',
    name,
    key: `landing/as_of=2005-10-01/${name}`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    rows: content.trimEnd().split('\n').length - 1,
    size_bytes: bytes.length,
    attributes: options.attributes ?? {},
  };
  return { file, bytes };
}

/** Prepares a file as the Lambda does and returns its parts. */
export async function prepareDeliveredFile(
  harness: IngestHarness,
  run: Run,
  { file, bytes }: { file: DeliveredFile; bytes: Buffer },
  limits?: PartLimits,
  vault?: KeyVault,
): Promise<Part[]> {
  const put = async (key: string, body: Readable) => {
    await harness.store.putStream(WORK_LOCATION.bucket, key, body, { contentEncoding: 'gzip' });
  };
  const prepared = await prepareStream(run, file, Readable.from([bytes]), put, limits, vault);
  await recordLoad(harness.database, run, file, prepared);
  return prepared.parts;
}

/** Prepares and imports one file, and sums the rows of its parts. */
export async function deliverFile(
  harness: IngestHarness,
  run: Run,
  table: TableName,
  content: string,
  options: { name?: string; mode?: DeliveryMode; attributes?: Record<string, AttributeType>; limits?: PartLimits } = {},
): Promise<ImportedRows> {
  const total = { accepted: 0, rejected: 0 };
  for (const part of await prepareDeliveredFile(
    harness,
    run,
    buildDeliveredFile(table, content, options),
    options.limits,
  )) {
    const { accepted, rejected } = await importPart(harness.database, WORK_LOCATION, run, part);
    total.accepted += accepted;
    total.rejected += rejected;
  }
  return total;
}
