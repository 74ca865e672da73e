/**
 * Stack of the database: Aurora PostgreSQL, one secret for each role, the parameters that locate them, the migrations.
 */
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { DATABASE_ROLES, MASTER_ROLE } from '../../lambdas/database/contract/database-roles.ts';
import type { EnvironmentConfig } from '../config.ts';
import { createRoleSecret, formatSecretName } from '../constructs/database/database-access.ts';
import { Migrations } from '../constructs/database/migrations.ts';
import { DATABASE_NAME, RiskCluster } from '../constructs/database/risk-cluster.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import type { StorageStack } from './storage-stack.ts';

export interface DatabaseStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
}

export class DatabaseStack extends RiskStack {
  readonly foundation: Foundation;
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
  /** The roles with which `aws_s3` imports and exports. */
  readonly s3Roles: readonly IRole[];

  constructor(scope: Construct, id: string, { config, storage }: DatabaseStackProps) {
    super(scope, id, { config, stateful: true, description: 'Aurora PostgreSQL, its roles and migrations' });
    this.foundation = storage.foundation;
    const { cluster, vpc, securityGroup, s3Roles } = new RiskCluster(this, 'Database', {
      work: storage.work,
      masterSecretName: formatSecretName(this, MASTER_ROLE),
    });
    this.vpc = vpc;
    this.securityGroup = securityGroup;
    this.s3Roles = s3Roles;
    const readerEndpoint = cluster.clusterReadEndpoint;
    const secrets = new Map<string, ISecret | undefined>([
      [MASTER_ROLE, cluster.secret],
      ...DATABASE_ROLES.map((role) => [role, createRoleSecret(this, role, cluster)] as const),
    ]);

    const migrations = new Migrations(this, 'Migrations');
    const parameters = [
      this.createParameter(
        'cluster-arn',
        cluster.clusterArn,
        'Cluster that CloudFormation manages; serving-cluster-arn names the one in use',
      ),
      this.createParameter('name', DATABASE_NAME, 'Name of the database'),
      this.createParameter(
        'reader-endpoint',
        readerEndpoint.hostname,
        'Reader of the cluster that CloudFormation manages',
      ),
      this.createParameter('port', cluster.clusterEndpoint.port.toString(), 'Port of the database'),
      ...[...secrets].map(([role, secret]) =>
        this.createParameter(`secret-arn/${role}`, secret?.secretArn ?? '', `Secret with the password of ${role}`),
      ),
    ];
    migrations.node.addDependency(cluster, ...parameters);
  }

  private createParameter(name: string, value: string, description: string): StringParameter {
    return new StringParameter(this, `parameter-${name.replaceAll('/', '-')}`, {
      parameterName: `${this.parameterPrefix}/database/${name}`,
      stringValue: value,
      description,
    });
  }
}
