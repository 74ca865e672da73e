/** Serves the operations of EMR Serverless for the job runs of a state folder. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { createObjectStore } from '../../../../lambdas/shared/aws/object-store.ts';
import { readOptionalEnv } from '../../../../lambdas/shared/env.ts';
import { buildRoleConfiguration } from '../../recorded-calls.ts';
import type { LocalSettings } from '../../settings/local-settings.ts';
import { getJobFolder, getJobsFolder, JOB_SHUTDOWN_GRACE_SECONDS, JOB_STOP_GRACE_SECONDS } from '../job-settings.ts';
import { type JobRoute, JobServiceException, parseJobRequest } from '../protocol.ts';
import { describeRun, enterState, hasRunEnded, type JobRun, type JobRunResult } from './job-run.ts';
import { EmrApplicationId, JobRunId, type JobRunRequest, StartJobRun } from './job-run-request.ts';
import { getSparkSubmitPath, runJobRun } from './run-job-run.ts';

export interface JobRunsOptions {
  /** Time that a process has to end after SIGTERM. */
  stopGraceSeconds?: number;
  /** Path of spark-submit; default that of the project's PySpark. */
  sparkSubmit?: string;
  /** Memory of the Spark process, such as `2g`; default RISK_SPARK_MEMORY, else by the size of the input. */
  driverMemory?: string;
}

const RELEASE_LABEL = 'local';

export class JobRuns {
  readonly #settings: LocalSettings;
  readonly #options: JobRunsOptions & Required<Pick<JobRunsOptions, 'stopGraceSeconds' | 'sparkSubmit'>>;
  readonly #runs = new Map<string, JobRun>();
  readonly #running = new Map<string, { cancel: AbortController; done: Promise<void> }>();
  #closing = false;

  constructor(settings: LocalSettings, options: JobRunsOptions = {}) {
    this.#settings = settings;
    this.#options = {
      stopGraceSeconds: JOB_STOP_GRACE_SECONDS,
      sparkSubmit: getSparkSubmitPath(settings),
      driverMemory: readOptionalEnv('RISK_SPARK_MEMORY'),
      ...options,
    };
  }

  readonly routes: JobRoute[] = [
    {
      method: 'POST',
      path: /^\/applications\/([^/]+)\/jobruns$/,
      operation: async ([application], body) =>
        this.#start(parseJobRequest(EmrApplicationId, application), parseJobRequest(StartJobRun, body)),
    },
    {
      method: 'GET',
      path: /^\/applications\/([^/]+)\/jobruns\/([^/]+)$/,
      operation: async ([application, id]) => describeRun(this.#find(application, id), RELEASE_LABEL),
    },
    {
      method: 'DELETE',
      path: /^\/applications\/([^/]+)\/jobruns\/([^/]+)$/,
      operation: async ([application, id]) => this.#cancel(this.#find(application, id)),
    },
  ];

  /** Reads the runs of earlier starts. A run that was running when the endpoint ended has failed. */
  load(): void {
    const folder = getJobsFolder(this.#settings);
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const path = join(folder, name, 'run.json');
      if (!existsSync(path)) continue;
      const run: JobRun = JSON.parse(readFileSync(path, 'utf8'));
      this.#runs.set(run.id, run);
      if (!hasRunEnded(run)) this.#end(run, ENDPOINT_ENDED);
    }
  }

  /** Ends running jobs; they fail. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const { cancel } of this.#running.values()) cancel.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  /** The client token is the idempotency key: the same request again is the same run. */
  #start(applicationId: string, request: JobRunRequest): object {
    const existing = [...this.#runs.values()].find(
      (run) => run.applicationId === applicationId && run.request.clientToken === request.clientToken,
    );
    if (existing && !isDeepStrictEqual(removeUndefined(existing.request), removeUndefined(request))) {
      throw new JobServiceException('ConflictException', 'The client token was used with other parameters.', 409);
    }
    const run = existing ?? this.#createRun(applicationId, request);
    return { applicationId, jobRunId: run.id, arn: run.arn };
  }

  #createRun(applicationId: string, request: JobRunRequest): JobRun {
    const { region, accountId } = this.#settings;
    const id = `00${randomBytes(7).toString('hex')}`;
    const arn = `arn:aws:emr-serverless:${region}:${accountId}:/applications/${applicationId}/jobruns/${id}`;
    const createdAt = readCurrentSeconds();
    const run: JobRun = {
      ...{ id, applicationId, arn, request, state: 'SUBMITTED', stateDetails: '', createdAt, updatedAt: createdAt },
    };
    this.#runs.set(id, run);
    this.#save(run);
    const cancel = new AbortController();
    this.#running.set(id, { cancel, done: this.#run(run, cancel.signal) });
    return run;
  }

  async #run(run: JobRun, cancel: AbortSignal): Promise<void> {
    const { sparkSubmit, driverMemory, stopGraceSeconds } = this.#options;
    const s3 = new S3Client(buildRoleConfiguration(this.#settings, run.request.executionRoleArn));
    const result = await runJobRun({
      settings: this.#settings,
      store: createObjectStore(s3),
      run,
      folder: getJobFolder(this.#settings, run.id),
      sparkSubmit,
      driverMemory,
      onRunning: () => {
        if (run.state !== 'CANCELLING') this.#enter(run, 'RUNNING');
      },
      cancel,
      graceSeconds: () => (this.#closing ? JOB_SHUTDOWN_GRACE_SECONDS : stopGraceSeconds),
    });
    s3.destroy();
    this.#end(run, this.#closing && result.state !== 'SUCCESS' ? ENDPOINT_ENDED : result);
    this.#running.delete(run.id);
  }

  #cancel(run: JobRun): object {
    if (hasRunEnded(run)) {
      throw new JobServiceException('ValidationException', `A job run in state ${run.state} can't be cancelled.`);
    }
    if (run.state !== 'CANCELLING') {
      this.#enter(run, 'CANCELLING');
      this.#running.get(run.id)?.cancel.abort();
    }
    return { applicationId: run.applicationId, jobRunId: run.id };
  }

  #find(application: string | undefined, id: string | undefined): JobRun {
    const run = this.#runs.get(parseJobRequest(JobRunId, id));
    if (!run || run.applicationId !== application) {
      throw new JobServiceException('ResourceNotFoundException', `JobRun ${id} doesn't exist`, 404);
    }
    return run;
  }

  #enter(run: JobRun, state: JobRun['state']): void {
    enterState(run, state, '', readCurrentSeconds());
    this.#save(run);
  }

  #end(run: JobRun, { state, details }: JobRunResult): void {
    enterState(run, state, details, readCurrentSeconds());
    this.#save(run);
  }

  /** Synchronous and atomic: two changes in a row can't mix, and a crash leaves one of them complete. */
  #save(run: JobRun): void {
    const folder = getJobFolder(this.#settings, run.id);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'run.json');
    writeFileSync(`${path}.new`, JSON.stringify(run, null, 2));
    renameSync(`${path}.new`, path);
  }
}

const ENDPOINT_ENDED: JobRunResult = {
  state: 'FAILED',
  details: 'The job endpoint ended while the job ran. Please retry with a new client token.',
};

/** Removes undefined fields, so that the request equals one that was read from disk. */
const removeUndefined = (request: JobRunRequest): unknown => JSON.parse(JSON.stringify(request));

const readCurrentSeconds = (): number => Date.now() / 1000;
