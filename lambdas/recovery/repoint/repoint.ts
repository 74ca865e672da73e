/**
 * Makes a cluster the serving one: fences the old one, then moves the parameters, the secret of BI tools and the alarms.
 * Every step can be repeated, and a stopped call is completed by the next.
 */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  AddTagsToResourceCommand,
  type DBCluster,
  DisableHttpEndpointCommand,
  EnableHttpEndpointCommand,
  ModifyDBClusterCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { SERVING_CLUSTER, SERVING_READER } from '../../shared/serving-cluster.ts';
import { findCluster, listInstances, parseClusterName } from '../cluster/describe-clusters.ts';
import { requireCluster, type StepState } from '../cluster/restore-cluster.ts';
import { BACKUP_TAG, RECOVERY_TAG, RECOVERY_TAGS } from '../contract/recovery.ts';
import { moveAlarms } from './move-alarms.ts';
import { moveSecret } from './move-secret.ts';

export interface RepointDependencies {
  rds: RDSClient;
  ssm: SSMClient;
  secrets: SecretsManagerClient;
  cloudwatch: CloudWatchClient;
  /** `risk-<env>`. */
  prefix: string;
  /** Path of the database's parameters, such as `/risk/prod/database`. */
  parameters: string;
  servingArn: string;
  /** Secret with which BI tools connect. */
  reportingSecret: string;
  /** Protects the serving cluster against deletion. */
  isProtected: boolean;
}

/**
 * Idempotent. Not ready until the Data API of the cluster is on; nothing is moved before.
 * @throws {ClusterGone} when the cluster does not exist
 */
export async function repoint(dependencies: RepointDependencies, name: string): Promise<StepState> {
  const { rds, ssm, parameters, servingArn, prefix, cloudwatch, secrets, reportingSecret } = dependencies;
  if (!(await openCluster(rds, name))) return { is_ready: false };
  const cluster = await requireCluster(rds, name);
  const { DBClusterArn = '', ReaderEndpoint = '' } = cluster;
  if (servingArn !== DBClusterArn) await fence(rds, parseClusterName(servingArn));
  const values = { [SERVING_CLUSTER]: DBClusterArn, [SERVING_READER]: ReaderEndpoint };
  for (const [parameter, Value] of Object.entries(values)) {
    await ssm.send(
      new PutParameterCommand({ Name: `${parameters}/${parameter}`, Value, Type: 'String', Overwrite: true }),
    );
  }
  await moveSecret(secrets, reportingSecret, cluster);
  await moveAlarms(cloudwatch, prefix, name);
  await markServing(dependencies, cluster);
  return { is_ready: true };
}

/**
 * Switches the Data API of a cluster on, which the one that served before has off. Returns whether it is on.
 * @throws {ClusterGone} when the cluster does not exist
 */
export async function openCluster(rds: RDSClient, name: string): Promise<boolean> {
  const { HttpEndpointEnabled, DBClusterArn } = await requireCluster(rds, name);
  if (HttpEndpointEnabled) return true;
  await rds.send(new EnableHttpEndpointCommand({ ResourceArn: DBClusterArn }));
  return false;
}

/** From here on the old cluster accepts no statement, so nobody writes into two databases. */
async function fence(rds: RDSClient, name: string): Promise<void> {
  const old = await findCluster(rds, name);
  if (!old?.DBClusterArn) return;
  await rds.send(
    new AddTagsToResourceCommand({
      ResourceName: old.DBClusterArn,
      Tags: [
        { Key: RECOVERY_TAG, Value: RECOVERY_TAGS.replaced },
        // No more snapshots: erasures do not reach it any more.
        { Key: BACKUP_TAG.key, Value: 'none' },
      ],
    }),
  );
  if (old.HttpEndpointEnabled) await rds.send(new DisableHttpEndpointCommand({ ResourceArn: old.DBClusterArn }));
}

async function markServing({ rds, isProtected }: RepointDependencies, cluster: DBCluster): Promise<void> {
  // First the instances: what is marked as restored may be deleted by a function.
  for (const { DBInstanceArn } of await listInstances(rds, cluster.DBClusterIdentifier ?? '')) {
    const Tags = [{ Key: RECOVERY_TAG, Value: RECOVERY_TAGS.serving }];
    await rds.send(new AddTagsToResourceCommand({ ResourceName: DBInstanceArn, Tags }));
  }
  await rds.send(
    new AddTagsToResourceCommand({
      ResourceName: cluster.DBClusterArn,
      Tags: [
        { Key: RECOVERY_TAG, Value: RECOVERY_TAGS.serving },
        { Key: BACKUP_TAG.key, Value: BACKUP_TAG.value },
      ],
    }),
  );
  if (cluster.DeletionProtection === isProtected) return;
  const { DBClusterIdentifier } = cluster;
  await rds.send(
    new ModifyDBClusterCommand({ DBClusterIdentifier, DeletionProtection: isProtected, ApplyImmediately: true }),
  );
}
