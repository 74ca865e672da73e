/** The function that checks what was uploaded for cases, the rule that calls it, and its alarms. */
import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ATTACHMENTS_ROOT, CASE_UPLOADS_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { RiskAlarm } from '../alarms/alerts.ts';
import { createFunctionMetric } from '../alarms/function-metric.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allowDelete, allowRead, allowWrite } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';

const ENTRY = 'cases/check-attachment';
const [UPLOADS, ATTACHMENTS] = [CASE_UPLOADS_ROOT, ATTACHMENTS_ROOT].map((root) => root.slice(0, -1)) as [
  string,
  string,
];
/** An upload expires after a day. */
const MAX_EVENT_AGE = Duration.hours(6);

export interface AttachmentCheckProps {
  /** Bucket of case files. */
  cases: IBucket;
  deadLetters: IQueue;
}

export class AttachmentCheck extends Construct {
  constructor(scope: Construct, id: string, { cases, deadLetters }: AttachmentCheckProps) {
    super(scope, id);
    const check = this.createFunction(cases);
    check.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: MAX_EVENT_AGE });
    new Rule(this, 'Arrived', {
      ruleName: `${RiskStack.of(this).prefix}-attachment-arrived`,
      description: 'Checks a file that was uploaded for a case',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [cases.bucketName] }, object: { key: [{ prefix: CASE_UPLOADS_ROOT }] } },
      },
      targets: [
        new LambdaFunction(check, {
          event: RuleTargetInput.fromEventPath('$.detail'),
          ...{ deadLetterQueue: deadLetters, retryAttempts: 10, maxEventAge: MAX_EVENT_AGE },
        }),
      ],
    });
    new RiskAlarm(this, 'Failed', {
      name: 'attachment-not-checked',
      severity: 'ticket',
      runbook: 'attachment-not-checked',
      description: 'A file that a person or an applicant sent could not be checked, so nobody can open it.',
      dataSource: 'files that are uploaded for cases',
      metric: createFunctionMetric(ENTRY, 'Failures'),
    });
  }

  /** It parses what strangers sent: it reads no other object, and writes no other than attachments. */
  private createFunction(cases: IBucket): RiskFunction {
    const check = new RiskFunction(this, ENTRY, {
      description: 'Accepts or refuses a file that was uploaded for a case',
      timeout_seconds: 60,
      // A document is unpacked in memory, 100 MiB at most.
      memory_mib: 1024,
      sql: true,
      environment: { CASE_BUCKET: cases.bucketName },
    });
    allowDatabaseRole(check, 'risk_attachments');
    allowRead(check, cases, [UPLOADS]);
    allowWrite(check, cases, [ATTACHMENTS]);
    allowDelete(check, cases, [UPLOADS]);
    return check;
  }
}
