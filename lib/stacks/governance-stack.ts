/**
 * Stack of governance: the function that writes the audit trail into the write-once bucket, its schedule, its alarms, and
 * those of requests.
 */
import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config.ts';
import { DeadLetters, describeWatch, RiskAlarm } from '../constructs/alarms/alerts.ts';
import { createFunctionMetric } from '../constructs/alarms/function-metric.ts';
import { RequestAlarms } from '../constructs/alarms/request-alarms.ts';
import { allowDatabaseRole } from '../constructs/database/database-access.ts';
import { allow, allowRead } from '../constructs/foundation/allow.ts';
import { nameAuditWriter } from '../constructs/foundation/audit-bucket.ts';
import { buildExportEnvironment } from '../constructs/foundation/encrypted-bucket.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { RiskFunction } from '../constructs/functions/risk-function.ts';
import type { StorageStack } from './storage-stack.ts';

export interface GovernanceStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
}

export class GovernanceStack extends RiskStack {
  readonly foundation: Foundation;

  constructor(scope: Construct, id: string, { config, storage }: GovernanceStackProps) {
    super(scope, id, { config, description: 'audit trail' });
    this.foundation = storage.foundation;
    const writer = this.createTrailWriter(storage);
    this.scheduleTrail(writer);
    this.createTrailAlarms();
    new RequestAlarms(this, 'RequestAlarms');
    this.publishParameters({
      bucket: [storage.audit.bucketName, 'Bucket with the audit trail'],
      'write-trail-function': [writer.functionName, 'Function that writes the audit trail'],
    });
  }

  private createTrailWriter({ work, audit }: StorageStack): RiskFunction {
    const writer = new RiskFunction(this, 'audit/write-trail', {
      description: 'Writes decisions, overrides, changes and deletions into the audit trail',
      timeout_seconds: 900,
      memory_mib: 1024,
      sql: true,
      environment: {
        ...buildExportEnvironment(work),
        AUDIT_BUCKET: audit.bucketName,
      },
    });
    nameAuditWriter(writer.role as Role);
    allowDatabaseRole(writer, 'risk_audit');
    allowRead(writer, work, ['audit']);
    // It reads what it goes on from, and never what it has recorded.
    allowRead(writer, audit, ['chain']);
    allow(writer, {
      actions: ['s3:PutObject'],
      resources: ['chain', 'records'].map((folder) => audit.arnForObjects(`${folder}/*`)),
      because: 'Entries are numbered, and records are named by their hash.',
    });
    allow(writer, { actions: ['kms:GenerateDataKey'], resources: [this.foundation.key.keyArn] });
    return writer;
  }

  /** A call that fails is followed by the next one, which does its work; the alarms report it. */
  private scheduleTrail(writer: RiskFunction): void {
    const { queue: deadLetterQueue } = new DeadLetters(this, 'DeadLetters', { name: 'governance' });
    writer.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(15) });
    new Rule(this, 'WriteTrailRule', {
      ruleName: `${this.prefix}-write-trail`,
      description: 'Writes the audit trail every 15 minutes',
      schedule: Schedule.rate(Duration.minutes(15)),
      enabled: this.config.audit.schedule_enabled,
      targets: [new LambdaFunction(writer, { deadLetterQueue, retryAttempts: 2, maxEventAge: Duration.minutes(5) })],
    });
  }

  private createTrailAlarms(): void {
    const isOn = this.config.audit.schedule_enabled;
    new RiskAlarm(this, 'TrailFailed', {
      name: 'audit-failed',
      severity: 'ticket',
      runbook: 'audit-trail',
      description: 'The audit trail was not written: what is missing waits in the database for the next call.',
      dataSource: describeWatch('the writer of the audit trail, which runs every 15 minutes', isOn),
      metric: createFunctionMetric('audit/write-trail', 'Failures', Stats.SUM, 15),
    });
    new RiskAlarm(this, 'TrailBehind', {
      name: 'audit-behind',
      severity: 'ticket',
      runbook: 'audit-trail',
      description: 'A decision or change has waited for more than an hour to be recorded in the audit trail.',
      dataSource: describeWatch('the writer of the audit trail, which runs every 15 minutes', isOn),
      metric: createFunctionMetric('audit/write-trail', 'AuditDelaySeconds', Stats.MAXIMUM, 60),
      threshold: Duration.hours(1).toSeconds(),
      // Where the schedule is enabled, missing data means that the writer itself does not run.
      treatMissingData: isOn ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    new RiskAlarm(this, 'TrailAhead', {
      name: 'audit-restored',
      severity: 'ticket',
      runbook: 'audit-trail',
      description: 'The audit trail has entries that the database does not know, as after a restore.',
      dataSource: describeWatch('the writer of the audit trail, which runs every 15 minutes', isOn),
      metric: createFunctionMetric('audit/write-trail', 'AuditRestored', Stats.MAXIMUM, 15),
    });
  }

  private publishParameters(values: Record<string, [value: string, description: string]>): void {
    for (const [name, [stringValue, description]] of Object.entries(values)) {
      new StringParameter(this, `parameter-${name}`, {
        parameterName: `${this.parameterPrefix}/audit/${name}`,
        stringValue,
        description,
      });
    }
  }
}
