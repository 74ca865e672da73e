/** Lists the IAM actions of a request to the job endpoint, for the record of calls. */
import type { IncomingMessage } from 'node:http';
import type { CalledAction } from '../recorded-calls.ts';
import type { LocalSettings } from '../settings/local-settings.ts';

/** Returns the operation's action, and `iam:PassRole` of a request that names the role of a job. */
export function listJobCalls(request: IncomingMessage, body: Buffer, settings: LocalSettings): CalledAction[] {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return listTrainingCalls(target.replace('SageMaker.', ''), body, settings);
  return listSparkCalls(request, body, settings);
}

function listTrainingCalls(operation: string, body: Buffer, { region, accountId }: LocalSettings): CalledAction[] {
  const { TrainingJobName, RoleArn, Tags, ResourceConfig } = parseBody(body);
  const { VolumeKmsKeyId } = (ResourceConfig ?? {}) as { VolumeKmsKeyId?: string };
  const resource = `arn:aws:sagemaker:${region}:${accountId}:training-job/${String(TrainingJobName).toLowerCase()}`;
  return [
    { action: `sagemaker:${operation}`, resource },
    ...(Tags ? [{ action: 'sagemaker:AddTags', resource }] : []),
    // https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html
    ...(VolumeKmsKeyId ? [{ action: 'kms:CreateGrant', resource: VolumeKmsKeyId }] : []),
    ...listPassedRoles(RoleArn, 'sagemaker.amazonaws.com'),
  ];
}

const SPARK_ACTIONS: Readonly<Record<string, string>> = {
  POST: 'StartJobRun',
  GET: 'GetJobRun',
  DELETE: 'CancelJobRun',
};

function listSparkCalls(request: IncomingMessage, body: Buffer, { region, accountId }: LocalSettings): CalledAction[] {
  const action = SPARK_ACTIONS[request.method ?? ''];
  if (!action) return [];
  const { pathname } = new URL(request.url ?? '/', 'http://local');
  const resource = `arn:aws:emr-serverless:${region}:${accountId}:${pathname.replace(/\/jobruns$/, '')}`;
  const { executionRoleArn, tags } = parseBody(body);
  return [
    { action: `emr-serverless:${action}`, resource },
    ...(tags ? [{ action: 'emr-serverless:TagResource', resource }] : []),
    ...listPassedRoles(executionRoleArn, 'emr-serverless.amazonaws.com'),
  ];
}

const listPassedRoles = (roleArn: unknown, service: string): CalledAction[] =>
  typeof roleArn === 'string'
    ? [{ action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': service } }]
    : [];

/** The endpoint itself refuses a body that is not JSON. */
function parseBody(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString('utf8') || '{}');
  } catch {
    return {};
  }
}
