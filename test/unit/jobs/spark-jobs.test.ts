/** The request for a Spark job, and the translation of EMR Serverless's states. */

import { JobRunState } from '@aws-sdk/client-emr-serverless';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StartJobRun } from '../../../cli/local/jobs/emr-serverless/job-run-request.ts';
import { sparkJobName } from '../../../lambdas/features/spark-job.ts';
import { toSparkJobState } from '../../../lambdas/jobs/check-spark-job.ts';
import { Job } from '../../../lambdas/jobs/job.ts';
import { createSparkRequest } from '../../../lambdas/jobs/start-spark-job.ts';
import { MissingEnvironmentVariable } from '../../../lambdas/shared/env.ts';

const variables = {
  WORK_BUCKET: 'work',
  SPARK_APPLICATION_ID: '00local',
  SPARK_JOB_ROLE_ARN: 'arn:aws:iam::000000000000:role/spark',
  SPARK_BUDGET_MINUTES: '45',
};
const JOB = sparkJobName({ run_id: '0193a1b2-0000-7000-8000-000000000001', as_of: '2024-01-01' } as never);
const before = { ...process.env };
beforeEach(() => {
  Object.assign(process.env, variables);
});
afterEach(() => {
  process.env = { ...before };
});

describe('the request', () => {
  test('reads the export, writes next to it, has limits, and is the same for the same run', () => {
    const folder = `s3://work/features/${JOB}`;
    expect(createSparkRequest(JOB)).toMatchObject({
      applicationId: '00local',
      clientToken: JOB,
      name: JOB,
      executionRoleArn: variables.SPARK_JOB_ROLE_ARN,
      jobDriver: {
        sparkSubmit: {
          entryPoint: 'local:///opt/risk/spark/main.py',
          entryPointArguments: [`${folder}/input/`, `${folder}/output/`],
        },
      },
      executionTimeoutMinutes: 45,
    });
    expect(createSparkRequest(JOB)).toEqual(createSparkRequest(JOB));
  });

  test('is one that EMR Serverless accepts', () => {
    const { applicationId: _, ...body } = createSparkRequest(JOB);
    expect(StartJobRun.safeParse(body).error).toBeUndefined();
    expect(Job.safeParse({ kind: 'features', job_name: JOB }).success).toBe(true);
  });

  test.each(Object.keys(variables))('needs %s', (name) => {
    delete process.env[name];
    expect(() => createSparkRequest(JOB)).toThrow(MissingEnvironmentVariable);
    expect(() => createSparkRequest(JOB)).toThrow(name);
  });
});

describe('states', () => {
  const ended: Partial<Record<JobRunState, unknown>> = {
    SUCCESS: { state: 'succeeded', reason: null },
    FAILED: { state: 'failed', reason: 'Untranslatable: …' },
    CANCELLED: { state: 'failed', reason: 'Untranslatable: …' },
  };

  test.each(Object.values(JobRunState))('%s', (state) => {
    expect(toSparkJobState(state, 'Untranslatable: …')).toEqual(ended[state] ?? { state: 'running', reason: null });
  });

  test('a job that failed without a reason gets one', () => {
    expect(toSparkJobState('FAILED', '')).toEqual({ state: 'failed', reason: 'the job has ended as FAILED' });
    expect(toSparkJobState('CANCELLED', undefined).reason).toBe('the job has ended as CANCELLED');
  });

  test('a job without a state yet is running', () => {
    expect(toSparkJobState(undefined, undefined)).toEqual({ state: 'running', reason: null });
  });
});
