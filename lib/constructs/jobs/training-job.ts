/** Roles and image of SageMaker jobs: training jobs, and tracking jobs, which write to MLflow. */
import { join } from 'node:path';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { allow, allowRead, allowWrite } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import type { MlflowApp } from './mlflow-app.ts';

/** Families of instances with NVIDIA GPUs: ml.g4dn, ml.g5, ml.p4d, … */
const GPU_INSTANCE = /^ml\.[gp]\d/;
const IMAGE_FOLDER = join(import.meta.dirname, '../../../training');

export interface TrainingJobProps {
  work: IBucket;
  model: IBucket;
  /** Managed MLflow; without it `training.mlflow_tracking_uri` names a server. */
  mlflow: MlflowApp | undefined;
}

export class TrainingJob extends Construct {
  /** SageMaker's, to read a training's input and write its output: the container has no network and no credentials. */
  readonly role: Role;
  /** Role of the jobs that write to MLflow. They have a network and run this repository's code on registered files. */
  readonly trackingRole: Role;
  /** Address of the image of training/Dockerfile; where no image is built, the name of the local package. */
  readonly image: string;
  /** ARN of an MLflow app, or URL of a server: MLflow's client accepts both. */
  readonly mlflowTrackingUri: string;

  constructor(scope: Construct, id: string, { work, model, mlflow }: TrainingJobProps) {
    super(scope, id);
    const { features } = RiskStack.of(this).config;
    this.role = this.createRole('Role', 'training-job', 'What SageMaker may do for a training job');
    allowRead(this.role, work, ['training/risk-training-*']);
    // Reads the checkpoints of an interrupted job.
    allowRead(this.role, model, ['jobs/risk-training-*']);
    allowWrite(this.role, model, ['jobs/risk-training-*']);
    this.trackingRole = this.createRole('TrackingRole', 'tracking-job', 'What a job that writes to MLflow may do');
    allowRead(this.trackingRole, work, ['training/risk-registry-*', 'training/risk-monitoring-*']);
    // MLflow's client writes artefacts directly to the bucket.
    allowRead(this.trackingRole, model, ['models', 'mlflow']);
    allowWrite(this.trackingRole, model, ['mlflow', 'jobs/risk-registry-*', 'jobs/risk-monitoring-*']);
    this.image = features.training_image ? this.buildImage() : 'training';
    mlflow?.allowCalls(this.trackingRole);
    this.mlflowTrackingUri = mlflow?.arn ?? readTrackingUri(this);
  }

  private createRole(id: string, name: string, description: string): Role {
    const role = new Role(this, id, {
      roleName: `${RiskStack.of(this).prefix}-${name}`,
      description,
      assumedBy: new ServicePrincipal('sagemaker.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    this.allowTelemetry(role);
    this.allowEncryption(role);
    return role;
  }

  /**
   * A job names the key for its output and its volume, and SageMaker wants these of its role:
   * https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms
   */
  private allowEncryption(role: Role): void {
    const resources = [RiskStack.of(this).foundation.key.keyArn];
    allow(role, { actions: ['kms:Encrypt'], resources });
    allow(role, {
      actions: ['kms:CreateGrant'],
      resources,
      conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    });
  }

  private allowTelemetry(role: Role): void {
    allow(role, {
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      resources: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: '/aws/sagemaker/TrainingJobs:*',
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      because: 'SageMaker names a log stream after each job.',
    });
    allow(role, {
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' } },
      because: 'CloudWatch metrics have no ARN; the condition names the one namespace.',
    });
  }

  private buildImage(): string {
    const image = new DockerImageAsset(this, 'Image', {
      directory: IMAGE_FOLDER,
      exclude: ['tests', '**/__pycache__'],
      buildArgs: { DEVICE: chooseDevice(RiskStack.of(this).config.training.instance_type) },
      platform: Platform.LINUX_AMD64,
    });
    for (const role of [this.role, this.trackingRole]) {
      allow(role, {
        actions: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
        resources: [image.repository.repositoryArn],
      });
      allow(role, {
        actions: ['ecr:GetAuthorizationToken'],
        resources: ['*'],
        because: 'A registry token is for the whole registry.',
      });
    }
    return image.imageUri;
  }
}

/** Returns the device that XGBoost trains on, on an instance of this type. The image is built for it. */
export const chooseDevice = (instanceType: string): 'cpu' | 'cuda' =>
  GPU_INSTANCE.test(instanceType) ? 'cuda' : 'cpu';

function readTrackingUri(scope: Construct): string {
  const { name, training } = RiskStack.of(scope).config;
  if (!training.mlflow_tracking_uri) {
    throw new Error(`lib/config.ts: ${name} needs features.mlflow_app or training.mlflow_tracking_uri`);
  }
  return training.mlflow_tracking_uri;
}
