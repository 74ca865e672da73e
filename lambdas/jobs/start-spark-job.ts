/** Starts Spark jobs on EMR Serverless. */
import { EMRServerlessClient, StartJobRunCommand, type StartJobRunCommandInput } from '@aws-sdk/client-emr-serverless';
import { requireEnv } from '../shared/env.ts';
import { sparkInputPrefix, sparkOutputPrefix } from '../shared/object-keys.ts';

const emr = new EMRServerlessClient({});

/** Where the image has the job's program. */
const ENTRY_POINT = 'local:///opt/risk/spark/main.py';

/** Starts the job, or finds the one that was started under the name. @returns the id to ask after it */
export async function startSparkJob(jobName: string): Promise<string | undefined> {
  return (await emr.send(new StartJobRunCommand(createSparkRequest(jobName)))).jobRunId;
}

/** The request for a Spark job: its name is its token, so that the same job is never started twice. */
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
