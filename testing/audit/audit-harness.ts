/** Starts what tests of the audit trail need: a migrated PostgreSQL that exports to a real S3 with a locked bucket. */
import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutObjectLockConfigurationCommand, type S3Client } from '@aws-sdk/client-s3';
import pg from 'pg';
import { type WriteTrailRequest, type WrittenTrail, writeTrail } from '../../lambdas/audit/writer/write-trail.ts';
import type { TrailVerification } from '../../lambdas/shared/audit/findings.ts';
import type { TrailLocation } from '../../lambdas/shared/audit/trail-store.ts';
import type { ExpectedLock } from '../../lambdas/shared/audit/verify-objects.ts';
import { verifyTrail } from '../../lambdas/shared/audit/verify-trail.ts';
import type { Database } from '../../lambdas/shared/aws/database.ts';
import { createObjectStore, type ObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { startTestMiniStack } from '../aws/ministack.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../database/migrated-database.ts';
import { GENERATED_MODEL, registerGeneratedModel } from '../lenders/generated-scores.ts';

const WORK_BUCKET = 'work';
/** Lock of the tests' bucket. */
export const TEST_LOCK = { mode: 'compliance', days: 30 } as const;

export interface AuditHarness {
  db: MigratedDatabase;
  s3: S3Client;
  /** The database as risk_audit. */
  database: Database;
  location: TrailLocation;
  /** Writes the trail as the function does. */
  write(changes?: Partial<WriteTrailRequest>): Promise<WrittenTrail>;
  verify(from?: string, lock?: ExpectedLock): Promise<TrailVerification>;
  /** Connects as a role, for transactions that stay open. */
  connect(role: string): Promise<pg.Client>;
  /** Makes an empty bucket with a lock, in which the trail is written and read from now on. */
  openBucket(): Promise<string>;
  stop(): Promise<void>;
}

export async function startAuditHarness(): Promise<AuditHarness> {
  const s3 = await startTestMiniStack();
  await s3.client.send(new CreateBucketCommand({ Bucket: WORK_BUCKET }));
  const db = await startMigratedDatabase({ s3Endpoint: s3.endpoint }).catch(async (error) => {
    await s3.stop();
    throw error;
  });
  await registerGeneratedModel(db.superuser);
  const store: ObjectStore = createObjectStore(s3.client);
  const clients: pg.Client[] = [];
  const harness: AuditHarness = {
    ...{ db, s3: s3.client, database: db.connect('risk_audit'), location: { store, bucket: '' } },
    write: (changes) =>
      writeTrail({
        ...{ database: harness.database, location: harness.location },
        exportLocation: { bucket: WORK_BUCKET, region: 'eu-west-1', kms_key: s3.keyArn },
        deadline: Date.now() + 60_000,
        ...changes,
      }),
    verify: (from, lock = TEST_LOCK) =>
      verifyTrail({ database: harness.database, location: harness.location, lock, from }),
    async connect(role) {
      const connectionString = `postgres://${role}:${db.getPassword(role)}@127.0.0.1:${db.port}/risk`;
      const client = new pg.Client({ connectionString });
      await client.connect();
      clients.push(client);
      return client;
    },
    async openBucket() {
      const bucket = `audit-${randomUUID()}`;
      await s3.client.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
      await s3.client.send(
        new PutObjectLockConfigurationCommand({
          Bucket: bucket,
          ObjectLockConfiguration: {
            ObjectLockEnabled: 'Enabled',
            Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: TEST_LOCK.days } },
          },
        }),
      );
      harness.location = { store, bucket };
      return bucket;
    },
    async stop() {
      await Promise.all(clients.map((client) => client.end()));
      await db.stop();
      await s3.stop();
    },
  };
  await harness.openBucket();
  return harness;
}

const SOURCES = { risk_api_score: 'api', risk_etl: 'batch' } as const;

/** Stores a score as the role of the API or of the daily workflow does, and returns its id. */
export async function storeScore(
  client: pg.Client,
  role: keyof typeof SOURCES,
  { customer = 'c1', decision = 'approve' } = {},
): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into predictions.risk_scores (
       prediction_id, application_id, customer_id, source, as_of, features_as_of, features, lineage, model_version,
       model_sha256, policy_version, pd, raw, score, band, decision, decided_by, lgd, ead, expected_loss, requested_by
     ) values ($1, $2, $3, $4, '2026-01-01', '2026-01-01', '{"income": 1.5}', '{}', $5, repeat('0', 64), '2026-11-23',
       0.125, 0.1, 600, 'B', $6, 'score', 0.45, 1000, 56.25, 'tests')`,
    [id, `a-${id}`, customer, SOURCES[role], GENERATED_MODEL, decision],
  );
  return id;
}
