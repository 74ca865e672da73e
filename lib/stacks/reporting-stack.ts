/**
 * Stack of reporting: the weekly portfolio risk report, the quarterly review, and QuickSight dashboards where a principal
 * is configured.
 */
import { Duration } from 'aws-cdk-lib';
import { CfnSecurityGroupIngress, type ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config.ts';
import { DeadLetters } from '../constructs/alarms/alerts.ts';
import { allowDatabaseRole } from '../constructs/database/database-access.ts';
import { DATABASE_PORT } from '../constructs/database/risk-cluster.ts';
import { allow, allowWrite } from '../constructs/foundation/allow.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { RiskFunction } from '../constructs/functions/risk-function.ts';
import { QuickSight } from '../constructs/quicksight/quicksight.ts';
import { QuarterlyReview } from '../constructs/reporting/quarterly-review.ts';
import type { DatabaseStack } from './database-stack.ts';
import type { StorageStack } from './storage-stack.ts';

export interface ReportingStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
  database: DatabaseStack;
}

export class ReportingStack extends RiskStack {
  readonly foundation: Foundation;

  constructor(scope: Construct, id: string, { config, storage, database }: ReportingStackProps) {
    super(scope, id, { config, description: 'portfolio risk report, quarterly review, QuickSight dashboards' });
    this.foundation = storage.foundation;
    const { queue } = new DeadLetters(this, 'DeadLetters', { name: 'reporting' });
    const topic = this.createTopic();
    const report = this.createReportFunction(storage, topic);
    this.sendFailuresToDeadLetters(report, queue);
    this.scheduleWeekly(report, queue);
    new QuarterlyReview(this, 'QuarterlyReview', { reports: storage.reports, deadLetters: queue });
    const principalArn = config.reporting.quicksight_principal_arn;
    if (principalArn) {
      const { vpc, securityGroup: databaseGroup } = database;
      new QuickSight(this, 'QuickSight', { vpc, databaseGroup, principalArn });
    }
    this.allowDatabaseAccess(database.securityGroup);
    this.publishParameters({
      bucket: [storage.reports.bucketName, 'Bucket with the portfolio reports'],
      'portfolio-report-function': [report.functionName, 'Function that makes a portfolio report'],
      'topic-arn': [topic.topicArn, 'Topic that a new portfolio report is announced on'],
    });
  }

  /** Opens the database's port for BI tools in the configured networks. */
  private allowDatabaseAccess(databaseGroup: ISecurityGroup): void {
    for (const [i, cidrIp] of (this.config.reporting.client_cidrs ?? []).entries()) {
      new CfnSecurityGroupIngress(this, `Client${i + 1}`, {
        groupId: databaseGroup.securityGroupId,
        cidrIp,
        ipProtocol: 'tcp',
        fromPort: DATABASE_PORT,
        toPort: DATABASE_PORT,
        description: 'BI tools, as risk_reporting',
      });
    }
  }

  /** A topic apart from the alert topic, because its subscribers are other people. */
  private createTopic(): Topic {
    const { prefix, foundation, config } = this;
    const topic = new Topic(this, 'Announcements', {
      topicName: `${prefix}-reports`,
      masterKey: foundation.key,
      enforceSSL: true,
    });
    if (config.reporting.email) topic.addSubscription(new EmailSubscription(config.reporting.email));
    return topic;
  }

  private createReportFunction({ reports }: StorageStack, topic: Topic): RiskFunction {
    const report = new RiskFunction(this, 'reporting/portfolio-report', {
      description: 'Creates the portfolio risk report as HTML and CSV, and announces it',
      timeout_seconds: 120,
      memory_mib: 512,
      sql: true,
      environment: {
        REPORT_BUCKET: reports.bucketName,
        REPORT_TOPIC_ARN: topic.topicArn,
        NAME_PREFIX: this.prefix,
      },
    });
    allowDatabaseRole(report, 'risk_reporting');
    allowWrite(report, reports, ['portfolio']);
    allow(report, { actions: ['sns:Publish'], resources: [topic.topicArn] });
    allow(report, { actions: ['kms:GenerateDataKey'], resources: [this.foundation.key.keyArn] });
    allow(report, {
      actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'],
      resources: ['*'],
      because: 'CloudWatch shows composite alarms only to callers whose permission covers all resources.',
    });
    return report;
  }

  /** The schedule invokes asynchronously. A failed invocation goes to the dead-letter queue, which has an alarm. */
  private sendFailuresToDeadLetters(report: RiskFunction, queue: IQueue): void {
    const config = new CfnEventInvokeConfig(this, 'Invocations', {
      functionName: report.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: Duration.hours(6).toSeconds(),
      destinationConfig: { onFailure: { destination: queue.queueArn } },
    });
    allow(report, { actions: ['sqs:SendMessage'], resources: [queue.queueArn] });
    config.node.addDependency(report);
  }

  private scheduleWeekly(report: RiskFunction, deadLetterQueue: IQueue): void {
    new Rule(this, 'EveryWeek', {
      ruleName: `${this.prefix}-portfolio-report-weekly`,
      description: 'Creates the portfolio report at 07:00 UTC every Monday, after the nightly ETL',
      schedule: Schedule.cron({ minute: '0', hour: '7', weekDay: 'MON' }),
      enabled: this.config.reporting.schedule_enabled,
      targets: [
        new LambdaFunction(report, {
          event: RuleTargetInput.fromObject({ announces: true }),
          deadLetterQueue,
          retryAttempts: 10,
          maxEventAge: Duration.hours(12),
        }),
      ],
    });
  }

  private publishParameters(values: Record<string, [value: string, description: string]>): void {
    for (const [name, [stringValue, description]] of Object.entries(values)) {
      new StringParameter(this, `parameter-${name}`, {
        parameterName: `${this.parameterPrefix}/reporting/${name}`,
        stringValue,
        description,
      });
    }
  }
}
