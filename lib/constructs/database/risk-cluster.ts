/** Aurora PostgreSQL Serverless v2 in isolated subnets whose only route leads to S3. */
import { Duration, RemovalPolicy, Tags, Validations } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
  ParameterGroup,
} from 'aws-cdk-lib/aws-rds';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { MASTER_ROLE } from '../../../lambdas/database/contract/database-roles.ts';
import { LOG_SETTINGS } from '../../../lambdas/database/contract/log-settings.ts';
import { BACKUP_TAG, RECOVERY_TAG, RECOVERY_TAGS } from '../../../lambdas/recovery/contract/recovery.ts';
import { DATABASE_EXPORT_FOLDERS, DATABASE_IMPORT_FOLDERS } from '../../../lambdas/shared/object-keys.ts';
import { allowRead, allowWrite } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';

export const DATABASE_NAME = 'risk';
/** PostgreSQL's default port. */
export const DATABASE_PORT = 5432;

/** Same minor version as the local cloud's PostgreSQL. */
const ENGINE = DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_9 });

export interface RiskClusterProps {
  /** Bucket that `aws_s3` imports from and exports to. */
  work: IBucket;
  masterSecretName: string;
}

export class RiskCluster extends Construct {
  readonly cluster: DatabaseCluster;
  readonly vpc: Vpc;
  /** Has no ingress rule; each client adds its own. */
  readonly securityGroup: SecurityGroup;
  /** The two roles with which `aws_s3` imports and exports; a restored cluster gets them too. */
  readonly s3Roles: readonly Role[];

  constructor(scope: Construct, id: string, { work, masterSecretName }: RiskClusterProps) {
    super(scope, id);
    const { config, prefix, foundation } = RiskStack.of(this);
    const vpc = this.createIsolatedVpc(work);
    this.vpc = vpc;
    this.securityGroup = this.createSecurityGroup(vpc);
    const logs = this.createLogGroup();
    const s3ImportRole = this.createS3Role('S3Import', (role) => allowRead(role, work, DATABASE_IMPORT_FOLDERS));
    const s3ExportRole = this.createS3Role('S3Export', (role) => allowWrite(role, work, DATABASE_EXPORT_FOLDERS));
    this.s3Roles = [s3ImportRole, s3ExportRole];
    const insights = { enablePerformanceInsights: true, performanceInsightEncryptionKey: foundation.key };
    this.cluster = new DatabaseCluster(this, 'Cluster', {
      clusterIdentifier: prefix,
      engine: ENGINE,
      parameterGroup: new ParameterGroup(this, 'Parameters', {
        engine: ENGINE,
        description: `Parameters of ${prefix}`,
        parameters: { 'rds.force_ssl': '1', ...LOG_SETTINGS },
      }),
      defaultDatabaseName: DATABASE_NAME,
      credentials: Credentials.fromGeneratedSecret(MASTER_ROLE, {
        secretName: masterSecretName,
        encryptionKey: foundation.key,
      }),
      iamAuthentication: true,
      enableDataApi: true,
      writer: ClusterInstance.serverlessV2('Writer', insights),
      // Scales with the writer, so that its cache is warm at a failover. BI tools read from it.
      readers: [ClusterInstance.serverlessV2('Reader', { ...insights, scaleWithWriter: true })],
      serverlessV2MinCapacity: config.database.min_acu,
      serverlessV2MaxCapacity: config.database.max_acu,
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.securityGroup],
      storageEncrypted: true,
      storageEncryptionKey: foundation.key,
      backup: { retention: Duration.days(config.database.backup_days), preferredWindow: '00:30-01:00' },
      preferredMaintenanceWindow: 'Sun:05:00-Sun:06:00',
      cloudwatchLogsExports: ['postgresql'],
      s3ImportRole,
      s3ExportRole,
      deletionProtection: config.keep_data,
      removalPolicy: config.keep_data ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
    });
    this.cluster.node.addDependency(logs);
    Tags.of(this.cluster).add(BACKUP_TAG.key, BACKUP_TAG.value, { includeResourceTypes: ['AWS::RDS::DBCluster'] });
    // What has this tag cannot be marked for deletion by a function of the recovery (cluster-permissions.ts).
    Tags.of(this.cluster).add(RECOVERY_TAG, RECOVERY_TAGS.serving, { includeResourceTypes: ['AWS::RDS::DBInstance'] });
    this.acknowledgeFindings();
  }

  private acknowledgeFindings(): void {
    Validations.of(this.cluster).acknowledge(
      {
        id: 'AwsSolutions-RDS11',
        reason: 'No inbound rule exists, whatever the port; the usual port keeps BI set-ups simple.',
      },
      {
        id: 'AwsSolutions-SMG4',
        reason: 'Rotating the master password needs a Lambda in the VPC; it is used by migrations at deploy only.',
      },
    );
    if (!RiskStack.of(this).config.keep_data) {
      Validations.of(this.cluster).acknowledge({
        id: 'AwsSolutions-RDS10',
        reason: 'An environment that keeps no data can be deleted.',
      });
    }
  }

  private createIsolatedVpc(work: IBucket): Vpc {
    const { config, foundation } = RiskStack.of(this);
    const { features } = config;
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.20.0.0/24'),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
      restrictDefaultSecurityGroup: features.restrict_default_security_group,
    });
    const endpoint = vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    // The endpoint policy prevents copying data to a bucket of another account.
    const objectActions = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'];
    // A gateway endpoint takes no other principal:
    // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    const principals = [new StarPrincipal()];
    endpoint.addToPolicy(
      new PolicyStatement({ principals, actions: objectActions, resources: [work.arnForObjects('*')] }),
    );
    endpoint.addToPolicy(new PolicyStatement({ principals, actions: ['s3:ListBucket'], resources: [work.bucketArn] }));
    if (features.flow_logs) {
      const { parameterPrefix, logRetention, removalPolicy } = RiskStack.of(this);
      const destination = new LogGroup(this, 'FlowLogs', {
        logGroupName: `${parameterPrefix}/vpc-flow`,
        retention: logRetention,
        encryptionKey: foundation.key,
        removalPolicy,
      });
      vpc.addFlowLog('Flow', { destination: FlowLogDestination.toCloudWatchLogs(destination) });
    } else {
      Validations.of(vpc).acknowledge({ id: 'AwsSolutions-VPC7', reason: 'features.flow_logs states the reason.' });
    }
    return vpc;
  }

  private createSecurityGroup(vpc: Vpc): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Aurora: nothing in, S3 out',
      allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'aws_s3; the subnets have a route to S3 only');
    return group;
  }

  /** Created before the cluster, which would otherwise create an unencrypted group without expiry. */
  private createLogGroup(): LogGroup {
    const { prefix, logRetention, removalPolicy, foundation } = RiskStack.of(this);
    return new LogGroup(this, 'Logs', {
      logGroupName: `/aws/rds/cluster/${prefix}/postgresql`,
      retention: logRetention,
      encryptionKey: foundation.key,
      removalPolicy,
    });
  }

  private createS3Role(id: string, grant: (role: Role) => void): Role {
    const role = new Role(this, id, { assumedBy: new ServicePrincipal('rds.amazonaws.com') });
    grant(role);
    return role;
  }
}
