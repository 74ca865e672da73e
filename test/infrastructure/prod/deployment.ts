/** What a first deployment that fails leaves behind, and what survives the deletion of a stack. */
import { describe, expect, test } from '@jest/globals';
import type { Resource } from '../synthesised.ts';
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

    /** What a resource names as text, which CloudFormation does not see as a reference: type → names it must wait for. */
    const NAMED_BY: Record<string, (properties: Resource['properties']) => string[]> = {
      'CloudWatch::CompositeAlarm': ({ AlarmRule }) =>
        Array.from(AlarmRule.matchAll(/ALARM\("([^"]+)"\)/g), ([, name]: string[]) => name ?? ''),
      'Logs::QueryDefinition': ({ LogGroupNames }) => LogGroupNames,
    };

    test.each(Object.keys(NAMED_BY))('%s is made after what it names, in its stack and in others', (type) => {
      const named = (name: string) =>
        prod.resources.find(({ properties }) => properties.AlarmName === name || properties.LogGroupName === name);
      for (const { id, stack, properties, dependsOn } of prod.ofType(type)) {
        const names = NAMED_BY[type]?.(properties) ?? [];
        expect(names.length).toBeGreaterThan(0);
        for (const name of names) {
          const found = named(name);
          const waits =
            found?.stack === stack ? dependsOn.includes(found.id) : listStacksBefore(stack).has(found?.stack ?? '');
          expect([id, name, waits]).toEqual([id, name, true]);
        }
      }
    });

    /** Stacks that are deployed before this one, directly or not. */
    function listStacksBefore(stack: string): Set<string> {
      const direct: string[] = prod.manifest.artifacts[stack].dependencies.filter(
        (name: string) => !name.includes('.'),
      );
      return new Set(direct.flatMap((name) => [name, ...listStacksBefore(name)]));
    }

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
