/** Says whether a cluster may become the serving one, before anything is changed. */
import type { DBCluster, RDSClient } from '@aws-sdk/client-rds';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { findCluster, listInstances, readRecoveryTag } from '../cluster/describe-clusters.ts';
import { ChecksNotPassed, UnknownCluster, WorkflowRuns } from '../contract/errors.ts';
import { RECOVERY_TAGS } from '../contract/recovery.ts';
import { readRecoveryRecord } from '../records/read-record.ts';

export interface CheckRepointDependencies {
  rds: RDSClient;
  store: ObjectStore;
  /** Bucket with the records of recoveries. */
  bucket: string;
  /** `risk-<env>`, also the name of the cluster that CloudFormation manages. */
  prefix: string;
  /** A running execution of a workflow that writes into the database. */
  findWriter: () => Promise<string | undefined>;
  now: Date;
}

export interface AcceptedCluster {
  cluster: string;
  cluster_arn: string;
  /** Erasures from this ISO time on are repeated. */
  state_at: string;
}

/**
 * A restored cluster must have passed its checks. One that has served before needs none.
 * @throws {RecoveryRefused} when the cluster is unknown, has not passed, or while a workflow writes
 */
export async function checkRepoint(dependencies: CheckRepointDependencies, name: string): Promise<AcceptedCluster> {
  const { rds, prefix, findWriter } = dependencies;
  const cluster = name === prefix || name.startsWith(`${prefix}-`) ? await findCluster(rds, name) : undefined;
  if (cluster?.Status !== 'available' || !cluster.DBClusterArn) throw new UnknownCluster(name);
  // An abandonment deletes the instances first.
  const instances = await listInstances(rds, name);
  if (!instances.some(({ DBInstanceStatus }) => DBInstanceStatus === 'available')) throw new UnknownCluster(name);
  const stateAt = await readStateTime(dependencies, name, cluster);
  const writer = await findWriter();
  if (writer) throw new WorkflowRuns(writer);
  return { cluster: name, cluster_arn: cluster.DBClusterArn, state_at: stateAt };
}

async function readStateTime(
  { store, bucket, prefix, now }: CheckRepointDependencies,
  name: string,
  cluster: DBCluster,
): Promise<string> {
  const tag = readRecoveryTag(cluster);
  if (tag === RECOVERY_TAGS.restored) {
    const record = await readRecoveryRecord(store, bucket, name);
    if (!record?.passed) throw new ChecksNotPassed(name);
    return record.state_at;
  }
  const hasServed = name === prefix || tag === RECOVERY_TAGS.serving || tag === RECOVERY_TAGS.replaced;
  if (!hasServed) throw new UnknownCluster(name);
  return now.toISOString();
}
