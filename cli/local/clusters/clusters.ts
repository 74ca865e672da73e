/**
 * Runs the PostgreSQL servers of all clusters: the deployed one and those that were restored from its backups. Open it to
 * change what a restore does; rds/ is the API that asks for one.
 */
import { writeS3Features } from '../aws-s3/install.ts';
import { prepareRestore } from '../postgres/backups/restore-cluster.ts';
import {
  findPostgres,
  type Postgres,
  type PostgresOptions,
  removePostgres,
  startPostgres,
} from '../postgres/postgres.ts';
import { openLineLog } from '../processes/line-log.ts';
import type { AccessKey } from '../settings/credentials.ts';
import type { LocalSettings } from '../settings/local-settings.ts';
import { findFreePort } from '../settings/ports.ts';
import { BackupSchedule } from './backup-schedule.ts';
import {
  type ClusterRecord,
  DEPLOYED_CLUSTER,
  type DeployedClusterChanges,
  getDataDirectory,
  readClusterRecords,
  readDeployedClusterChanges,
  removeClusterRecord,
  writeClusterRecord,
  writeDeployedClusterChanges,
} from './cluster-record.ts';

/** Small, because MiniStack buffers each received object in memory. */
const EXPORT_PART_BYTES = 64 * 1024 ** 2;

export class Clusters {
  readonly #settings: LocalSettings;
  readonly #accessKey: AccessKey;
  readonly #records = new Map<string, ClusterRecord>();
  readonly #servers = new Map<string, Postgres>();
  #deployedChanges: DeployedClusterChanges = {};
  /** Restores and removals that are going on. */
  readonly #tasks = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  readonly #log: (line: string) => void;
  readonly #backups: BackupSchedule;

  constructor(settings: LocalSettings, accessKey: AccessKey) {
    this.#settings = settings;
    this.#accessKey = accessKey;
    this.#log = openLineLog(settings, 'rds');
    this.#backups = new BackupSchedule(this.#log);
  }

  /** Starts the server of every cluster, and goes on with restores that were interrupted. */
  async start(): Promise<void> {
    this.#deployedChanges = readDeployedClusterChanges(this.#settings);
    for (const record of readClusterRecords(this.#settings)) this.#records.set(record.id, this.#markLost(record));
    const available = [...this.#records.values()].filter(({ status }) => status === 'available');
    const starts = [DEPLOYED_CLUSTER, ...available.map(({ id }) => id)].map((id) => this.#startServer(id));
    try {
      await Promise.all(starts);
    } catch (error) {
      await Promise.allSettled(starts);
      await this.stop();
      throw error;
    }
    for (const record of this.#records.values()) {
      if (record.status === 'creating') this.#restoreInBackground(record);
      if (record.status === 'deleting') this.removeInBackground(record);
    }
  }

  /** A cluster whose folder was emptied, for example in the temporary folder, must not come back empty. */
  #markLost(record: ClusterRecord): ClusterRecord {
    const isLost = !findPostgres(getDataDirectory(this.#settings, record.id)).hasCluster;
    if (record.status !== 'available' || !isLost) return record;
    this.#log(`the files of ${record.id} are gone`);
    return { ...record, status: 'incompatible-restore' };
  }

  /** Stops every server; restores go on at the next start. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all([this.#backups.stop(), ...this.#tasks]);
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
  }

  /** The server of a cluster, if it runs. */
  findServer(id: string): Postgres | undefined {
    return this.#servers.get(id);
  }

  findRecord(id: string): ClusterRecord | undefined {
    return this.#records.get(id);
  }

  listRecords(): ClusterRecord[] {
    return [...this.#records.values()];
  }

  save(record: ClusterRecord): void {
    writeClusterRecord(this.#settings, record);
    this.#records.set(record.id, record);
    this.#writeRoles(record.id);
  }

  /** Lets the server of a restored cluster use S3 for what the cluster has a role for. */
  #writeRoles(id: string): void {
    const [server, roles] = [this.#servers.get(id), this.#records.get(id)?.cluster.AssociatedRoles ?? []];
    if (server)
      writeS3Features(
        server,
        roles.map(({ FeatureName = '' }) => FeatureName),
      );
  }

  readDeployedChanges(): DeployedClusterChanges {
    return this.#deployedChanges;
  }

  /** Changes the deployed cluster, on top of what CloudFormation says. */
  changeDeployed(changes: DeployedClusterChanges): void {
    this.#deployedChanges = { ...this.#deployedChanges, ...changes };
    writeDeployedClusterChanges(this.#settings, this.#deployedChanges);
  }

  /** Begins to restore a cluster whose record has the status `creating`. */
  create(record: ClusterRecord): void {
    this.save(record);
    this.#restoreInBackground(record);
  }

  /** Deletes a restored cluster; its record is there until its folder with its backups is gone. */
  removeInBackground(record: ClusterRecord): void {
    this.save(record);
    const removal = this.#remove(record.id)
      .catch((error: Error) => this.#log(`${record.id} could not be removed: ${error.message}`))
      .finally(() => this.#tasks.delete(removal));
    this.#tasks.add(removal);
  }

  async #remove(id: string): Promise<void> {
    const server = this.#servers.get(id);
    this.#servers.delete(id);
    if (server) {
      await this.#backups.remove(server);
      await server.stop();
    }
    await removePostgres(getDataDirectory(this.#settings, id));
    removeClusterRecord(this.#settings, id);
    this.#records.delete(id);
  }

  #restoreInBackground(record: ClusterRecord): void {
    const restore = this.#restore(record).finally(() => this.#tasks.delete(restore));
    this.#tasks.add(restore);
  }

  async #restore(record: ClusterRecord): Promise<void> {
    const startedAt = performance.now();
    try {
      const { source, time, backup = '' } = record.restore;
      const server = this.#servers.get(source);
      if (!server) throw new Error(`the cluster ${source} does not run`);
      const point = time === undefined ? { backup } : { time: new Date(time) };
      const recovery = await prepareRestore(server, point, getDataDirectory(this.#settings, record.id));
      await this.#startServer(record.id, recovery);
      this.save({ ...(this.#records.get(record.id) ?? record), status: 'available' });
      this.#log(`restored ${record.id} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#log(`the restore of ${record.id} failed: ${(error as Error).stack}`);
      this.save({ ...record, status: 'incompatible-restore' });
    }
  }

  async #startServer(id: string, recovery?: PostgresOptions['recovery']): Promise<void> {
    const { ports, urls } = this.#settings;
    const isDeployed = id === DEPLOYED_CLUSTER;
    const server = await startPostgres({
      dataDirectory: getDataDirectory(this.#settings, id),
      port: isDeployed ? ports.postgres : await findFreePort(),
      ...{ s3Endpoint: urls.aws, s3AccessKey: this.#accessKey, s3PartBytes: EXPORT_PART_BYTES },
      s3NamesCaller: this.#settings.callRecord !== undefined,
      s3NeedsRole: !isDeployed,
      log: openLineLog(this.#settings, isDeployed ? 'postgres' : `postgres-${id}`),
      recovery,
      signal: this.#abort.signal,
    });
    this.#servers.set(id, server);
    this.#writeRoles(id);
    this.#backups.add(server);
  }
}
