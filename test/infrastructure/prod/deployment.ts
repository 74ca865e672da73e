/** What a first deployment that fails leaves behind, and what survives the deletion of a stack. */
import { describe, expect, test } from '@jest/globals';
import { prod } from './template.ts';

/** Properties by which AWS refuses a second resource of the same name. */
const NAMES =
  /^(AlarmName|BucketName|ClusterName|DBClusterIdentifier|EventBusName|FunctionName|LogGroupName|Name|QueueName|RoleName|StateMachineName|TableName|TopicName)$/;

/** Defines the tests. The template is read when they run. */
export function describeDeployment(): void {
  describe('deployment', () => {
    test('no resource with a name of its own survives the rollback of its creation, after which a retry would fail', () => {
      const surviving = prod.resources
        .filter(({ properties }) => Object.keys(properties).some((property) => NAMES.test(property)))
        .filter(({ deletionPolicy }) => deletionPolicy === 'Retain')
        .map(({ stack, id }) => `${stack} ${id}`);
      expect(surviving).toEqual([]);
    });

    test('only what holds nothing that is not in this repository goes with its stack', () => {
      expect([...new Set(prod.listKept().map(({ type }) => type))].toSorted()).toEqual([
        ...['AWS::ApiGateway::Account', 'AWS::Backup::BackupVault', 'AWS::Cognito::UserPool', 'AWS::DynamoDB::Table'],
        'AWS::IAM::Role',
        ...['AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::RDS::DBCluster', 'AWS::S3::Bucket'],
        ...['AWS::SageMaker::MlflowApp', 'AWS::SecretsManager::Secret'],
      ]);
    });

    test('what holds data is in a stack that refuses deletion', () => {
      const HOLDS_DATA = ['DynamoDB::Table', 'KMS::Key', 'RDS::DBCluster', 'SageMaker::MlflowApp'];
      const kept = HOLDS_DATA.flatMap((type) => prod.ofType(type)).filter(
        ({ deletionPolicy }) => deletionPolicy !== 'Delete',
      );
      expect([...new Set(kept.map(({ stack }) => stack))].toSorted()).toEqual([
        'Risk-Prod-Database',
        'Risk-Prod-Storage',
      ]);
      for (const { stack } of kept) expect(prod.manifest.artifacts[stack].properties.terminationProtection).toBe(true);
    });
  });
}
