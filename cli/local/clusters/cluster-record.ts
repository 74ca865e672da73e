/**
 * Records of the restored clusters, one file each in the state folder, and the folders of all clusters. The deployed
 * cluster has no record: CloudFormation describes it, except for a few changes.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DBCluster, DBInstance } from '@aws-sdk/client-rds';
import type { LocalSettings } from '../settings/local-settings.ts';

/** Name of the cluster in lib/constructs/database/risk-cluster.ts. */
export const DEPLOYED_CLUSTER = 'risk-local';

export type ClusterStatus = 'creating' | 'available' | 'deleting' | 'incompatible-restore';

export interface ClusterRecord {
  id: string;
  status: ClusterStatus;
  /** What the cluster is restored from, and the time; without a time the end of the backup of this name. */
  restore: { source: string; time?: string; backup?: string };
  /** Members of DescribeDBClusters that do not change by themselves. */
  cluster: Omit<DBCluster, 'ClusterCreateTime'> & { DBClusterArn: string; ClusterCreateTime: string };
  instances: (Omit<DBInstance, 'InstanceCreateTime'> & { DBInstanceIdentifier: string })[];
}

/** What the API has changed of the deployed cluster. */
export type DeployedClusterChanges = Pick<DBCluster, 'HttpEndpointEnabled' | 'DeletionProtection' | 'TagList'>;

const getChangesPath = (settings: LocalSettings): string => join(settings.stateDirectory, 'deployed-cluster.json');

export function readDeployedClusterChanges(settings: LocalSettings): DeployedClusterChanges {
  const path = getChangesPath(settings);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

export const writeDeployedClusterChanges = (settings: LocalSettings, changes: DeployedClusterChanges): void =>
  replaceFile(getChangesPath(settings), changes);

const getClustersFolder = (settings: LocalSettings): string => join(settings.stateDirectory, 'clusters');
const getRecordPath = (settings: LocalSettings, id: string): string => join(getClustersFolder(settings), `${id}.json`);

/** Preferred data directory of a cluster; its server uses another one where its user can't reach this one. */
export function getDataDirectory(settings: LocalSettings, id = DEPLOYED_CLUSTER): string {
  return id === DEPLOYED_CLUSTER ? join(settings.stateDirectory, 'postgres') : join(getClustersFolder(settings), id);
}

/** Lists the data directories of all clusters, the deployed one first. */
export const listDataDirectories = (settings: LocalSettings): string[] =>
  [DEPLOYED_CLUSTER, ...listRecordedIds(settings)].map((id) => getDataDirectory(settings, id));

/** Reads every record. */
export const readClusterRecords = (settings: LocalSettings): ClusterRecord[] =>
  listRecordedIds(settings).map((id) => JSON.parse(readFileSync(getRecordPath(settings, id), 'utf8')));

export function writeClusterRecord(settings: LocalSettings, record: ClusterRecord): void {
  mkdirSync(getClustersFolder(settings), { recursive: true, mode: 0o700 });
  replaceFile(getRecordPath(settings, record.id), record);
}

/** A reader sees the earlier file or the new one, never a part. */
function replaceFile(path: string, content: object): void {
  writeFileSync(`${path}.incoming`, JSON.stringify(content, null, 2), { mode: 0o600 });
  renameSync(`${path}.incoming`, path);
}

export function removeClusterRecord(settings: LocalSettings, id: string): void {
  rmSync(getRecordPath(settings, id), { force: true });
}

function listRecordedIds(settings: LocalSettings): string[] {
  try {
    const names = readdirSync(getClustersFolder(settings));
    return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  } catch {
    return []; // nothing was restored
  }
}
