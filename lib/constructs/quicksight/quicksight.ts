/** QuickSight over the views of `reporting`: VPC connection, data source, data sets, dashboards and analysis. */
import { ArnFormat } from 'aws-cdk-lib';
import {
  CfnSecurityGroupIngress,
  type ISecurityGroup,
  type IVpc,
  Port,
  SecurityGroup,
  SubnetType,
} from 'aws-cdk-lib/aws-ec2';
import { CfnPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnAnalysis, CfnDashboard, CfnDataSet, CfnDataSource, CfnVPCConnection } from 'aws-cdk-lib/aws-quicksight';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { DASHBOARDS } from '../../../bi/dashboards.ts';
import {
  buildSourceSql,
  SOURCE_NAMES,
  SOURCES,
  type SourceName,
  type ViewColumnType,
  type ViewSource,
} from '../../../bi/views.ts';
import { SERVING_READER } from '../../../lambdas/shared/serving-cluster.ts';
import { DATABASE_PORT } from '../database/risk-cluster.ts';
import { acknowledgeWildcards, allow } from '../foundation/allow.ts';
import { RiskStack, toPascalCase } from '../foundation/risk-stack.ts';
import { buildDashboardDefinition } from './dashboard-definition.ts';

export interface QuickSightProps {
  vpc: IVpc;
  /** Security group of the database, which gets a rule for QuickSight. */
  databaseGroup: ISecurityGroup;
  /** ARN of the QuickSight user or group that may see the dashboards. */
  principalArn: string;
}

/** QuickSight accepts only the sets of actions that its console grants. */
const VIEWS_DASHBOARD = [
  'quicksight:DescribeDashboard',
  'quicksight:ListDashboardVersions',
  'quicksight:QueryDashboard',
];
const OWNS_ANALYSIS = [
  'quicksight:DescribeAnalysis',
  'quicksight:DescribeAnalysisPermissions',
  'quicksight:QueryAnalysis',
  'quicksight:UpdateAnalysis',
  'quicksight:UpdateAnalysisPermissions',
  'quicksight:DeleteAnalysis',
  'quicksight:RestoreAnalysis',
];
const USES_DATA_SET = [
  'quicksight:DescribeDataSet',
  'quicksight:DescribeDataSetPermissions',
  'quicksight:PassDataSet',
  'quicksight:DescribeIngestion',
  'quicksight:ListIngestions',
];
const USES_DATA_SOURCE = [
  'quicksight:DescribeDataSource',
  'quicksight:DescribeDataSourcePermissions',
  'quicksight:PassDataSource',
];

const TYPES: Record<ViewColumnType, string> = {
  text: 'STRING',
  integer: 'INTEGER',
  decimal: 'DECIMAL',
  date: 'DATETIME',
  timestamp: 'DATETIME',
  boolean: 'INTEGER',
};

export class QuickSight extends Construct {
  private readonly props: QuickSightProps;

  constructor(scope: Construct, id: string, props: QuickSightProps) {
    super(scope, id);
    this.props = props;
    const source = this.createDataSource(this.createConnection());
    const dataSets = new Map(SOURCE_NAMES.map((name) => [name, this.createDataSet(name, source)]));
    const getDataSetArn = (name: SourceName) => dataSets.get(name)?.attrArn ?? '';
    const { prefix, account } = RiskStack.of(this);
    for (const dashboard of DASHBOARDS) {
      new CfnDashboard(this, `${toPascalCase(dashboard.id)}Dashboard`, {
        awsAccountId: account,
        dashboardId: `${prefix}-${dashboard.id}`,
        name: `${dashboard.title} (${prefix})`,
        definition: buildDashboardDefinition([dashboard], getDataSetArn),
        permissions: this.buildPermissions(VIEWS_DASHBOARD),
        validationStrategy: { mode: 'STRICT' },
      });
    }
    new CfnAnalysis(this, 'Analysis', {
      awsAccountId: account,
      analysisId: `${prefix}-portfolio`,
      name: `Portfolio risk (${prefix})`,
      definition: buildDashboardDefinition(DASHBOARDS, getDataSetArn) as CfnAnalysis.AnalysisDefinitionProperty,
      permissions: this.buildPermissions(OWNS_ANALYSIS),
      validationStrategy: { mode: 'STRICT' },
    });
  }

  private buildPermissions(actions: string[]): { principal: string; actions: string[] }[] {
    return [{ principal: this.props.principalArn, actions }];
  }

