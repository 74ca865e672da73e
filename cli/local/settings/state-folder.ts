/** Creates the state folder of the local cloud, which no other user of the machine may enter. */
import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { CommandError } from '../../terminal/command-error.ts';
import { requireUsablePath } from '../../terminal/usable-paths.ts';

/** The state folder belongs to another user, who could read and change what is in it. */
export class StateFolderForeign extends CommandError {
  constructor(path: string) {
    super(`${path} belongs to another user: remove it, or name a folder of your own with --state`);
  }
}

/**
 * Creates the state folder, or closes one that an earlier version left open. Its files need no modes of their own.
 * @throws {PathNotUsable} when it cannot be created or written, such as `.local` of a checkout that is read-only
 * @throws {StateFolderForeign} when it belongs to another user, or a link of another user leads to it
 */
export async function createStateFolder(path: string): Promise<void> {
  requireUsablePath('The state folder (--state)', path, 'folder to write');
  await mkdir(path, { recursive: true, mode: 0o700 });
  await requireOwnStateFolder(path);
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
