/** Removes clusters of drills and of abandoned recoveries, never one that serves or has served. */
import { type DBInstance, DeleteDBClusterCommand, DeleteDBInstanceCommand, type RDSClient } from '@aws-sdk/client-rds';
import { RiskError } from '../../shared/errors.ts';
import { RECOVERY_TAGS } from '../contract/recovery.ts';
import { findCluster, listInstances, readRecoveryTag } from './describe-clusters.ts';

/** The cluster is not one of a drill or of an unfinished recovery. IAM refuses it too. */
export class ClusterNotRemovable extends RiskError {
  constructor(cluster: string) {
    super(`${cluster} is not the cluster of a drill or of an unfinished recovery; only a person deletes it`);
  }
}

/**
 * Deletes clusters with their instances and automated backups, without a final snapshot. Call it again until none remains.
 * @throws {ClusterNotRemovable} when one is neither a drill's nor unfinished; then none is deleted
 */
export async function removeClusters(rds: RDSClient, names: readonly string[]): Promise<{ remaining: number }> {
  const found = (await Promise.all(names.map((name) => findCluster(rds, name)))).filter(
    (cluster) => cluster !== undefined,
  );
  for (const cluster of found) {
    const tag = readRecoveryTag(cluster);
    if (tag === RECOVERY_TAGS.drill || tag === RECOVERY_TAGS.restored) continue;
    throw new ClusterNotRemovable(cluster.DBClusterIdentifier ?? '');
  }
  for (const { DBClusterIdentifier = '', Status } of found) {
    const instances = await listInstances(rds, DBClusterIdentifier);
    for (const instance of instances) await deleteInstance(rds, instance);
    if (Status === 'deleting') continue;
    await ignore('InvalidDBClusterStateFault', () =>
      rds.send(
        new DeleteDBClusterCommand({ DBClusterIdentifier, SkipFinalSnapshot: true, DeleteAutomatedBackups: true }),
      ),
    );
  }
  return { remaining: found.length };
}

async function deleteInstance(rds: RDSClient, { DBInstanceIdentifier, DBInstanceStatus }: DBInstance): Promise<void> {
  if (DBInstanceStatus === 'deleting') return;
  await ignore('InvalidDBInstanceState', () =>
    rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier, SkipFinalSnapshot: true })),
  );
}

/** A cluster or an instance that is still being created cannot be deleted yet: the next call does. */
async function ignore(errorName: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error && error.name.startsWith(errorName))) throw error;
  }
}
