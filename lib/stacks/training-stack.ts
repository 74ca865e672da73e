/**
 * Stack of training: export, job, registration, gates, retraining triggers, and the workflow of jobs.
 */
import { ArnFormat } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config.ts';
import { DeadLetters } from '../constructs/alarms/alerts.ts';
import { allowDatabaseRole } from '../constructs/database/database-access.ts';
import { allow, allowRead, allowWrite } from '../constructs/foundation/allow.ts';
import { buildExportEnvironment } from '../constructs/foundation/encrypted-bucket.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { RiskFunction } from '../constructs/functions/risk-function.ts';
import { SparkJob } from '../constructs/jobs/spark-job.ts';
import { TrainingJob } from '../constructs/jobs/training-job.ts';
import { RetrainingTriggers } from '../constructs/workflows/retraining-triggers.ts';
import { Workflow } from '../constructs/workflows/workflow.ts';
import type { StorageStack } from './storage-stack.ts';

export interface TrainingStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
}

export class TrainingStack extends RiskStack {
  readonly foundation: Foundation;
  /** Workflow that runs any job; workflows of other stacks call it. */
  readonly runJob: Workflow;
  /** Makes approved promotions and rollbacks; the API starts it. */
  readonly modelLifecycle: Workflow;
  /** Event bus that receives drift events. */
  readonly events: IEventBus;

  constructor(scope: Construct, id: string, { config, storage }: TrainingStackProps) {
    super(scope, id, { config, description: 'training workflow and its jobs' });
    this.foundation = storage.foundation;
    const deadLetters = new DeadLetters(this, 'DeadLetters', { name: 'training' }).queue;
    this.runJob = new Workflow(this, 'run-job', {
      description: 'Starts a job and waits for its end',
      severity: 'ticket',
      functions: this.createJobFunctions(storage),
      deadLetters,
    });
    const changeStage = this.createChangeStageFunction(storage);
    const training = new Workflow(this, 'training', {
      description: 'Trains the candidates, registers the best, and decides its lifecycle stage by the gates',
      severity: 'ticket',
      functions: [this.createExportFunction(storage), this.createRegisterFunction(storage), changeStage],
      workflows: [this.runJob],
      deadLetters,
    });
    this.modelLifecycle = new Workflow(this, 'model-lifecycle', {
      description: 'Promotes a model or rolls back, and starts the MLflow sync',
      severity: 'ticket',
      functions: [changeStage],
      workflows: [this.runJob],
      deadLetters,
    });
    this.events = new RetrainingTriggers(this, 'Retraining', { training, deadLetters }).events;
    this.publishArn('WorkflowArn', 'training', training);
    this.publishArn('LifecycleArn', 'model-lifecycle', this.modelLifecycle);
  }

  private publishArn(id: string, name: string, workflow: Workflow): void {
    new StringParameter(this, id, {
      parameterName: `${this.parameterPrefix}/workflow/${name}-arn`,
      stringValue: workflow.arn,
      description: `State machine of ${name}`,
    });
  }

