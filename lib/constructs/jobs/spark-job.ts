/** Role, image and EMR Serverless application of the Spark job of large days. An idle application costs nothing. */
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../../config-schema.ts';
import { allow, allowDelete, allowRead, allowWrite } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import type { RiskFunction } from '../functions/risk-function.ts';

const IMAGE_FOLDER = join(import.meta.dirname, '../../../spark');
/** The local job endpoint accepts any id. */
const LOCAL_APPLICATION_ID = '00local';
const GIB_PER_VCPU = 4;
const VCPUS_PER_WORKER = 4;
const DISK_GB_PER_WORKER = 20;

type SparkConfig = NonNullable<EnvironmentConfig['spark']>;

export interface SparkJobProps {
  work: IBucket;
  spark: SparkConfig;
}

export class SparkJob extends Construct {
  readonly role: Role;
  /** Variables of the function that starts a job. */
  readonly startEnvironment: Record<string, string>;
  /** Variables of the function that reads a job's state. */
  readonly checkEnvironment: Record<string, string>;
  readonly #applicationId: string;

  constructor(scope: Construct, id: string, { work, spark }: SparkJobProps) {
    super(scope, id);
    const { config, prefix } = RiskStack.of(this);
    this.role = new Role(this, 'Role', {
      roleName: `${prefix}-spark-job`,
      description: 'What a Spark job may do: read its input, write its output',
      assumedBy: new ServicePrincipal('emr-serverless.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    allowRead(this.role, work, ['features']);
    allowWrite(this.role, work, ['features']);
    // A retried job replaces its output.
    allowDelete(this.role, work, ['features']);
    this.#applicationId = config.features.spark_application ? this.createApplication(spark) : LOCAL_APPLICATION_ID;
    this.checkEnvironment = { SPARK_APPLICATION_ID: this.#applicationId };
    this.startEnvironment = {
      ...this.checkEnvironment,
      SPARK_JOB_ROLE_ARN: this.role.roleArn,
      SPARK_BUDGET_MINUTES: String(spark.budget_minutes),
    };
  }

  allowStart(caller: RiskFunction): void {
    this.allowOnApplication(caller, 'emr-serverless:StartJobRun', '');
  }

  allowCheck(caller: RiskFunction): void {
    this.allowOnApplication(caller, 'emr-serverless:GetJobRun', '/jobruns/*');
  }

  private allowOnApplication(caller: RiskFunction, action: string, below: string): void {
    const resource = `/applications/${this.#applicationId}${below}`;
    const { partition, region, account } = Stack.of(this);
    allow(caller, {
      actions: [action],
      resources: [`arn:${partition}:emr-serverless:${region}:${account}:${resource}`],
      because: 'A job run has its id once it is started.',
    });
  }

  private createApplication(spark: SparkConfig): string {
    const { prefix, parameterPrefix, logRetention, removalPolicy, foundation } = RiskStack.of(this);
    const image = new DockerImageAsset(this, 'Image', {
      directory: IMAGE_FOLDER,
      exclude: ['tests', '**/__pycache__', 'local-requirements.*'],
      platform: Platform.LINUX_AMD64,
      buildArgs: { BASE_IMAGE: spark.base_image ?? '' },
    });
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `${parameterPrefix}/spark`,
      retention: logRetention,
      encryptionKey: foundation.key,
      removalPolicy,
    });
    this.allowLogs(logs);
    const application = new CfnApplication(this, 'Application', {
      name: `${prefix}-spark`,
      type: 'SPARK',
      releaseLabel: spark.release_label,
      architecture: 'X86_64',
      imageConfiguration: { imageUri: image.imageUri },
      // The first job starts the application; after the last it releases all capacity.
      autoStartConfiguration: { enabled: true },
      autoStopConfiguration: { enabled: true, idleTimeoutMinutes: spark.idle_minutes },
      maximumCapacity: {
        cpu: `${spark.max_vcpus} vCPU`,
        memory: `${spark.max_vcpus * GIB_PER_VCPU} GB`,
        disk: `${spark.max_vcpus * DISK_GB_PER_WORKER} GB`,
      },
      ...(spark.warm_executors > 0 && { initialCapacity: buildWarmCapacity(spark.warm_executors) }),
      monitoringConfiguration: {
        // The log group has our key. Named here as well, EMR Serverless would want the key's use of whoever submits a
        // job, and logs:AssociateKmsKey of the job's role.
        // https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-log-encryption.html
        cloudWatchLoggingConfiguration: { enabled: true, logGroupName: logs.logGroupName },
        managedPersistenceMonitoringConfiguration: { enabled: false },
      },
    });
    return application.attrApplicationId;
  }

  /** As https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/logging.html lists them for the job's role. */
  private allowLogs(logs: LogGroup): void {
    allow(this.role, {
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      resources: [logs.logGroupArn],
      because: 'EMR Serverless names a log stream after each job run and worker.',
    });
    allow(this.role, {
      actions: ['logs:DescribeLogGroups'],
      resources: ['*'],
      because: 'Log groups are described by prefix, over the account.',
    });
  }
}

/** Capacity that stays started: one driver and some executors, of EMR Serverless's default size. */
function buildWarmCapacity(executors: number): CfnApplication.InitialCapacityConfigKeyValuePairProperty[] {
  const workerConfiguration = {
    cpu: `${VCPUS_PER_WORKER} vCPU`,
    memory: `${VCPUS_PER_WORKER * GIB_PER_VCPU} GB`,
    disk: `${DISK_GB_PER_WORKER} GB`,
  };
  return [
    { key: 'Driver', value: { workerCount: 1, workerConfiguration } },
    { key: 'Executor', value: { workerCount: executors, workerConfiguration } },
  ];
}
