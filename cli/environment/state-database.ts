/**
 * Opens the database that the functions of a state folder use, for commands that only read it, whether the local cloud is
 * up or not.
 */
import { Client } from 'pg';
import { getDataDirectory } from '../local/clusters/cluster-record.ts';
import { readServingCluster } from '../local/clusters/serving-cluster.ts';
import { findPostgres, startPostgres } from '../local/postgres/postgres.ts';
import { openLineLog } from '../local/processes/line-log.ts';
import { becomeSupervisor, resignSupervisor } from '../local/processes/process-records.ts';
import { stopOnTermination } from '../local/processes/termination.ts';
import type { LocalSettings } from '../local/settings/local-settings.ts';
import { findFreePort } from '../local/settings/ports.ts';
import { hasState, NoStateYet } from './not-running.ts';

/**
 * Runs `work` with a connection of the superuser. Where no local cloud runs, starts PostgreSQL alone on a free port, and
 * stops it afterwards.
 * @throws {NoStateYet} when the state folder has no database
 * @throws {AlreadyRunning} when the local cloud of the state folder is just starting or stopping
 */
export async function withStateDatabase<Result>(
  settings: LocalSettings,
  work: (database: Client) => Promise<Result>,
): Promise<Result> {
  if (!hasState(settings)) throw new NoStateYet(settings);
  const dataDirectory = getDataDirectory(settings, await readServingCluster(settings));
  const { running } = findPostgres(dataDirectory);
  if (running) return withClient(running.url, work);
  becomeSupervisor(settings);
  let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
  const stop = async () => {
    await server?.stop();
    server = undefined;
    resignSupervisor(settings);
  };
  const removeSignalHandlers = stopOnTermination(stop);
  try {
    server = await startPostgres({
      dataDirectory,
      port: await findFreePort(),
      s3Endpoint: settings.urls.aws,
      log: openLineLog(settings, 'postgres'),
    });
    return await withClient(server.url, work);
  } finally {
    await stop();
    removeSignalHandlers();
  }
}

async function withClient<Result>(url: string, work: (database: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
