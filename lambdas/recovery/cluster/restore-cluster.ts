/**
 * Makes the restored cluster like the one it comes from, in three steps that can each be repeated: the cluster, its
 * instances, and its connections (Data API, roles for S3).
 */
import {
  AddRoleToDBClusterCommand,
  CreateDBInstanceCommand,
  type DBCluster,
  type DBInstance,
  EnableHttpEndpointCommand,
  type RDSClient,
  RestoreDBClusterFromSnapshotCommand,
  RestoreDBClusterToPointInTimeCommand,
  type Tag,
} from '@aws-sdk/client-rds';
import { RiskError } from '../../shared/errors.ts';
import { ClusterNameTaken } from '../contract/errors.ts';
import { RECOVERY_TAG, RECOVERY_TAGS, type RecoveryPlan } from '../contract/recovery.ts';
import { findCluster, listInstances, readRecoveryTag } from './describe-clusters.ts';

/** The cluster or the one it comes from disappeared during the recovery. */
export class ClusterGone extends RiskError {
  constructor(cluster: string) {
    super(`the cluster ${cluster} no longer exists`);
  }
}

/** RDS could not restore the cluster or start an instance. */
export class RestoreFailed extends RiskError {
  constructor(resource: string, status: string) {
    super(`${resource} is ${status}; its events say why: aws rds describe-events`);
  }
}

/** Whether the step is complete. */
export interface StepState {
  is_ready: boolean;
}

const FAILED_STATUS = /^(failed|incompatible-|inaccessible-|storage-full|restore-error)/;

/**
 * Restores the cluster unless it exists.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-pitr.html
 */
export async function ensureCluster(rds: RDSClient, plan: RecoveryPlan): Promise<StepState> {
  const present = await findCluster(rds, plan.cluster);
  if (!present) {
    await restoreCluster(rds, plan, await requireCluster(rds, plan.source));
    return { is_ready: false };
  }
  if (readRecoveryTag(present) !== toTag(plan)) throw new ClusterNameTaken(plan.cluster);
  return { is_ready: isAvailable(plan.cluster, present.Status) };
}

async function restoreCluster(rds: RDSClient, plan: RecoveryPlan, source: DBCluster): Promise<void> {
  const copied = {
    DBClusterIdentifier: plan.cluster,
    DBSubnetGroupName: source.DBSubnetGroup,
    VpcSecurityGroupIds: source.VpcSecurityGroups?.map(({ VpcSecurityGroupId = '' }) => VpcSecurityGroupId),
    DBClusterParameterGroupName: source.DBClusterParameterGroup,
    ServerlessV2ScalingConfiguration: source.ServerlessV2ScalingConfiguration,
    KmsKeyId: source.KmsKeyId,
    EnableIAMDatabaseAuthentication: source.IAMDatabaseAuthenticationEnabled,
    // A drill's logs would outlive its cluster.
    EnableCloudwatchLogsExports: plan.kind === 'drill' ? [] : source.EnabledCloudwatchLogsExports,
    CopyTagsToSnapshot: source.CopyTagsToSnapshot,
    BackupRetentionPeriod: source.BackupRetentionPeriod,
    PreferredBackupWindow: source.PreferredBackupWindow,
    Port: source.Port,
    DeletionProtection: false, // set when it serves: until then it can be abandoned
    Tags: toTags(plan, source.TagList),
  };
  if (plan.snapshot) {
    const snapshot = { SnapshotIdentifier: plan.snapshot, Engine: source.Engine, EngineVersion: source.EngineVersion };
    await rds.send(new RestoreDBClusterFromSnapshotCommand({ ...copied, ...snapshot }));
    return;
  }
  await rds.send(
    new RestoreDBClusterToPointInTimeCommand({
      ...copied,
      SourceDBClusterIdentifier: plan.source,
      RestoreToTime: new Date(plan.state_at),
    }),
  );
}

