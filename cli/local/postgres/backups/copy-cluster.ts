/** Copies the files of a cluster that a base backup needs; the source may be in use. */
import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { giveTo, type UserIdentity } from '../cluster-directory.ts';

/** Folders whose content a server makes anew, or gets from the archive. */
const EMPTIED_FOLDERS = new Set([
  ...['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'],
]);
const SKIPPED_FILES = /^(postmaster\.(pid|opts)|pg_internal\.init.*|pgsql_tmp.*|backup_label.*|tablespace_map.*)$/;

/**
 * Copies a cluster's folder, with the modes that the server wants. Shares the blocks where the file system can.
 * @param owner user that the copy belongs to
 * @returns the bytes of the files
 */
export async function copyCluster(
  source: string,
  target: string,
  owner: UserIdentity,
  signal?: AbortSignal,
): Promise<number> {
  await mkdir(target, { mode: 0o700 });
  giveTo(target, owner);
  let bytes = 0;
  for (const entry of await readdir(source, { withFileTypes: true })) {
    signal?.throwIfAborted();
    const { name } = entry;
    const [from, to] = [join(source, name), join(target, name)];
    if (SKIPPED_FILES.test(name)) continue;
    if (!entry.isDirectory()) bytes += await copyIfPresent(from, to, owner);
    else if (EMPTIED_FOLDERS.has(name)) await makeEmptyFolder(to, owner);
    else bytes += await copyCluster(from, to, owner, signal);
  }
  return bytes;
}

async function makeEmptyFolder(path: string, owner: UserIdentity): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  giveTo(path, owner);
}

/** A file may be gone: the table was dropped, and replay drops it again. */
async function copyIfPresent(source: string, target: string, owner: UserIdentity): Promise<number> {
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  await chmod(target, 0o600);
  giveTo(target, owner);
  const file = await open(target, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
  return (await lstat(target)).size;
}
