/** Starts a database and applies every migration with the real runner through the Data API, as a deployment does. */
import pg from 'pg';
import { DATABASE_ROLES } from '../../lambdas/database/contract/database-roles.ts';
import { prepareDatabase } from '../../lambdas/database/prepare-database.ts';
import { copyMigratedCluster } from './migrated-cluster.ts';
import { MASTER_USERNAME, startTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts';

export interface MigratedDatabase extends TestDatabase {
  /** Connection of the superuser, to prepare and inspect what no role may access. */
  superuser: pg.Client;
}

/** Starts in about a second; call once a file, in `beforeAll`. `database('risk_etl')` is what a Lambda sees. */
export async function startMigratedDatabase(options: TestDatabaseOptions = {}): Promise<MigratedDatabase> {
  const server = await startTestDatabase({
    ...options,
    provideCluster: (clusterDirectory) => copyMigratedCluster(clusterDirectory, buildMigratedCluster),
  });
  const superuser = new pg.Client({ connectionString: server.url });
  await superuser.connect();
  return {
    ...server,
    superuser,
    async stop() {
      await superuser.end();
      await server.stop();
    },
  };
}

/** Applies every migration to an empty database and stops its server, so that the cluster can be copied. */
async function buildMigratedCluster() {
  const server = await startTestDatabase();
  try {
    await prepareDatabase({
      master: server.connect(MASTER_USERNAME),
      connectMigrator: () => server.connect('risk_migrator'),
      passwords: buildPasswords(server),
    });
    await server.stopServer();
  } catch (error) {
    await server.stop(); // a running server would keep the test's process from ending
    throw error;
  }
  return { clusterDirectory: server.clusterDirectory, remove: () => server.remove() };
}

/** Builds the passwords by role that the Data API finds in the secrets. */
export function buildPasswords(server: TestDatabase): Record<string, string> {
  return Object.fromEntries(DATABASE_ROLES.map((role) => [role, server.getPassword(role)]));
}
