/**
 * Takes, lists and removes base backups: copies of a cluster from which its archived log leads to any later time. Open it
 * to change how often they are taken or how long they are kept.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { getArchiveFolder, waitForSegment } from './archive.ts';
import { copyCluster } from './copy-cluster.ts';

export interface BaseBackup {
  name: string;
  /** Folder of the copied cluster. */
  folder: string;
  /** The earliest time that can be restored from it. */
  endedAt: Date;
  /** First segment of the log that it needs. */
  firstSegment: string;
  bytes: number;
  seconds: number;
}

const DAY_MILLISECONDS = 86_400_000;
/** Bounds how long a restore replays, and how much log is kept. */
const REPLAYED_BYTES = 4 * 1024 ** 3;

const getBackupsFolder = (clusterDirectory: string): string => join(clusterDirectory, 'base-backups');

/** Lists the complete base backups of a cluster directory, the oldest first. */
export function listBaseBackups(clusterDirectory: string): BaseBackup[] {
  const folder = getBackupsFolder(clusterDirectory);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'backup.json')));
  return names.sort().map((name) => {
    const { endedAt, ...facts } = JSON.parse(readFileSync(join(folder, name, 'backup.json'), 'utf8'));
    return { ...facts, name, folder: join(folder, name, 'data'), endedAt: new Date(endedAt) };
  });
}

/** Whether a cluster needs a base backup: it has none, the newest is a day old, or much was written since. */
export function isBackupDue(clusterDirectory: string, now: Date): boolean {
  const newest = listBaseBackups(clusterDirectory).at(-1);
  if (!newest || now.getTime() - newest.endedAt.getTime() >= DAY_MILLISECONDS) return true;
  const folder = getArchiveFolder(clusterDirectory);
  const later = listSegments(folder).filter((segment) => orderOf(segment) > orderOf(newest.firstSegment));
  const [first] = later;
  return first !== undefined && later.length * statSync(join(folder, first)).size > REPLAYED_BYTES;
}

/**
 * Takes a base backup of a running cluster, in which work goes on.
 * @throws {SegmentNotArchived} when the server does not archive the log that the backup needs
 */
export async function takeBaseBackup(url: string, clusterDirectory: string, signal?: AbortSignal): Promise<BaseBackup> {
  const startedAt = performance.now();
  const name = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const incoming = join(getBackupsFolder(clusterDirectory), `${name}.incoming`);
  const target = join(getBackupsFolder(clusterDirectory), name);
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  const client = new Client({ connectionString: url }); // the session must last until the backup ends
  await client.connect();
  try {
    const start = await client.query('select pg_walfile_name(pg_backup_start($1, fast => true)) as segment', [name]);
    const bytes = await copyCluster(join(clusterDirectory, 'cluster'), join(incoming, 'data'), {}, signal);
    const { rows } = await client.query(
      'select labelfile, pg_walfile_name(lsn) as segment, clock_timestamp() as ended_at from pg_backup_stop(wait_for_archive => false)',
    );
    const [{ labelfile, segment, ended_at: endedAt }] = rows;
    await writeFile(join(incoming, 'data/backup_label'), labelfile, { mode: 0o600 });
    await waitForSegment(clusterDirectory, segment);
    const seconds = (performance.now() - startedAt) / 1000;
    const facts = { firstSegment: start.rows[0].segment, endedAt, bytes, seconds };
    await writeFile(join(incoming, 'backup.json'), JSON.stringify(facts));
    await rename(incoming, target);
    return { ...facts, name, folder: join(target, 'data') };
  } catch (error) {
    await rm(incoming, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
}

/** Removes what no restore within the retention needs, and incomplete backups of a crash. */
export async function removeOldBackups(clusterDirectory: string, keptDays: number, now: Date): Promise<void> {
  const folder = getBackupsFolder(clusterDirectory);
  const oldest = now.getTime() - keptDays * DAY_MILLISECONDS;
  const backups = listBaseBackups(clusterDirectory);
  // The newest one before the retention begins is the base of its first hours.
  const firstKept = Math.max(
    0,
    backups.findLastIndex(({ endedAt }) => endedAt.getTime() <= oldest),
  );
  const kept = new Set(backups.slice(firstKept).map(({ name }) => name));
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
  const first = backups[firstKept];
  if (!first) return;
  const archive = getArchiveFolder(clusterDirectory);
  for (const segment of listSegments(archive)) {
    if (orderOf(segment) < orderOf(first.firstSegment)) await rm(join(archive, segment), { force: true });
  }
}

/** Archived segments, also the history files of backups, whose names begin with a segment's. */
const listSegments = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => /^[0-9A-F]{24}/.test(name)) : [];

/** Position of a segment in the log, whatever its timeline, which the first eight digits name. */
const orderOf = (segment: string): string => segment.slice(8, 24);
