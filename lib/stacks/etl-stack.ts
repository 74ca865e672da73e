/**
 * Stack of the daily ETL: workflows and functions from landing to published features and scores, the schedule, and the
 * inbox that makes deliveries of raw files.
 */
import { ArnFormat, Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { DatabaseRole } from '../../lambdas/database/contract/database-roles.ts';
import { PARTITIONS } from '../../lambdas/shared/runs/partitions.ts';
import type { EnvironmentConfig } from '../config.ts';
import { DeadLetters, RiskAlarm } from '../constructs/alarms/alerts.ts';
import { allowDatabaseRole } from '../constructs/database/database-access.ts';
import { allow, allowRead, allowReadVersions, allowWrite } from '../constructs/foundation/allow.ts';
import { buildExportEnvironment } from '../constructs/foundation/encrypted-bucket.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { RiskFunction, type RiskFunctionProps } from '../constructs/functions/risk-function.ts';
import { RawFileImport } from '../constructs/onboarding/raw-file-import.ts';
import { Workflow } from '../constructs/workflows/workflow.ts';
import { WorkflowTarget } from '../constructs/workflows/workflow-target.ts';
import type { StorageStack } from './storage-stack.ts';

const DAILY_ETL = 'daily-etl';

export interface EtlStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
  /** Scores the open applications of a published run. */
  scoring: Workflow;
  /** Runs a job on managed compute. */
  runJob: Workflow;
}

export class EtlStack extends RiskStack {
  readonly foundation: Foundation;
  readonly workflow: Workflow;

  constructor(scope: Construct, id: string, { config, storage, scoring, runJob }: EtlStackProps) {
    super(scope, id, { config, description: 'daily ETL workflow and its schedule' });
    this.foundation = storage.foundation;
    const deadLetters = new DeadLetters(this, 'DeadLetters', { name: 'etl' }).queue;
    const importFiles = new Workflow(this, `${DAILY_ETL}-import`, {
      description: 'Nested workflow of the daily ETL: imports prepared parts into staging',
      severity: 'ticket',
      functions: [this.createImportPart(storage)],
      deadLetters,
    });
    const buildFeatures = new Workflow(this, `${DAILY_ETL}-features`, {
      description: 'Nested workflow of the daily ETL: builds features on PostgreSQL or on Spark',
      severity: 'ticket',
      functions: [this.createBuildPartition(), ...this.createSparkFunctions(storage)],
      workflows: [runJob],
      values: { Partitions: String(PARTITIONS) },
      deadLetters,
    });
    const processRun = new Workflow(this, `${DAILY_ETL}-run`, {
      description:
        'Nested workflow of the daily ETL: one run, from a verified delivery to published features and scores',
      severity: 'ticket',
      functions: [...this.createRunFunctions(storage), this.createCheckQuality()],
      workflows: [importFiles, buildFeatures, scoring],
      deadLetters,
    });
    this.workflow = new Workflow(this, DAILY_ETL, {
      description: 'Imports deliveries, publishes their features and scores open applications',
      severity: 'page',
      functions: [this.createOpenRun(storage)],
      workflows: [processRun, scoring],
      deadLetters,
    });
    this.scheduleNightly(deadLetters);
    const { landing, model, reports, work } = storage;
    const dailyEtl = this.workflow;
    new RawFileImport(this, 'RawFileImport', { landing, model, reports, work, dailyEtl, deadLetters });
    new StringParameter(this, 'WorkflowArn', {
      parameterName: `${this.parameterPrefix}/workflow/daily-etl-arn`,
      stringValue: this.workflow.arn,
      description: 'State machine of the daily ETL',
    });
  }

  private createOpenRun({ landing }: StorageStack): RiskFunction {
    const openRun = this.createStep('ingest/open-run', {
      description: 'Opens the run of the oldest delivery that is not processed yet',
      timeout_seconds: 300,
      memory_mib: 256,
      environment: { LANDING_BUCKET: landing.bucketName },
    });
    allow(openRun, { actions: ['s3:ListBucket'], resources: [landing.bucketArn] });
    this.allowExecutions(
      openRun,
      DAILY_ETL,
      'states:DescribeExecution',
      'It checks whether the execution of an older run still runs',
    );
    return openRun;
  }

  private createRunFunctions(storage: StorageStack): RiskFunction[] {
    const { landing } = storage;
    const verifyManifest = this.createStep('ingest/verify-manifest', {
      description: 'Checks the manifest of a delivery, and that its files exist',
      timeout_seconds: 120,
      memory_mib: 256,
      environment: {
        LANDING_BUCKET: landing.bucketName,
        SPARK_THRESHOLD_BYTES: String(this.config.etl.spark_threshold_bytes),
        HAS_SPARK: String(this.config.spark !== undefined),
        DELIVERY_LIMITS: JSON.stringify(this.config.etl.limits),
      },
    });
    allowRead(verifyManifest, landing, ['landing']);

    const prepareFile = this.createPrepareFile(storage);
    const closeRun = this.createStep('ingest/close-run', {
      description: 'Closes a run with its state, and undoes an unpublished one',
      timeout_seconds: 300,
      memory_mib: 256,
    });
    this.allowExecutions(
      closeRun,
      `${DAILY_ETL}-run`,
      'states:GetExecutionHistory',
      'It reads when the run entered each stage',
    );

    return [
      verifyManifest,
      prepareFile,
      this.createStep('ingest/publish-run', {
        description: 'Publishes a run with one inserted row',
        timeout_seconds: 120,
        memory_mib: 256,
      }),
      closeRun,
    ];
  }

