/**
 * Provides state folders of local clouds in which the stacks are deployed. They are copies of one that is deployed once
 * for all tests: a deploy takes most of a minute of a processor, a copy a second.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startLocalCloud } from '../../cli/local/cloud.ts';
import { getDataDirectory } from '../../cli/local/clusters/cluster-record.ts';
import { deployStacks } from '../../cli/local/deploy/deploy.ts';
import { computeFingerprint } from '../../cli/local/deploy/fingerprint.ts';
import { getMiniStackStateFolder } from '../../cli/local/ministack/ministack.ts';
import { listClusterDirectories, prepareClusterDirectory } from '../../cli/local/postgres/cluster-directory.ts';
import { resetLocalCloud } from '../../cli/local/reset.ts';
import {
  buildSdkAddresses,
  getCallRecordPath,
  getDeployRecordPath,
  getStateMarkerPath,
  type LocalSettings,
  readLocalSettings,
} from '../../cli/local/settings/local-settings.ts';
import { CLUSTER_PARTS, copyParts, findKept, hashSources, keepFolder } from '../kept-folders.ts';
import { chooseFreePorts, createStateDirectory } from './test-settings.ts';

const KIND = 'cloud';
const CLUSTER = 'cluster-of-the-database';

/** Files that make a deployed state, besides those that a deploy depends on. */
const SOURCES = ['cli/local/**', 'testing/aws/*.ts', 'testing/kept-folders.ts'];

/** Makes an empty or new state folder one in which the stacks were deployed with these settings. */
export async function provideDeployedState(settings: LocalSettings): Promise<void> {
  const { repositoryRoot, stateDirectory } = settings;
  const hash = await computeFingerprint(repositoryRoot, stateDirectory, hashSources(SOURCES));
  const kept = findKept(KIND, hash) ?? (await keepDeployedState(hash));
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  copyParts(
    kept,
    stateDirectory,
    readdirSync(kept).filter((part) => part !== CLUSTER),
  );
  copyParts(join(kept, CLUSTER), prepareClusterDirectory(getDataDirectory(settings)).path, CLUSTER_PARTS);
  moveToPorts(settings);
  await recordDeploy(settings);
}

/** Deploys the stacks in a cloud of its own, stops it and keeps its state. */
async function keepDeployedState(hash: string): Promise<string> {
  const environment = { ...process.env, ...(await chooseFreePorts()), RISK_RECORD_CALLS: '1' };
  const settings = readLocalSettings({ stateDirectory: createStateDirectory(), environment });
  try {
    const cloud = await startLocalCloud(settings);
    try {
      await deployStacks(settings);
      await Promise.all([cloud.mlflowReady, cloud.dashboardReady]);
    } finally {
      await cloud.stop();
    }
    return keepFolder(KIND, hash, (folder) => fillWithState(folder, settings));
  } finally {
    await resetLocalCloud(settings);
  }
}

/** Leaves out what belongs to one start, and the assets that a deploy publishes: functions have copies of their own. */
function fillWithState(folder: string, settings: LocalSettings): void {
  const { stateDirectory } = settings;
  for (const bucket of listAssetBuckets(stateDirectory)) {
    rmSync(bucket, { recursive: true });
    mkdirSync(bucket);
  }
  const files = [getStateMarkerPath, getDeployRecordPath].map((getPath) => basename(getPath(settings)));
  const record = basename(getCallRecordPath(stateDirectory));
  copyParts(stateDirectory, folder, [...files, record, 'ports.json', 'ministack', 'mlflow']);
  const hasCluster = (path: string) => existsSync(join(path, 'cluster/PG_VERSION'));
  const cluster = listClusterDirectories(getDataDirectory(settings)).find(hasCluster);
  if (!cluster) throw new Error(`${stateDirectory} has no database`);
  mkdirSync(join(folder, CLUSTER));
  copyParts(cluster, join(folder, CLUSTER), CLUSTER_PARTS);
}

function listAssetBuckets(stateDirectory: string): string[] {
  const objects = join(stateDirectory, 'ministack/s3');
  const accounts = readdirSync(objects).map((account) => join(objects, account));
  const buckets = accounts.flatMap((account) => readdirSync(account).map((bucket) => join(account, bucket)));
  return buckets.filter((bucket) => basename(bucket).startsWith('cdk-'));
}

/** Replaces the addresses of the ports that it was deployed with. */
function moveToPorts(settings: LocalSettings): void {
  const { stateDirectory } = settings;
  const before = readLocalSettings({ stateDirectory, environment: {} });
  const ports = new Map(
    [...Object.entries(before.ports), ['signIn', before.signInPort] as const].map(([name, port]) => [
      String(port),
      String({ ...settings.ports, signIn: settings.signInPort }[name]),
    ]),
  );
  const folder = getMiniStackStateFolder(settings);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    const moved = text.replaceAll(/\b(127\.0\.0\.1|localhost):(\d+)\b/g, (address, host: string, port: string) =>
      ports.has(port) ? `${host}:${ports.get(port)}` : address,
    );
    if (moved !== text) writeFileSync(path, moved);
  }
}

/** The addresses are part of a deploy's fingerprint. */
async function recordDeploy(settings: LocalSettings): Promise<void> {
  const path = getDeployRecordPath(settings);
  const record = JSON.parse(readFileSync(path, 'utf8'));
  const { repositoryRoot, stateDirectory } = settings;
  const fingerprint = await computeFingerprint(repositoryRoot, stateDirectory, buildSdkAddresses(settings));
  writeFileSync(path, JSON.stringify({ ...record, fingerprint }));
}
