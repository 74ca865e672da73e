/**
 * `npm run reset`: ends what a crashed start left running and removes everything the local cloud keeps.
 *
 *   --state DIR   the state folder (default .local)
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { postgresDirectory } from '../local/cloud.ts';
import { listClusterDirectories } from '../local/postgres/cluster-directory.ts';
import { removePostgres } from '../local/postgres/postgres.ts';
import { becomeSupervisor, endOrphanProcesses } from '../local/processes/process-records.ts';
import { type LocalSettings, readLocalSettings, stateMarkerPath } from '../local/settings.ts';
import { command } from '../terminal/command.ts';
import { CommandError } from '../terminal/command-error.ts';

/**
 * Removes a state folder and the database, which may live outside it.
 * @returns one line for each thing that was ended or removed
 * @throws {AlreadyRunning} when the local cloud of this folder runs
 * @throws {NotAStateFolder} when the folder was not made by the local cloud
 */
export async function resetLocalCloud(settings: LocalSettings): Promise<string[]> {
  const { stateDirectory } = settings;
  const databases = [...new Set(listClusterDirectories(postgresDirectory(settings)))].filter((path) =>
    existsSync(path),
  );
  if (!existsSync(stateDirectory) && databases.length === 0) return [];
  refuseForeignFolder(settings);
  becomeSupervisor(settings);
  const ended = await endOrphanProcesses(settings);
  await removePostgres(postgresDirectory(settings));
  await rm(stateDirectory, { recursive: true, force: true });
  return [
    ...ended.map((name) => `ended ${name}`),
    ...databases.map((path) => `removed ${path}`),
    `removed ${stateDirectory}`,
  ];
}

/** The folder given by --state holds something else. */
export class NotAStateFolder extends CommandError {}

/** `--state ~` must not remove a home: only a folder that a start has marked is. */
function refuseForeignFolder(settings: LocalSettings): void {
  if (existsSync(settings.stateDirectory) && !existsSync(stateMarkerPath(settings))) {
    throw new NotAStateFolder(`${settings.stateDirectory} was not made by the local cloud; nothing was removed`);
  }
}

if (import.meta.main) {
  await command(async () => {
    const { values } = parseArgs({ options: { state: { type: 'string' } } });
    const lines = await resetLocalCloud(readLocalSettings({ stateDirectory: values.state }));
    console.log(lines.length > 0 ? lines.join('\n') : 'There is nothing to remove.');
  });
}
