/** Schemas of the parameters of the local RDS's operations: those that the recovery uses. */
import { z } from 'zod';

const Flag = z.stringbool();
/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.CreateInstance.html, "DB cluster identifier". */
const Identifier = z
  .string()
  .regex(/^[a-z](-?[a-z0-9])*$/i, 'use letters, digits and single hyphens, a letter first')
  .max(63)
  .toLowerCase();
/** An empty list arrives as an empty text. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === '' ? [] : value), z.array(item));
const Tags = listOf(z.object({ Key: z.string(), Value: z.string().default('') }));
const Scaling = z.object({ MinCapacity: z.coerce.number(), MaxCapacity: z.coerce.number() });

/** What a new cluster may be given, and a cluster's owner may change. */
const ClusterSettings = {
  DBClusterParameterGroupName: z.string().optional(),
  VpcSecurityGroupIds: listOf(z.string()).optional(),
  ServerlessV2ScalingConfiguration: Scaling.optional(),
  EnableIAMDatabaseAuthentication: Flag.optional(),
  DeletionProtection: Flag.optional(),
  CopyTagsToSnapshot: Flag.optional(),
  BackupRetentionPeriod: z.coerce.number().optional(),
};
const NewCluster = {
  DBClusterIdentifier: Identifier,
  ...ClusterSettings,
  DBSubnetGroupName: z.string().optional(),
  KmsKeyId: z.string().optional(),
  EnableCloudwatchLogsExports: listOf(z.string()).optional(),
  Tags: Tags.optional(),
};

export const RestoreToPointInTimeRequest = z.object({
  ...NewCluster,
  SourceDBClusterIdentifier: z.string(),
  RestoreToTime: z.iso.datetime({ offset: true }).optional(),
  UseLatestRestorableTime: Flag.default(false),
});

export const RestoreFromSnapshotRequest = z.object({ ...NewCluster, SnapshotIdentifier: z.string() });

export type NewClusterRequest = z.output<z.ZodObject<typeof NewCluster>>;

export const ModifyClusterRequest = z.object({
  DBClusterIdentifier: z.string(),
  ...ClusterSettings,
  MasterUserPassword: z.string().min(8).max(99).optional(),
});

export type ClusterChanges = z.output<typeof ModifyClusterRequest>;

export const DeleteClusterRequest = z.object({
  DBClusterIdentifier: z.string(),
  SkipFinalSnapshot: Flag.default(false),
  FinalDBSnapshotIdentifier: z.string().optional(),
});

export const RoleRequest = z.object({
  DBClusterIdentifier: z.string(),
  RoleArn: z.string(),
  FeatureName: z.enum(['s3Import', 's3Export', 'Lambda', 'SageMaker', 'Comprehend']),
});

export const HttpEndpointRequest = z.object({ ResourceArn: z.string() });
export const DescribeClustersRequest = z.object({ DBClusterIdentifier: z.string().optional() });
export const DescribeSnapshotsRequest = z.object({
  DBClusterIdentifier: z.string().optional(),
  DBClusterSnapshotIdentifier: z.string().optional(),
});
export const AddTagsRequest = z.object({ ResourceName: z.string(), Tags });
export const ListTagsRequest = z.object({ ResourceName: z.string() });

export const CreateInstanceRequest = z.object({
  DBInstanceIdentifier: Identifier,
  DBClusterIdentifier: z.string(),
  DBInstanceClass: z.string(),
  Engine: z.string(),
  PromotionTier: z.coerce.number().default(1),
  EnablePerformanceInsights: Flag.default(false),
  PerformanceInsightsKMSKeyId: z.string().optional(),
  PubliclyAccessible: Flag.default(false),
  Tags: Tags.optional(),
});

export const DescribeInstancesRequest = z.object({
  DBInstanceIdentifier: z.string().optional(),
  Filters: listOf(z.object({ Name: z.string(), Values: listOf(z.string()) })).default([]),
});

export const DeleteInstanceRequest = z.object({ DBInstanceIdentifier: z.string() });
