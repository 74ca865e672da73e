/** Alarms on emergency rollbacks, their reviews, and approved changes that were not made. */
import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RiskStack } from '../foundation/risk-stack.ts';
import { describeWatch, RiskAlarm } from './alerts.ts';
import { createFunctionMetric } from './function-metric.ts';

/** What one person can roll back alone, and the function that counts it. */
const EMERGENCIES = { policy: 'prediction-api/governance', model: 'training/change-stage' } as const;

/** Time in which another person reviews an emergency rollback. */
const REVIEW_HOURS = 24;

export class RequestAlarms extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    for (const [what, service] of Object.entries(EMERGENCIES)) {
      new RiskAlarm(this, `Emergency-${what}`, {
        name: `emergency-${what}`,
        severity: 'ticket',
        runbook: 'emergency-rollback',
        description: `One person rolled the ${what} back without an approval. Another one has to review it.`,
        dataSource: `emergency rollbacks of the ${what}`,
        metric: createFunctionMetric(service, 'EmergencyRollbacks'),
      });
    }
    this.createWaitingAlarms();
  }

  private createWaitingAlarms(): void {
    const isOn = RiskStack.of(this).config.audit.schedule_enabled;
    const dataSource = describeWatch('the writer of the audit trail, which runs every 15 minutes', isOn);
    new RiskAlarm(this, 'EmergencyUnreviewed', {
      name: 'emergency-unreviewed',
      severity: 'ticket',
      runbook: 'emergency-rollback',
      description: `Nobody has reviewed an emergency rollback of more than ${REVIEW_HOURS} hours ago.`,
      dataSource,
      metric: createFunctionMetric('audit/write-trail', 'UnreviewedEmergencySeconds', Stats.MAXIMUM, 15),
      threshold: Duration.hours(REVIEW_HOURS).toSeconds(),
    });
    new RiskAlarm(this, 'RequestUnapplied', {
      name: 'request-unapplied',
      severity: 'ticket',
      runbook: 'request-unapplied',
      description: 'A change was approved more than half an hour ago and has not been made.',
      dataSource,
      metric: createFunctionMetric('audit/write-trail', 'UnappliedRequests', Stats.MAXIMUM, 15),
    });
  }
}
