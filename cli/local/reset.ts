/** Removes a state folder of the local cloud and the database, which may be outside it. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { sep } from 'node:path';
import { listDataDirectories } from './clusters/cluster-record.ts';
import { listClusterDirectories } from './postgres/cluster-directory.ts';
import { removePostgres } from './postgres/postgres.ts';
import { AlreadyRunning, becomeSupervisor, endOrphanProcesses, findSupervisor } from './processes/process-records.ts';
import { getStateMarkerPath, type LocalSettings } from './settings/local-settings.ts';
import { NotAStateFolder, requireOwnStateFolder } from './settings/state-folder.ts';

/**
 * Finds what a reset would remove, and checks that it may.
 * @returns the state folder and folders of the database; empty when there is nothing
 * @throws {AlreadyRunning} when the local cloud of this folder runs
 * @throws {StateFolderForeign} when the folder belongs to another user
 * @throws {NotAStateFolder} when the folder was not made by the local cloud
 */
export async function findRemains(settings: LocalSettings): Promise<string[]> {
  const { stateDirectory } = settings;
  const hasFolder = existsSync(stateDirectory);
  if (hasFolder) await requireOwnStateFolder(stateDirectory);
  refuseUnmarkedFolder(settings);
  const supervisor = findSupervisor(settings);
  if (supervisor !== undefined) throw new AlreadyRunning(supervisor, stateDirectory);
  const databases = findDatabases(settings).filter((path) => !path.startsWith(`${stateDirectory}${sep}`));
  return [...(hasFolder ? [stateDirectory] : []), ...databases];
}

/** The folders of all clusters that exist. */
function findDatabases(settings: LocalSettings): string[] {
  const directories = listDataDirectories(settings).flatMap(listClusterDirectories);
  return [...new Set(directories)].filter((path) => existsSync(path));
}

/**
 * Ends orphan processes and removes the state folder and the database.
 * @returns one line for each thing that was ended or removed
 * @throws {AlreadyRunning} when the local cloud of this folder runs
 * @throws {StateFolderForeign} when the folder belongs to another user
 * @throws {NotAStateFolder} when the folder was not made by the local cloud
 */
export async function resetLocalCloud(settings: LocalSettings): Promise<string[]> {
  const { stateDirectory } = settings;
  const dataDirectories = listDataDirectories(settings);
  const databases = findDatabases(settings);
  if (!existsSync(stateDirectory) && databases.length === 0) return [];
  if (existsSync(stateDirectory)) await requireOwnStateFolder(stateDirectory);
  refuseUnmarkedFolder(settings);
  becomeSupervisor(settings);
  const ended = await endOrphanProcesses(settings);
  for (const directory of dataDirectories) await removePostgres(directory);
  await rm(stateDirectory, { recursive: true, force: true });
  return [
    ...ended.map((name) => `ended ${name}`),
    ...databases.map((path) => `removed ${path}`),
    `removed ${stateDirectory}`,
  ];
}

/** `--state ~` must not remove a home directory: only a folder with the marker of a start is removed. */
function refuseUnmarkedFolder(settings: LocalSettings): void {
  if (existsSync(settings.stateDirectory) && !existsSync(getStateMarkerPath(settings))) {
    throw new NotAStateFolder(`${settings.stateDirectory} was not made by the local cloud; nothing was removed`);
  }
}
