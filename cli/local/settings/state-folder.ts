/** Creates the state folder of the local cloud, which no other user of the machine may enter. */
import { existsSync, readdirSync } from 'node:fs';
import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { CommandError } from '../../terminal/command-error.ts';
import { requireUsablePath } from '../../terminal/usable-paths.ts';
import { getStateMarkerPath } from './local-settings.ts';

/** The state folder belongs to another user, who could read and change what is in it. */
export class StateFolderForeign extends CommandError {
  constructor(path: string) {
    super(`${path} belongs to another user: remove it, or name a folder of your own with --state`);
  }
}

/** The folder given by --state is not a state folder. */
export class NotAStateFolder extends CommandError {}

/** What may be in a state folder before its first start. */
const EARLY_FILES = new Set(['credentials.json', 'ports.json', 'pids']);

/**
 * Creates the state folder, or closes one that an earlier version left open. Its files need no modes of their own.
 * @throws {PathNotUsable} when it cannot be created or written, such as `.local` of a checkout that is read-only
 * @throws {StateFolderForeign} when it belongs to another user, or a link of another user leads to it
 * @throws {NotAStateFolder} when it has files of something else, and no start has made it
 */
export async function createStateFolder(path: string): Promise<void> {
  requireUsablePath('The state folder (--state)', path, 'folder to write');
  await mkdir(path, { recursive: true, mode: 0o700 });
  await requireOwnStateFolder(path);
  requireNoOtherFiles(path);
  const { mode } = await stat(path);
  // The server that root runs as another user may pass through it, see cluster-directory.ts.
  await chmod(path, process.getuid?.() === 0 ? mode & 0o710 : 0o700);
}

/**
 * Checks whose an existing state folder is, before anything in it is believed: it names processes to end.
 * @throws {StateFolderForeign} when it belongs to another user, or a link of another user leads to it
 */
export async function requireOwnStateFolder(path: string): Promise<void> {
  const user = process.getuid?.();
  const owners = [await stat(path), await lstat(path)].map(({ uid }) => uid);
  if (owners.some((owner) => owner !== user)) throw new StateFolderForeign(path);
}

/** A start would mark files of somebody else as its own, and a reset would remove them. */
function requireNoOtherFiles(stateDirectory: string): void {
  if (existsSync(getStateMarkerPath({ stateDirectory }))) return;
  const other = readdirSync(stateDirectory).find((name) => !EARLY_FILES.has(name));
  if (other === undefined) return;
  const problem = `${stateDirectory} has files that the local cloud did not make, such as ${other}`;
  throw new NotAStateFolder(`${problem}: name a new or empty folder with --state`);
}
