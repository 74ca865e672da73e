/** A stack with the cluster that the local RDS restores from, as far as a restore reads it. */
import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { buildSdkConfiguration, type LocalSettings } from '../../../../cli/local/settings/local-settings.ts';

export const SOURCE = 'risk-local';

const TEMPLATE = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/24' } },
    Subnet1: describeSubnet('10.0.0.0/26', 'eu-west-1a'),
    Subnet2: describeSubnet('10.0.0.64/26', 'eu-west-1b'),
    Subnets: {
      Type: 'AWS::RDS::DBSubnetGroup',
      Properties: {
        DBSubnetGroupName: 'subnets',
        DBSubnetGroupDescription: 'Subnets',
        SubnetIds: [{ Ref: 'Subnet1' }, { Ref: 'Subnet2' }],
      },
    },
    Parameters: {
      Type: 'AWS::RDS::DBClusterParameterGroup',
      Properties: {
        DBClusterParameterGroupName: 'parameters',
        Description: 'Parameters',
        Family: 'aurora-postgresql17',
      },
    },
    Cluster: {
      Type: 'AWS::RDS::DBCluster',
      Properties: {
        DBClusterIdentifier: SOURCE,
        Engine: 'aurora-postgresql',
        DatabaseName: 'risk',
        DBSubnetGroupName: { Ref: 'Subnets' },
        DBClusterParameterGroupName: { Ref: 'Parameters' },
        VpcSecurityGroupIds: ['sg-1'],
        KmsKeyId: 'key-1',
        MasterUsername: 'risk_master',
        ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 1 },
        EnableHttpEndpoint: true,
        EnableCloudwatchLogsExports: ['postgresql'],
        AssociatedRoles: [{ FeatureName: 's3Import', RoleArn: 'arn:aws:iam::000000000000:role/import' }],
        Tags: [{ Key: 'system', Value: 'financial-risk' }],
      },
    },
  },
};

function describeSubnet(CidrBlock: string, AvailabilityZone: string) {
  return { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock, AvailabilityZone } };
}

/** Deploys it to MiniStack. */
export async function deployDatabaseStack(settings: LocalSettings): Promise<void> {
  const client = new CloudFormationClient(buildSdkConfiguration(settings));
  const stack = { StackName: 'Database' };
  await client.send(new CreateStackCommand({ ...stack, TemplateBody: JSON.stringify(TEMPLATE) }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 20, minDelay: 1 }, stack);
  client.destroy();
}
