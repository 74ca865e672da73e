/** Server settings for a laptop with two cores; the reasons stand beside them. */

export function serverArguments({ port, durable = true }: { port: number; durable?: boolean }): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '', // a socket's path is limited to 107 characters, a checkout's is not
    max_connections: '60',
    password_encryption: 'scram-sha-256', // as the Data API asks of Aurora PostgreSQL 14 and later
    timezone: 'UTC',
    log_timezone: 'UTC',

    shared_buffers: '256MB',
    work_mem: '64MB',
    maintenance_work_mem: '128MB',
    effective_cache_size: '1GB',
    random_page_cost: '1.1', // solid-state disks
    jit: 'off', // compiling costs more than these statements take

    // The workflows already run one statement a partition at the same time; more workers would only contend,
    // and their shared memory does not fit in a container's usual 64 MB of /dev/shm.
    max_parallel_workers_per_gather: '0',

    // Nobody replicates from this server: without that the bulk load of a new table needs no log of its rows.
    // Commits stay safe: a killed run must find what it had committed.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',

    autovacuum_naptime: '20s', // statistics follow a bulk load soon
  };
  if (!durable) Object.assign(settings, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' });
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