  private createJobFunctions({ work, model, mlflow }: StorageStack): RiskFunction[] {
    const trainingJob = new TrainingJob(this, 'Job', { work, model, mlflow });
    const { training, spark } = this.config;
    const sparkJob = spark && new SparkJob(this, 'Spark', { work, spark });
    const start = new RiskFunction(this, 'jobs/start-job', {
      description: 'Starts a SageMaker or Spark job, once for each name',
      timeout_seconds: 30,
      memory_mib: 256,
      environment: {
        WORK_BUCKET: work.bucketName,
        MODEL_BUCKET: model.bucketName,
        TRAINING_JOB_ROLE_ARN: trainingJob.role.roleArn,
        TRACKING_JOB_ROLE_ARN: trainingJob.trackingRole.roleArn,
        TRAINING_IMAGE: trainingJob.image,
        TRAINING_INSTANCE_TYPE: training.instance_type,
        TRAINING_BUDGET_SECONDS: String(training.budget_seconds),
        TRAINING_MAX_RUNTIME_SECONDS: String(training.max_runtime_seconds),
        TRAINING_MAX_WAIT_SECONDS: String(training.max_wait_seconds),
        MLFLOW_TRACKING_URI: trainingJob.mlflowTrackingUri,
        JOB_KMS_KEY_ARN: this.foundation.key.keyArn,
        ...sparkJob?.startEnvironment,
      },
    });
    this.allowOnJobs(start, ['sagemaker:CreateTrainingJob']);
    for (const role of [trainingJob.role, trainingJob.trackingRole]) {
      this.allowPassing(start, role, 'sagemaker.amazonaws.com');
    }
    // SageMaker encrypts the job's volume and output with this key on behalf of the caller.
    allow(start, { actions: ['kms:CreateGrant', 'kms:DescribeKey'], resources: [this.foundation.key.keyArn] });
    sparkJob?.allowStart(start);
    if (sparkJob) this.allowPassing(start, sparkJob.role, 'emr-serverless.amazonaws.com');

    const check = new RiskFunction(this, 'jobs/check-job', {
      description: 'Returns whether a job runs, succeeded or failed',
      timeout_seconds: 30,
      memory_mib: 256,
      environment: { ...sparkJob?.checkEnvironment },
    });
    this.allowOnJobs(check, ['sagemaker:DescribeTrainingJob']);
    sparkJob?.allowCheck(check);
    return [start, check];
  }

  private allowPassing(caller: RiskFunction, role: IRole, service: string): void {
    allow(caller, {
      actions: ['iam:PassRole'],
      resources: [role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': service } },
    });
  }

  private allowOnJobs(caller: RiskFunction, actions: string[]): void {
    allow(caller, {
      actions,
      resources: [
        this.formatArn({
          service: 'sagemaker',
          resource: 'training-job',
          resourceName: 'risk-*',
          arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        }),
      ],
      because: 'A job is named after the execution that starts it.',
    });
  }

  private createExportFunction({ work }: StorageStack): RiskFunction {
    const exporter = new RiskFunction(this, 'training/export-training-set', {
      description: 'Exports labelled applications and their features to S3',
      timeout_seconds: 120,
      memory_mib: 512,
      sql: true,
      environment: buildExportEnvironment(work),
    });
    allowDatabaseRole(exporter, 'risk_training');
    allowRead(exporter, work, ['training']);
    allowWrite(exporter, work, ['training']);
    // By name, because the workflow refers to this function.
    const stateMachine = { service: 'states', resource: 'stateMachine', resourceName: `${this.prefix}-training` };
    allow(exporter, {
      actions: ['states:ListExecutions'],
      resources: [this.formatArn({ ...stateMachine, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    });
    return exporter;
  }

  private createRegisterFunction({ model }: StorageStack): RiskFunction {
    const register = new RiskFunction(this, 'training/register-model', {
      description: 'Registers a model as a candidate, and writes its folder once',
      timeout_seconds: 120,
      // Holds the files of a model, at most 384 MiB (MAX_FOLDER_BYTES).
      memory_mib: 1024,
      sql: true,
      environment: { MODEL_BUCKET: model.bucketName },
    });
    allowDatabaseRole(register, 'risk_training');
    allowRead(register, model, ['jobs', 'models']);
    allowWrite(register, model, ['models']);
    return register;
  }

  /** The only function that changes lifecycle stages. It writes the input of the MLflow sync job. */
  private createChangeStageFunction({ work, model }: StorageStack): RiskFunction {
    const change = new RiskFunction(this, 'training/change-stage', {
      description: 'Changes the lifecycle stage of a model, after a training or for a person',
      timeout_seconds: 120,
      memory_mib: 512,
      sql: true,
      environment: { MODEL_BUCKET: model.bucketName, WORK_BUCKET: work.bucketName },
    });
    allowDatabaseRole(change, 'risk_training');
    allowRead(change, model, ['models']);
    allowWrite(change, work, ['training']);
    return change;
  }
}
