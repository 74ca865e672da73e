/** Prepares the folder of a new cluster from a base backup of another; its server then replays the archived log. */

import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { giveTo, prepareClusterDirectory } from '../cluster-directory.ts';
import { closeSegment, getArchiveFolder } from './archive.ts';
import { type BaseBackup, listBaseBackups } from './base-backups.ts';
import { copyCluster } from './copy-cluster.ts';
import type { Recovery } from './recovery.ts';

/** What can be restored: a running cluster's backups and archived log. */
export interface BackedUpCluster {
  url: string;
  clusterDirectory: string;
}

/** The cluster as of a time, or as it was at the end of the backup of this name. */
export type RestorePoint = { time: Date } | { backup: string };

/** There is no base backup from which the point can be reached. */
export class NoBaseBackup extends Error {}

/**
 * Copies the newest backup before the point into a data directory, replacing what is there.
 * @returns what the server of that data directory replays at its first start
 * @throws {NoBaseBackup} when there is none
 * @throws {SegmentNotArchived} when the log until now cannot be archived
 */
export async function prepareRestore(
  source: BackedUpCluster,
  point: RestorePoint,
  dataDirectory: string,
): Promise<Recovery> {
  const { clusterDirectory } = source;
  const backup = listBaseBackups(clusterDirectory).findLast(({ name, endedAt }) =>
    'time' in point ? endedAt <= point.time : name === point.backup,
  );
  if (!backup) throw new NoBaseBackup(`${clusterDirectory} has no base backup for ${JSON.stringify(point)}`);
  if ('time' in point) await closeNewestSegment(source);
  await copyBackup(backup, clusterDirectory, dataDirectory);
  const target = 'time' in point ? point : 'end-of-backup';
  return { archiveFolder: getArchiveFolder(clusterDirectory), target };
}

async function closeNewestSegment({ url, clusterDirectory }: BackedUpCluster): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await closeSegment(client, clusterDirectory);
  } finally {
    await client.end();
  }
}

async function copyBackup(backup: BaseBackup, sourceDirectory: string, dataDirectory: string): Promise<void> {
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
