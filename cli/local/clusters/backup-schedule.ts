/** Takes base backups of running clusters in the background, one at a time, and removes old ones. */
import { loadEnvironmentConfig } from '../../../lib/config.ts';
import { isBackupDue, removeOldBackups, takeBaseBackup } from '../postgres/backups/base-backups.ts';
import type { Postgres } from '../postgres/postgres.ts';

const CHECK_MILLISECONDS = 10 * 60_000;

export class BackupSchedule {
  readonly #keptDays = loadEnvironmentConfig('local').database.backup_days;
  readonly #servers = new Set<Postgres>();
  readonly #abort = new AbortController();
  readonly #log: (line: string) => void;
  readonly #timer = setInterval(() => this.#backUpAll(), CHECK_MILLISECONDS).unref();
  #running: Promise<void> = Promise.resolve();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Backs up a running cluster now if that is due, and from time to time. */
  add(server: Postgres): void {
    this.#servers.add(server);
    this.#enqueue(server);
  }

  /** Forgets a cluster whose server is to stop; resolves when none of its files are read. */
  async remove(server: Postgres): Promise<void> {
    this.#servers.delete(server);
    await this.#running;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#servers.clear();
    this.#abort.abort();
    await this.#running;
  }

  #backUpAll(): void {
    for (const server of this.#servers) this.#enqueue(server);
  }

  #enqueue(server: Postgres): void {
    this.#running = this.#running.then(() => this.#backUpIfDue(server));
  }

  /** A failure is logged and tried again: the cluster is served without a newer backup. */
  async #backUpIfDue(server: Postgres): Promise<void> {
    const { url, clusterDirectory } = server;
    const { signal } = this.#abort;
    try {
      if (!this.#servers.has(server) || !isBackupDue(clusterDirectory, new Date())) return;
      const { name, bytes, seconds } = await takeBaseBackup(url, clusterDirectory, signal);
      this.#log(`base backup ${name}: ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s`);
      await removeOldBackups(clusterDirectory, this.#keptDays, new Date());
    } catch (error) {
      if (!signal.aborted) this.#log(`base backup of ${clusterDirectory} failed: ${(error as Error).message}`);
    }
  }
}
