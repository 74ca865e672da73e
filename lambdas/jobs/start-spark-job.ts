/** Starts a Spark job on EMR Serverless. */
import { EMRServerlessClient, StartJobRunCommand, type StartJobRunCommandInput } from '@aws-sdk/client-emr-serverless';
import { requireEnv } from '../shared/env.ts';
import { sparkInputPrefix, sparkOutputPrefix } from '../shared/object-keys.ts';

const emr = new EMRServerlessClient({});

/** Path of the job's program in its image (spark/Dockerfile). */
const ENTRY_POINT = 'local:///opt/risk/spark/main.py';

/**
 * Idempotent: finds the job that was started under this name.
 * @returns the id that its state is read by
 */
export async function startSparkJob(jobName: string): Promise<string | undefined> {
  return (await emr.send(new StartJobRunCommand(createSparkRequest(jobName)))).jobRunId;
}

/** Composes the request for a Spark job. The name is the client token, so that no job starts twice. */
export function createSparkRequest(jobName: string): StartJobRunCommandInput {
  const work = `s3://${requireEnv('WORK_BUCKET')}`;
  return {
    applicationId: requireEnv('SPARK_APPLICATION_ID'),
    clientToken: jobName,
    name: jobName,
    executionRoleArn: requireEnv('SPARK_JOB_ROLE_ARN'),
    jobDriver: {
      sparkSubmit: {
        entryPoint: ENTRY_POINT,
        entryPointArguments: [`${work}/${sparkInputPrefix(jobName)}`, `${work}/${sparkOutputPrefix(jobName)}`],
      },
    },
    executionTimeoutMinutes: Number(requireEnv('SPARK_BUDGET_MINUTES')),
  };
}