  /** Network interfaces of QuickSight in the database's subnets, which may reach the database's port. */
  private createConnection(): CfnVPCConnection {
    const { vpc, databaseGroup } = this.props;
    const { prefix, account } = RiskStack.of(this);
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'QuickSight: the database out, nothing in',
      allowAllOutbound: false,
    });
    group.addEgressRule(databaseGroup, Port.tcp(DATABASE_PORT), 'Queries of dashboards');
    new CfnSecurityGroupIngress(this, 'IntoDatabase', {
      groupId: databaseGroup.securityGroupId,
      sourceSecurityGroupId: group.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: DATABASE_PORT,
      toPort: DATABASE_PORT,
      description: 'Queries of QuickSight',
    });
    const subnetIds = vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds;
    const role = this.createInterfaceRole(subnetIds, group);
    const connection = new CfnVPCConnection(this, 'Connection', {
      awsAccountId: account,
      vpcConnectionId: prefix,
      name: prefix,
      roleArn: role.roleArn,
      securityGroupIds: [group.securityGroupId],
      subnetIds,
    });
    // QuickSight checks the role's permissions when it creates the connection.
    for (const policy of role.node.findAll().filter((child) => child instanceof CfnPolicy)) {
      connection.node.addDependency(policy);
    }
    return connection;
  }

  private createInterfaceRole(subnetIds: string[], group: SecurityGroup): Role {
    const stack = RiskStack.of(this);
    const ec2 = (resource: string, resourceName: string) =>
      stack.formatArn({ service: 'ec2', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
    const role = new Role(this, 'InterfaceRole', {
      description: 'QuickSight makes and deletes its network interfaces',
      assumedBy: new ServicePrincipal('quicksight.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    allow(role, {
      actions: ['ec2:CreateNetworkInterface'],
      resources: [
        ...subnetIds.map((id) => ec2('subnet', id)),
        ec2('security-group', group.securityGroupId),
        ec2('network-interface', '*'),
      ],
      because: 'Network interfaces get their ids when they are made.',
    });
    allow(role, {
      actions: ['ec2:ModifyNetworkInterfaceAttribute', 'ec2:DeleteNetworkInterface'],
      resources: [ec2('network-interface', '*'), ec2('security-group', group.securityGroupId)],
      because: 'Network interfaces get their ids when they are made.',
    });
    allow(role, { actions: ['ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups'], resources: ['*'] });
    acknowledgeWildcards(role, ['*'], 'EC2 describes subnets and groups for no resource but *.');
    return role;
  }

  /** Aurora's reader as risk_reporting. The address is read at deployment, because a recovery makes another one serve. */
  private createDataSource(connection: CfnVPCConnection): CfnDataSource {
    const { prefix, account, parameterPrefix } = RiskStack.of(this);
    const parameter = (name: string) =>
      StringParameter.valueForStringParameter(this, `${parameterPrefix}/database/${name}`);
    return new CfnDataSource(this, 'Source', {
      awsAccountId: account,
      dataSourceId: prefix,
      name: `Risk reporting (${prefix})`,
      type: 'AURORA_POSTGRESQL',
      dataSourceParameters: {
        auroraPostgreSqlParameters: {
          host: parameter(SERVING_READER),
          port: DATABASE_PORT,
          database: parameter('name'),
        },
      },
      credentials: { secretArn: parameter('secret-arn/risk_reporting') },
      vpcConnectionProperties: { vpcConnectionArn: connection.attrArn },
      sslProperties: { disableSsl: false },
      permissions: this.buildPermissions(USES_DATA_SOURCE),
    });
  }

  /** Data set of one source, by direct query: the views are small and up to date. */
  private createDataSet(name: SourceName, source: CfnDataSource): CfnDataSet {
    const { prefix, account } = RiskStack.of(this);
    const { title, columns }: ViewSource = SOURCES[name];
    const id = name.replaceAll('_', '-');
    return new CfnDataSet(this, `${toPascalCase(id)}DataSet`, {
      awsAccountId: account,
      dataSetId: `${prefix}-${id}`,
      name: `${title} (${prefix})`,
      importMode: 'DIRECT_QUERY',
      physicalTableMap: {
        [id]: {
          customSql: {
            dataSourceArn: source.attrArn,
            name,
            sqlQuery: buildSourceSql(name),
            columns: Object.entries(columns).map(([column, type]) => ({ name: column, type: TYPES[type] })),
          },
        },
      },
      permissions: this.buildPermissions(USES_DATA_SET),
    });
  }
}
