/**
 * The archive of a cluster's write-ahead log: PostgreSQL links each finished segment into a folder next to the cluster.
 * Open it when a segment is not archived.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { CommandError } from '../../../terminal/command-error.ts';
import { giveTo, type UserIdentity } from '../cluster-directory.ts';

/** PostgreSQL did not archive a segment: no time after the last archived one can be restored. */
export class SegmentNotArchived extends CommandError {
  constructor(segment: string, folder: string) {
    super(
      `PostgreSQL did not archive ${segment} to ${folder} within ${ARCHIVE_SECONDS} s: see its log, and make room there`,
    );
  }
}

const ARCHIVE_SECONDS = 60;

interface ClusterFolder {
  clusterDirectory: string;
  identity: UserIdentity;
}

/** Folder of the archived segments of a cluster directory. */
export const getArchiveFolder = (clusterDirectory: string): string => join(clusterDirectory, 'wal-archive');

/** Creates the folder, in which the server's user links its segments. */
export function prepareArchive({ clusterDirectory, identity }: ClusterFolder): void {
  const folder = getArchiveFolder(clusterDirectory);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  giveTo(folder, identity);
}

/** Variables of the server that its commands read, so that no path needs quoting. */
export const ARCHIVE_VARIABLE = 'RISK_WAL_ARCHIVE';
export const RESTORE_VARIABLE = 'RISK_WAL_SOURCE';

/**
 * Settings of a server that archives. A link costs no copy, and is safe because the server recycles no segment: it never
 * writes into one that is archived. After a crash the same segment is archived again, and then is its own link.
 */
export const ARCHIVE_SETTINGS: Record<string, string> = {
  wal_level: 'replica',
  archive_mode: 'on',
  archive_command: `test "%p" -ef "$${ARCHIVE_VARIABLE}/%f" || ln "%p" "$${ARCHIVE_VARIABLE}/%f"`,
  wal_recycle: 'off',
  wal_init_zero: 'off', // a segment is written once, not zeroed first
};

/**
 * Ends the current segment, so that everything committed until now can be restored. A commit comes first: recovery to a
 * time needs one after it.
 * @throws {SegmentNotArchived} when the server does not archive it in time
 */
export async function closeSegment(superuser: Client, clusterDirectory: string): Promise<void> {
  await superuser.query('select pg_current_xact_id()');
  const { rows } = await superuser.query('select pg_walfile_name(pg_switch_wal()) as segment');
  await waitForSegment(clusterDirectory, rows[0].segment);
}

/** Waits until a segment is archived. @throws {SegmentNotArchived} when it is not in time */
export async function waitForSegment(clusterDirectory: string, segment: string): Promise<void> {
  const folder = getArchiveFolder(clusterDirectory);
  const deadline = Date.now() + ARCHIVE_SECONDS * 1000;
  while (!existsSync(join(folder, segment))) {
    if (Date.now() > deadline) throw new SegmentNotArchived(segment, folder);
    await sleep(20);
  }
}
