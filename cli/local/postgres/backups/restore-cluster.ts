/** Prepares the folder of a new cluster from a base backup of another; its server then replays the archived log. */
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, prepareClusterDirectory } from '../cluster-directory.ts';
import type { BaseBackup } from './base-backups.ts';
import { copyCluster } from './copy-cluster.ts';

/**
 * Copies a base backup into the cluster directory of a data directory, replacing what is there. The server recovers at
 * its next start.
 * @param sourceDirectory cluster directory that was backed up
 */
export async function copyBackup(backup: BaseBackup, sourceDirectory: string, dataDirectory: string): Promise<void> {
  const { path, identity } = prepareClusterDirectory(dataDirectory);
  const incoming = join(path, 'cluster.incoming');
  const cluster = join(path, 'cluster');
  for (const folder of [incoming, cluster]) rmSync(folder, { recursive: true, force: true });
  await copyCluster(backup.folder, incoming, identity);
  copyFileSync(join(backup.folder, 'backup_label'), join(incoming, 'backup_label'));
  writeFileSync(join(incoming, 'recovery.signal'), '');
  mkdirSync(join(incoming, 'pg_wal/archive_status'), { mode: 0o700 });
  copyFileSync(join(sourceDirectory, 'password'), join(path, 'password'));
  for (const added of ['backup_label', 'recovery.signal', 'pg_wal/archive_status'])
    giveTo(join(incoming, added), identity);
  giveTo(join(path, 'password'), identity);
  renameSync(incoming, cluster);
}
