/** Function that makes deliveries of raw files, the rule that calls it for files in the inbox, and its alarm. */
import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FUNCTION_SECONDS, IMPORTS_ROOT } from '../../../lambdas/onboarding/contract/import-state.ts';
import { INBOX_ROOT, LANDING_ROOT, MANIFEST_NAME, MAPPINGS_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { findRunbookAddress, RiskAlarm } from '../alarms/alerts.ts';
import { createFunctionMetric } from '../alarms/function-metric.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow, allowDelete, allowRead, allowWrite } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import type { Workflow } from '../workflows/workflow.ts';

const ENTRY = 'onboarding/import-raw-file';
const [INBOX, LANDING, MAPPINGS, IMPORTS] = [INBOX_ROOT, LANDING_ROOT, MAPPINGS_ROOT, IMPORTS_ROOT].map((root) =>
  root.slice(0, -1),
) as [string, string, string, string];

export interface RawFileImportProps {
  /** Raw files of every day, and the deliveries that they become. */
  landing: IBucket;
  /** Mappings. */
  model: IBucket;
  /** Import reports. */
  reports: IBucket;
  /** Files and documents of the imports that people make. */
  work: IBucket;
  /** Runs the days that such an import delivers. */
  dailyEtl: Workflow;
  deadLetters: IQueue;
}

export class RawFileImport extends Construct {
  constructor(scope: Construct, id: string, props: RawFileImportProps) {
    super(scope, id);
    const importRawFile = this.createFunction(props);
    this.allowStorage(importRawFile, props);
    this.allowImportWork(importRawFile, props);
    this.callForArrivals(importRawFile, props);
    new RiskAlarm(this, 'Refused', {
      name: 'raw-file-refused',
      severity: 'ticket',
      runbook: 'raw-file-refused',
      description:
        'A raw file in the inbox was refused; a mail of its own says which, and why. Nothing of it has landed.',
      dataSource: 'raw files of the inbox that are refused',
      metric: createFunctionMetric(ENTRY, 'RawFilesRefused'),
    });
  }

  private createFunction({ landing, model, reports, work, dailyEtl, deadLetters }: RawFileImportProps): RiskFunction {
    const { config, foundation, prefix } = RiskStack.of(this);
    const importRawFile = new RiskFunction(this, ENTRY, {
      description: 'Makes deliveries of raw files by a mapping; refuses what does not fit before anything lands',
      timeout_seconds: FUNCTION_SECONDS,
      // One core reads; four uploads hold 64 MiB each.
      memory_mib: 2048,
      sql: true,
      environment: {
        LANDING_BUCKET: landing.bucketName,
        MODEL_BUCKET: model.bucketName,
        REPORT_BUCKET: reports.bucketName,
        WORK_BUCKET: work.bucketName,
        DAILY_ETL_ARN: dailyEtl.arn,
        ALERT_TOPIC_ARN: foundation.alerts.topicArn,
        RUNBOOK: findRunbookAddress(config, 'raw-file-refused'),
        NAME_PREFIX: prefix,
        DELIVERY_LIMITS: JSON.stringify(config.etl.limits),
        RAW_FILE_BYTES: String(config.etl.raw_file_bytes),
        RAW_FILE_LIMITS: JSON.stringify(config.etl.raw_files),
      },
    });
    importRawFile.configureAsyncInvoke({
      retryAttempts: 1,
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    });
    allow(importRawFile, { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] });
    allow(importRawFile, { actions: ['sns:Publish'], resources: [foundation.alerts.topicArn] });
    allow(importRawFile, { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [foundation.key.keyArn] });
    return importRawFile;
  }

  /** It parses what others wrote: of the deliveries it reads the manifests only, and deletes none. */
  private allowStorage(importRawFile: RiskFunction, { landing, model, reports }: RawFileImportProps): void {
    allowRead(importRawFile, landing, [INBOX]);
    allow(importRawFile, {
      actions: ['s3:GetObject'],
      resources: [landing.arnForObjects(`${LANDING}/*/${MANIFEST_NAME}`)],
      because: 'Manifests of the days that it adds to.',
    });
    allowWrite(importRawFile, landing, [LANDING]);
    allowRead(importRawFile, model, [MAPPINGS]);
    allowRead(importRawFile, reports, [IMPORTS]);
    allowWrite(importRawFile, reports, [IMPORTS]);
  }

  /** What it needs for the imports that people make in the browser, beside the inbox. */
  private allowImportWork(importRawFile: RiskFunction, { work, model, dailyEtl }: RawFileImportProps): void {
    allowDatabaseRole(importRawFile, 'risk_import');
    allowRead(importRawFile, work, [IMPORTS]);
    allowWrite(importRawFile, work, [IMPORTS]);
    allowDelete(importRawFile, work, [IMPORTS]);
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
    allow(importRawFile, {
      actions: ['s3:PutObject'],
      resources: [model.arnForObjects(`${MAPPINGS}/*`)],
      conditions: { Null: { 's3:if-none-match': 'false' } },
      because: 'Mappings are named by people. One that exists is not replaced.',
    });
    allow(importRawFile, {
      actions: ['states:StartExecution', 'states:ListExecutions'],
      resources: [dailyEtl.stateMachine.stateMachineArn],
    });
  }

  private callForArrivals(importRawFile: RiskFunction, { landing, deadLetters }: RawFileImportProps): void {
    new Rule(this, 'Arrived', {
      ruleName: `${RiskStack.of(this).prefix}-raw-file-arrived`,
      description: 'Imports a raw file that arrives in the inbox',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [landing.bucketName] }, object: { key: [{ prefix: INBOX_ROOT }] } },
      },
      targets: [
        new LambdaFunction(importRawFile, {
          event: RuleTargetInput.fromEventPath('$.detail'),
          deadLetterQueue: deadLetters,
          retryAttempts: 10,
          maxEventAge: Duration.hours(6),
        }),
      ],
    });
  }
}
