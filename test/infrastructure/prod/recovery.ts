/** Tests of what a recovery may do, of its schedule, and of the backup plan. */
import { describe, expect, test } from '@jest/globals';
import type { Resource } from '../synthesised.ts';
import { prod } from './template.ts';

type Statement = Resource['properties'];

const listStatements = (name: string): Statement[] =>
  prod.ofType('IAM::Policy').find(({ id }) => id.startsWith(`Functions${name}ServiceRole`))?.properties.PolicyDocument
    .Statement ?? [];

/** All policies but those of CDK. */
const listGrants = (action: string): string[] =>
  prod
    .ofType('IAM::Policy')
    .filter(({ properties }) => JSON.stringify(properties.PolicyDocument).includes(`"${action}"`))
    .map(({ id }) => id.replace(/ServiceRole.*/, ''));

/** Defines the tests. The template is read when they run. */
export function describeRecovery(): void {
  describe('recovery', () => {
    test('one function deletes clusters, and only those of drills and unfinished recoveries', () => {
      for (const action of ['rds:DeleteDBCluster', 'rds:DeleteDBInstance']) {
        expect(listGrants(action)).toEqual(['FunctionsRemoveClusters']);
      }
      const deletion = listStatements('RemoveClusters').find(({ Action }) =>
        [Action].flat().includes('rds:DeleteDBCluster'),
      );
      expect(deletion?.Condition).toEqual({ StringEquals: { 'aws:ResourceTag/recovery': ['drill', 'restored'] } });
      expect(JSON.stringify(deletion?.Resource)).not.toContain('cluster:risk-prod*');
    });

    test('no function can mark a serving cluster for deletion and delete it', () => {
      const tagging = (name: string) => listStatements(name).find(({ Action }) => Action === 'rds:AddTagsToResource');
      expect(tagging('RemoveClusters')).toBeUndefined();
      expect(tagging('RestoreCluster')?.Condition).toEqual({
        StringEquals: { 'aws:RequestTag/recovery': ['drill', 'restored'] },
        Null: { 'aws:ResourceTag/recovery': 'true' },
      });
      expect(JSON.stringify(tagging('RestoreCluster')?.Resource)).not.toContain('risk-prod*');
      expect(tagging('Repoint')?.Condition).toMatchObject({
        StringEqualsIfExists: { 'aws:RequestTag/recovery': ['serving', 'replaced'] },
      });
      for (const { properties } of prod.ofType('RDS::DBInstance')) {
        expect(properties.Tags).toContainEqual({ Key: 'recovery', Value: 'serving' });
      }
    });

    test('a restored cluster gets exactly the two roles of aws_s3, which only RDS may assume', () => {
      const pass = listStatements('RestoreCluster').find(({ Action }) => Action === 'iam:PassRole');
      expect(pass?.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'rds.amazonaws.com' } });
      const roles = JSON.stringify(pass?.Resource).match(/DatabaseS3(Import|Export)/g);
      expect(roles?.toSorted()).toEqual(['DatabaseS3Export', 'DatabaseS3Import']);
    });

    test('drills are monthly, the watch daily', () => {
      const rules = prod.ofType('Events::Rule').map(({ properties }) => properties);
      const find = (name: string) => rules.find(({ Name }) => Name === `risk-prod-${name}`);
      expect(find('recovery-drill')).toMatchObject({ ScheduleExpression: 'cron(0 8 2 * ? *)', State: 'ENABLED' });
      expect(find('watch-recovery')).toMatchObject({ ScheduleExpression: 'cron(0 7 * * ? *)', State: 'ENABLED' });
    });

    test('snapshots are daily, kept as long as the list of erasures, and of databases only', () => {
      expect(prod.only('Backup::BackupPlan').properties.BackupPlan.BackupPlanRule).toMatchObject([
        { ScheduleExpression: 'cron(30 6 * * ? *)', Lifecycle: { DeleteAfterDays: 90 } },
      ]);
      const { BackupSelection: selection } = prod.only('Backup::BackupSelection').properties;
      expect(JSON.stringify(selection.Resources)).toContain(':cluster:risk-prod*');
      expect(JSON.stringify(selection)).not.toContain('dynamodb');
      expect(selection.Conditions.StringEquals).toEqual([
        { ConditionKey: 'aws:ResourceTag/backup', ConditionValue: 'daily' },
      ]);
      expect(prod.only('Backup::BackupVault').properties.LockConfiguration).toEqual({
        MinRetentionDays: 90,
        MaxRetentionDays: 91,
      });
      const tags = prod.only('RDS::DBCluster').properties.Tags;
      expect(tags).toContainEqual({ Key: 'backup', Value: 'daily' });
    });

    test('no stack owns the parameters of the serving cluster, so a deployment cannot point back', () => {
      const names = prod.ofType('SSM::Parameter').map(({ properties }) => properties.Name);
      expect(names).toContain('/risk/prod/database/cluster-arn');
      expect(names.filter((name: string) => name.includes('serving'))).toEqual([]);
      expect(listGrants('ssm:PutParameter')).toEqual(['MigrationsMigrate', 'FunctionsRepoint']);
    });
  });
}
