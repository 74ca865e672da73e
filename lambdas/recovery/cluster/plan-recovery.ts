/** Decides what a recovery or drill restores, and refuses what cannot be restored before anything is made. */
import { type DBCluster, DescribeDBClusterSnapshotsCommand, type RDSClient } from '@aws-sdk/client-rds';
import {
  AnotherRecoveryRuns,
  BackupMissing,
  ClusterNameTaken,
  InvalidRestoreTime,
  RecoveryHalfFinished,
  RestoreTimeInFuture,
  RestoreTimeTooEarly,
  RestoreTimeTooLate,
  ServingClusterGone,
  SnapshotMissing,
} from '../contract/errors.ts';
import { RECOVERY_TAGS, type RecoveryPlan } from '../contract/recovery.ts';
import { findCluster, listClusters, parseClusterName, readRecoveryTag } from './describe-clusters.ts';

export interface PlanDependencies {
  rds: RDSClient;
  /** `risk-<env>`. */
  prefix: string;
  servingArn: string;
  now: Date;
  /** Another running execution of the workflow that began before this one. */
  findEarlierExecution: () => Promise<string | undefined>;
}

export interface RecoveryRequest {
  action: 'drill' | 'recover' | 'abandon';
  to?: string | undefined;
  snapshot?: string | undefined;
}

export interface PlannedRecovery {
  plan: RecoveryPlan | null;
  /** Clusters that are removed first: what stopped drills left, or, to abandon a recovery, its own. */
  remove: string[];
}

/**
 * Plans a recovery. Reads only. The same request finds the cluster that a stopped recovery has made, and goes on.
 * @throws {RecoveryRefused} when it cannot be done; the derived class says why
 */
export async function planRecovery(dependencies: PlanDependencies, request: RecoveryRequest): Promise<PlannedRecovery> {
  const { rds, prefix } = dependencies;
  const earlier = await dependencies.findEarlierExecution();
  if (earlier) throw new AnotherRecoveryRuns(earlier);
  const clusters = await listClusters(rds, `${prefix}-`);
  const listTagged = (tag: string) =>
    clusters
      .filter((cluster) => readRecoveryTag(cluster) === tag)
      .map(({ DBClusterIdentifier = '' }) => DBClusterIdentifier);
  if (request.action === 'abandon') return { plan: null, remove: listTagged(RECOVERY_TAGS.restored) };
  const plan = await makePlan(dependencies, request);
  if (plan.kind === 'drill') return { plan, remove: listTagged(RECOVERY_TAGS.drill) };
  const [unfinished] = listTagged(RECOVERY_TAGS.restored).filter((name) => name !== plan.cluster);
  if (unfinished) throw new RecoveryHalfFinished(unfinished);
  const taken = clusters.find(({ DBClusterIdentifier }) => DBClusterIdentifier === plan.cluster);
  if (taken && readRecoveryTag(taken) !== RECOVERY_TAGS.restored) throw new ClusterNameTaken(plan.cluster);
  return { plan, remove: [] };
}

async function makePlan(
  dependencies: PlanDependencies,
  { action, to, snapshot }: RecoveryRequest,
): Promise<RecoveryPlan> {
  const { rds, prefix, servingArn, now } = dependencies;
  const source = parseClusterName(servingArn);
  const cluster = await findCluster(rds, source);
  if (!cluster) throw new ServingClusterGone(source);
  const state = snapshot
    ? await readSnapshotTime(rds, snapshot, cluster)
    : chooseTime(cluster, action === 'drill' ? undefined : (to ?? ''), now);
  const kind = action === 'drill' ? 'drill' : 'recovery';
  const name = `${prefix}${kind === 'drill' ? '-drill' : ''}-${formatTimeForName(state)}`;
  return {
    kind,
    cluster: name,
    cluster_arn: servingArn.replace(/[^:]+$/, name),
    source,
    source_arn: servingArn,
    state_at: state.toISOString(),
    snapshot: snapshot ?? null,
  };
}

/** @param to undefined for the latest state */
function chooseTime(cluster: DBCluster, to: string | undefined, now: Date): Date {
  const { DBClusterIdentifier: name = '', EarliestRestorableTime: earliest, LatestRestorableTime: latest } = cluster;
  const time = to === undefined ? latest : parseTime(to);
  if (to !== undefined && time && time > now) throw new RestoreTimeInFuture(toSeconds(time), toSeconds(now));
  if (!earliest || !latest || !time) throw new BackupMissing(name);
  // RDS restores to whole seconds.
  const second = new Date(Math.floor(time.getTime() / 1000) * 1000);
  if (second < earliest && to !== undefined) throw new RestoreTimeTooEarly(toSeconds(second), toSeconds(earliest));
  if (second > latest) throw new RestoreTimeTooLate(toSeconds(second), toSeconds(latest));
  return second;
}

function parseTime(text: string): Date {
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(time.getTime())) {
    throw new InvalidRestoreTime(text);
  }
  return time;
}

/** Reads when the state of a snapshot was taken. Only a snapshot of the same engine and key can be restored here. */
async function readSnapshotTime(rds: RDSClient, snapshot: string, source: DBCluster): Promise<Date> {
  const { DBClusterSnapshots = [] } = await rds
    .send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: snapshot }))
    .catch((error: Error) => {
      if (error.name === 'DBClusterSnapshotNotFoundFault') return { DBClusterSnapshots: [] };
      throw error;
    });
  const [found] = DBClusterSnapshots;
  const isUsable = found?.Status === 'available' && found.Engine === source.Engine && found.SnapshotCreateTime;
  if (!found?.SnapshotCreateTime || !isUsable) throw new SnapshotMissing(snapshot);
  return new Date(Math.floor(found.SnapshotCreateTime.getTime() / 1000) * 1000);
}

const toSeconds = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');

/** `20261129t043000`: names of clusters have lower-case letters, digits and hyphens. */
const formatTimeForName = (time: Date): string => toSeconds(time).replace(/[-:Z]/g, '').toLowerCase();
