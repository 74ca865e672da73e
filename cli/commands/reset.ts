/**
 * `npm run reset`: ends what a crashed start left running and removes everything the local cloud keeps.
 *
 *   --state DIR   the state folder (default .local)
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { postgresDirectory } from '../local/cloud.ts';
import { homesOf } from '../local/postgres/cluster-directory.ts';
import { removePostgres } from '../local/postgres/postgres.ts';
import { becomeSupervisor, endOrphans } from '../local/processes/process-records.ts';
import { type LocalSettings, localSettings, markPath } from '../local/settings.ts';
import { command } from '../terminal/command.ts';
import { LocalCloudError } from '../terminal/command-error.ts';

/**
 * Removes a state folder and the database, which may live outside it.
 * @returns one line for each thing that was ended or removed
 * @throws {AlreadyRunning} when the local cloud of this folder runs
 * @throws {NotAStateFolder} when the folder was not made by the local cloud
 */
export async function reset(settings: LocalSettings): Promise<string[]> {
  const { stateDirectory } = settings;
  const databases = [...new Set(homesOf(postgresDirectory(settings)))].filter((path) => existsSync(path));
  if (!existsSync(stateDirectory) && databases.length === 0) return [];
  refuseForeignFolder(settings);
  becomeSupervisor(settings);
  const ended = await endOrphans(settings);
  await removePostgres(postgresDirectory(settings));
  await rm(stateDirectory, { recursive: true, force: true });
  return [
    ...ended.map((name) => `ended ${name}`),
    ...databases.map((path) => `removed ${path}`),
    `removed ${stateDirectory}`,
  ];
}

/** The folder given by --state holds something else. */
export class NotAStateFolder extends LocalCloudError {}

/** `--state ~` must not remove a home: only a folder that a start has marked is. */
function refuseForeignFolder(settings: LocalSettings): void {
  if (existsSync(settings.stateDirectory) && !existsSync(markPath(settings))) {
    throw new NotAStateFolder(`${settings.stateDirectory} was not made by the local cloud; nothing was removed`);
  }
}

if (import.meta.main) {
  await command(async () => {
    const { values } = parseArgs({ options: { state: { type: 'string' } } });
    const lines = await reset(localSettings({ stateDirectory: values.state }));
    console.log(lines.length > 0 ? lines.join('\n') : 'There is nothing to remove.');
  });
}