  /** It parses what others wrote, so it may do nothing else: read deliveries, write parts, record the file. */
  private createPrepareFile({ landing, work, personKeys }: StorageStack): RiskFunction {
    const prepareFile = this.createStep(
      'ingest/prepare-file',
      {
        description: 'Streams one delivered file into parts: checks hash, rows and columns, seals personal data',
        timeout_seconds: 900,
        memory_mib: 1769,
        environment: {
          LANDING_BUCKET: landing.bucketName,
          WORK_BUCKET: work.bucketName,
          DELIVERY_LIMITS: JSON.stringify(this.config.etl.limits),
        },
      },
      'risk_prepare',
    );
    allowReadVersions(prepareFile, landing, ['landing']);
    allowWrite(prepareFile, work, ['runs']);
    personKeys.allowSealing(prepareFile);
    return prepareFile;
  }

  private createImportPart({ work }: StorageStack): RiskFunction {
    return this.createStep('ingest/import-part', {
      description: 'Imports one part into staging; rows that break a rule go to rejected_rows',
      timeout_seconds: 120,
      memory_mib: 256,
      environment: { WORK_BUCKET: work.bucketName },
    });
  }

  /** Permits an action on executions of a workflow. */
  private allowExecutions(caller: RiskFunction, workflow: string, action: string, because: string): void {
    const resourceName = `${this.prefix}-${workflow}:*`;
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    allow(caller, {
      actions: [action],
      resources: [this.formatArn({ service: 'states', resource: 'execution', resourceName, arnFormat })],
      because: `${because}; executions are named when they start.`,
    });
  }

  private createBuildPartition(): RiskFunction {
    return this.createStep('features/build-partition', {
      description: 'Builds the features of one partition of customers',
      timeout_seconds: 120,
      memory_mib: 256,
    });
  }

  /** Export, plan and import of the features that Spark builds for a large day. */
  private createSparkFunctions({ work }: StorageStack): RiskFunction[] {
    const environment = { WORK_BUCKET: work.bucketName };
    const plan = this.createStep('features/plan-job', {
      description: 'Writes the plan of the Spark job for a large day',
      timeout_seconds: 120,
      memory_mib: 256,
      environment,
    });
    allowWrite(plan, work, ['features']);
    const importPartition = this.createStep('features/import-partition', {
      description: 'Imports the features that Spark built for one partition of customers',
      timeout_seconds: 120,
      memory_mib: 256,
      environment,
    });
    allowRead(importPartition, work, ['features']);
    return [
      plan,
      this.createStep('features/export-partition', {
        description: 'Exports one partition of customers for Spark',
        timeout_seconds: 600,
        memory_mib: 256,
        environment: buildExportEnvironment(work),
      }),
      importPartition,
    ];
  }

  private createCheckQuality(): RiskFunction {
    return this.createStep('quality/check-quality', {
      description: "Runs the quality checks on a run's rows",
      timeout_seconds: 900,
      memory_mib: 256,
    });
  }

  private createStep(entry: string, props: RiskFunctionProps, role: DatabaseRole = 'risk_etl'): RiskFunction {
    const step = new RiskFunction(this, entry, { sql: true, ...props });
    allowDatabaseRole(step, role);
    return step;
  }

  private scheduleNightly(deadLetterQueue: IQueue): void {
    const { stateMachine, physicalName } = this.workflow;
    const enabled = this.config.etl.schedule_enabled;
    new Rule(this, 'EveryNight', {
      ruleName: `${physicalName}-nightly`,
      description: 'Starts the ETL at 02:00 UTC every day',
      schedule: Schedule.cron({ minute: '0', hour: '2' }),
      enabled,
      targets: [
        new WorkflowTarget(this.workflow, {
          input: RuleTargetInput.fromObject({}),
          deadLetterQueue,
          retryAttempts: 10,
          maxEventAge: Duration.hours(2),
        }),
      ],
    });
    if (!enabled) return;
    new RiskAlarm(this, 'NoRunAlarm', {
      name: `${DAILY_ETL}-missing`,
      severity: 'page',
      runbook: 'daily-etl-missing',
      description: `No execution of ${DAILY_ETL} has succeeded for a day: it did not start, or it still runs.`,
      dataSource: `executions of ${DAILY_ETL}`,
      metric: stateMachine.metricSucceeded({ period: Duration.days(1), statistic: Stats.SUM }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
