/** Starts MiniStack and a migrated database that uses its S3, beside each other: each waits for programs to start. */
import { findFreePort } from '../../cli/local/settings/ports.ts';
import { buildEndpoint, startTestMiniStack, type TestMiniStack } from '../aws/ministack.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../database/migrated-database.ts';
import type { TestDatabaseOptions } from '../database/test-database.ts';

export interface TestServices {
  ministack: TestMiniStack;
  db: MigratedDatabase;
}

export async function startTestServices(options: Omit<TestDatabaseOptions, 's3Endpoint'> = {}): Promise<TestServices> {
  const port = await findFreePort();
  const [ministack, db] = await Promise.allSettled([
    startTestMiniStack({}, port),
    startMigratedDatabase({ ...options, s3Endpoint: buildEndpoint(port) }),
  ]);
  if (ministack.status === 'fulfilled' && db.status === 'fulfilled') {
    return { ministack: ministack.value, db: db.value };
  }
  for (const started of [db, ministack]) if (started.status === 'fulfilled') await started.value.stop();
  throw [ministack, db].find((started) => started.status === 'rejected')?.reason;
}
