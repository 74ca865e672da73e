/**
 * Daily snapshots of the serving cluster by AWS Backup, kept longer than point-in-time recovery reaches, and their copies
 * in another region. Person keys and the list of erasures are not in it: erasure does not reach a snapshot.
 */
import { ArnFormat, Duration, Validations } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupVault, CfnBackupSelection } from 'aws-cdk-lib/aws-backup';
import { ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BACKUP_TAG } from '../../../lambdas/recovery/contract/recovery.ts';
import { RiskAlarm } from '../alarms/alerts.ts';
import { RiskStack } from '../foundation/risk-stack.ts';

const MANAGED_POLICY = 'service-role/AWSBackupServiceRolePolicyForBackup';

export class DailySnapshots extends Construct {
  readonly #vaultName: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { config, prefix } = RiskStack.of(this);
    this.#vaultName = `${prefix}-snapshots`;
    const { snapshot_days, copy_vault_arn } = config.backup;
    const deleteAfter = Duration.days(snapshot_days);
    const plan = new BackupPlan(this, 'Plan', { backupPlanName: `${prefix}-daily`, backupVault: this.createVault() });
    const copyVault = copy_vault_arn && BackupVault.fromBackupVaultArn(this, 'CopyVault', copy_vault_arn);
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'daily',
        // After the nightly run, so that a snapshot has a whole day.
        scheduleExpression: Schedule.cron({ minute: '30', hour: '6' }),
        startWindow: Duration.hours(1),
        completionWindow: Duration.hours(6),
        deleteAfter,
        copyActions: copyVault ? [{ destinationBackupVault: copyVault, deleteAfter }] : [],
      }),
    );
    this.selectServingCluster(plan);
    this.createAlarm();
  }

  /**
   * By tag, because a recovery makes another cluster serve and gives it the tag; the name keeps other environments out.
   * Both must fit. https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
   */
  private selectServingCluster({ backupPlanId }: BackupPlan): void {
    const stack = RiskStack.of(this);
    const resourceName = `${stack.prefix}*`;
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    const conditionKey = `aws:ResourceTag/${BACKUP_TAG.key}`;
    new CfnBackupSelection(this, 'Selection', {
      backupPlanId,
      backupSelection: {
        selectionName: `${stack.prefix}-clusters`,
        iamRoleArn: this.createRole().roleArn,
        resources: [stack.formatArn({ service: 'rds', resource: 'cluster', resourceName, arnFormat })],
        conditions: { StringEquals: [{ ConditionKey: conditionKey, ConditionValue: BACKUP_TAG.value }] },
      },
    });
  }

  /** Failed, expired and never started jobs alike: no snapshot came. */
  private createAlarm(): void {
    new RiskAlarm(this, 'SnapshotMissing', {
      name: 'snapshot-missing',
      severity: 'ticket',
      runbook: 'snapshot-missing',
      description: 'AWS Backup has not completed a snapshot of the database for two days.',
      dataSource: 'AWS Backup, when a snapshot is complete',
      // https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html
      metric: new Metric({
        namespace: 'AWS/Backup',
        metricName: 'NumberOfBackupJobsCompleted',
        dimensionsMap: { BackupVaultName: this.#vaultName },
        statistic: Stats.SUM,
        period: Duration.days(1),
      }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /**
   * In prod the lock keeps every snapshot for its days: nobody deletes one early, and none outlives the list of
   * erasures. Governance mode, so that a mistaken period can be corrected.
   * https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
   */
  private createVault(): BackupVault {
    const { config, foundation, removalPolicy } = RiskStack.of(this);
    const days = Duration.days(config.backup.snapshot_days);
    return new BackupVault(this, 'Vault', {
      backupVaultName: this.#vaultName,
      encryptionKey: foundation.key,
      removalPolicy,
      ...(config.keep_data && {
        lockConfiguration: { minRetention: days, maxRetention: Duration.days(config.backup.snapshot_days + 1) },
      }),
    });
  }

  private createRole(): Role {
    const role = new Role(this, 'Role', {
      description: 'AWS Backup takes and copies snapshots',
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(MANAGED_POLICY)],
    });
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${MANAGED_POLICY}]`,
      reason: 'AWS Backup names this policy for its role, and keeps it in step with the service.',
    });
    return role;
  }
}