/** Creates the writer and, except in a drill, as many readers as the source has. */
export async function ensureInstances(rds: RDSClient, plan: RecoveryPlan): Promise<StepState> {
  const [sourceInstances, present] = await Promise.all([
    listInstances(rds, plan.source),
    listInstances(rds, plan.cluster),
  ]);
  const [pattern] = sourceInstances;
  if (!pattern) throw new ClusterGone(plan.source);
  const count = plan.kind === 'drill' ? 1 : sourceInstances.length;
  const names = Array.from({ length: count }, (_, i) => `${plan.cluster}-${i + 1}`);
  const missing = names.filter((name) => !present.some(({ DBInstanceIdentifier }) => DBInstanceIdentifier === name));
  for (const name of missing) await createInstance(rds, plan, name, pattern);
  const areAvailable = present.map(({ DBInstanceIdentifier = '', DBInstanceStatus }) =>
    isAvailable(DBInstanceIdentifier, DBInstanceStatus),
  );
  return { is_ready: missing.length === 0 && areAvailable.every(Boolean) };
}

async function createInstance(rds: RDSClient, plan: RecoveryPlan, name: string, pattern: DBInstance): Promise<void> {
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: name,
      DBClusterIdentifier: plan.cluster,
      DBInstanceClass: pattern.DBInstanceClass,
      Engine: pattern.Engine,
      PubliclyAccessible: false,
      EnablePerformanceInsights: pattern.PerformanceInsightsEnabled,
      PerformanceInsightsKMSKeyId: pattern.PerformanceInsightsKMSKeyId,
      PromotionTier: 0,
      Tags: toTags(plan, pattern.TagList),
    }),
  );
}

/**
 * Switches the Data API on, and gives the cluster the roles with which aws_s3 imports and exports. A restored cluster has
 * neither. https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.enabling.html
 */
export async function ensureConnections(rds: RDSClient, plan: RecoveryPlan): Promise<StepState> {
  const [source, cluster] = [await requireCluster(rds, plan.source), await requireCluster(rds, plan.cluster)];
  if (!isAvailable(plan.cluster, cluster.Status)) return { is_ready: false };
  if (!cluster.HttpEndpointEnabled) {
    await rds.send(new EnableHttpEndpointCommand({ ResourceArn: plan.cluster_arn }));
  }
  const present = cluster.AssociatedRoles ?? [];
  const missing = (source.AssociatedRoles ?? []).filter(
    ({ RoleArn, FeatureName }) => !present.some((role) => role.RoleArn === RoleArn && role.FeatureName === FeatureName),
  );
  for (const { RoleArn, FeatureName } of missing) {
    await rds.send(new AddRoleToDBClusterCommand({ DBClusterIdentifier: plan.cluster, RoleArn, FeatureName }));
  }
  const areActive = present.every(({ Status }) => Status === 'ACTIVE');
  return { is_ready: cluster.HttpEndpointEnabled === true && missing.length === 0 && areActive };
}

/** @throws {ClusterGone} when the cluster does not exist */
export async function requireCluster(rds: RDSClient, name: string): Promise<DBCluster> {
  const cluster = await findCluster(rds, name);
  if (!cluster) throw new ClusterGone(name);
  return cluster;
}

function isAvailable(resource: string, status = 'unknown'): boolean {
  if (FAILED_STATUS.test(status)) throw new RestoreFailed(resource, status);
  return status === 'available';
}

const toTag = ({ kind }: RecoveryPlan): string => (kind === 'drill' ? RECOVERY_TAGS.drill : RECOVERY_TAGS.restored);

/** The tags by which costs are counted, and the one of the recovery. AWS's own cannot be copied. */
function toTags(plan: RecoveryPlan, tags: Tag[] = []): Tag[] {
  const kept = tags.filter(({ Key = '' }) => ['system', 'environment'].includes(Key));
  return [...kept, { Key: RECOVERY_TAG, Value: toTag(plan) }];
}
