/** Serves the three operations of SageMaker for the training jobs of a state folder. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { createObjectStore } from '../../../../lambdas/shared/aws/object-store.ts';
import { buildRoleConfiguration } from '../../recorded-calls.ts';
import type { LocalSettings } from '../../settings/local-settings.ts';
import { getJobFolder, getJobsFolder, JOB_SHUTDOWN_GRACE_SECONDS } from '../job-settings.ts';
import { type JobOperation, JobServiceException, parseJobRequest } from '../protocol.ts';
import { runTrainingJob } from './run-training-job.ts';
import {
  createTrainingJob,
  describeTrainingJob,
  endTrainingJob,
  enterStatus,
  hasTrainingJobEnded,
  type LocalTrainingJob,
  type TrainingJobResult,
} from './training-job.ts';
import { CreateTrainingJob, JobName, type TrainingJobRequest } from './training-job-request.ts';

const JobReference = z.object({ TrainingJobName: JobName });

interface RunningJob {
  stop: AbortController;
  done: Promise<void>;
}

export class TrainingJobs {
  readonly #settings: LocalSettings;
  readonly #running = new Map<string, RunningJob>();
  readonly #jobs = new Map<string, LocalTrainingJob>();
  #stopGraceSeconds: number;
  #closing = false;

  constructor(settings: LocalSettings, stopGraceSeconds: number) {
    this.#settings = settings;
    this.#stopGraceSeconds = stopGraceSeconds;
  }

  readonly operations: Record<string, JobOperation> = {
    'SageMaker.CreateTrainingJob': async (request) => this.#create(parseJobRequest(CreateTrainingJob, request)),
    'SageMaker.DescribeTrainingJob': async (request) =>
      describeTrainingJob(this.#find(parseJobRequest(JobReference, request).TrainingJobName)),
    'SageMaker.StopTrainingJob': async (request) => this.#stop(parseJobRequest(JobReference, request).TrainingJobName),
  };

  /** Reads the jobs of earlier starts. A job that was running when the endpoint ended has failed. */
  load(): void {
    const folder = getJobsFolder(this.#settings);
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const path = join(folder, name, 'job.json');
      if (!existsSync(path)) continue;
      const job: LocalTrainingJob = JSON.parse(readFileSync(path, 'utf8'));
      this.#jobs.set(name, job);
      if (!hasTrainingJobEnded(job)) this.#end(job, ENDPOINT_ENDED);
    }
  }

  /** Ends running jobs; they fail. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#stopGraceSeconds = JOB_SHUTDOWN_GRACE_SECONDS;
    for (const { stop } of this.#running.values()) stop.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #create(request: TrainingJobRequest): object {
    const { region, accountId } = this.#settings;
    const name = request.TrainingJobName;
    const existing = this.#jobs.get(name);
    if (existing) {
      throw new JobServiceException(
        'ResourceInUse',
        'Training job names must be unique within an AWS account and region, and a training job with this name ' +
          `already exists (${existing.arn})`,
      );
    }
    const arn = `arn:aws:sagemaker:${region}:${accountId}:training-job/${name.toLowerCase()}`;
    const job = createTrainingJob(request, arn, readCurrentSeconds());
    this.#jobs.set(name, job);
    this.#save(job);
    const stop = new AbortController();
    this.#running.set(name, { stop, done: this.#run(job, stop.signal) });
    return { TrainingJobArn: arn };
  }

  async #run(job: LocalTrainingJob, stop: AbortSignal): Promise<void> {
    const s3 = new S3Client(buildRoleConfiguration(this.#settings, job.request.RoleArn));
    const result = await runTrainingJob({
      settings: this.#settings,
      store: createObjectStore(s3),
      job,
      folder: getJobFolder(this.#settings, job.request.TrainingJobName),
      enter: (stage) => {
        if (job.status === 'Stopping') return;
        enterStatus(job, stage, readCurrentSeconds());
        this.#save(job);
      },
      stop,
      stopGraceSeconds: () => this.#stopGraceSeconds,
    });
    s3.destroy();
    this.#end(job, this.#closing && result.status !== 'Completed' ? ENDPOINT_ENDED : result);
    this.#running.delete(job.request.TrainingJobName);
  }

  #stop(name: string): object {
    const job = this.#find(name);
    if (hasTrainingJobEnded(job)) {
      throw new JobServiceException(
        'ValidationException',
        `The request was rejected because the training job is in status ${job.status}.`,
      );
    }
    if (job.status !== 'Stopping') {
      enterStatus(job, 'Stopping', readCurrentSeconds());
      this.#save(job);
      this.#running.get(name)?.stop.abort();
    }
    return {};
  }

  #find(name: string): LocalTrainingJob {
    const job = this.#jobs.get(name);
    if (!job) throw new JobServiceException('ValidationException', 'Requested resource not found.');
    return job;
  }

  #end(job: LocalTrainingJob, result: TrainingJobResult): void {
    endTrainingJob(job, result, readCurrentSeconds());
    this.#save(job);
  }

  /** Synchronous and atomic: two changes in a row can't mix, and a crash leaves one of them complete. */
  #save(job: LocalTrainingJob): void {
    const folder = getJobFolder(this.#settings, job.request.TrainingJobName);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'job.json');
    writeFileSync(`${path}.new`, JSON.stringify(job, null, 2));
    renameSync(`${path}.new`, path);
  }
}

const ENDPOINT_ENDED: TrainingJobResult = {
  status: 'Failed',
  secondary: 'Failed',
  reason: 'InternalServerError: the job endpoint ended while the job ran. Please retry with a new job name.',
};

const readCurrentSeconds = (): number => Date.now() / 1000;
