/** Settings of the local PostgreSQL server, chosen for a laptop with two cores. It logs as the deployed cluster does. */
import { LOG_SETTINGS } from '../../../lambdas/database/contract/log-settings.ts';
import { ARCHIVE_SETTINGS } from './backups/archive.ts';
import { buildRecoverySettings, type Recovery } from './backups/recovery.ts';

/** A temporary cluster writes as little log as possible: none of the rows of a bulk load into a new table. */
const TEMPORARY_SETTINGS: Record<string, string> = {
  ...{ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  ...{ wal_level: 'minimal', archive_mode: 'off', wal_recycle: 'on', wal_init_zero: 'on' },
};

export interface ServerSettings {
  port: number;
  /** False where commits need not survive a crash, nor the cluster be restored. */
  durable?: boolean;
  /** What a new server recovers to before it is ready. */
  recovery?: Recovery;
}

/** Command-line arguments of the server. */
export function buildServerArguments({ port, durable = true, recovery }: ServerSettings): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '', // the path of a socket has at most 107 characters, that of a checkout may have more
    max_connections: '60',
    password_encryption: 'scram-sha-256', // the Data API requires it of Aurora PostgreSQL 14 and later
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...LOG_SETTINGS,

    shared_buffers: '256MB',
    work_mem: '64MB',
    maintenance_work_mem: '128MB',
    effective_cache_size: '1GB',
    random_page_cost: '1.1', // solid-state disks
    jit: 'off', // compiling costs more than these statements take

    // The workflows run one statement for each partition at the same time: more workers would compete for the cores, and
    // their shared memory exceeds the usual 64 MB of /dev/shm in a container.
    max_parallel_workers_per_gather: '0',

    ...ARCHIVE_SETTINGS,
    max_wal_senders: '0',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',

    autovacuum_naptime: '20s', // updates statistics soon after a bulk load
  };
  if (recovery) Object.assign(settings, buildRecoverySettings(recovery.target));
  if (!durable) Object.assign(settings, TEMPORARY_SETTINGS);
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
