/** Runs one training job from its input in S3 to its model in S3, as a process on this machine. */
import { execFile } from 'node:child_process';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ObjectStore } from '../../../../lambdas/shared/aws/object-store.ts';
import { type ManagedProcess, readLastLine, startProcess } from '../../processes/managed-process.ts';
import { type LocalSettings, sdkEnvironment } from '../../settings/local-settings.ts';
import { downloadFolder, parseS3Uri, uploadFolder } from '../s3-folder.ts';
import { type ContainerFolders, containerEnvironment, containerFolders, prepareContainer } from './opt-ml.ts';
import {
  modelUri,
  outputUri,
  type SecondaryStatus,
  type TrainingJob,
  type TrainingJobOutcome,
} from './training-job.ts';

export interface TrainingJobOptions {
  settings: LocalSettings;
  store: ObjectStore;
  job: TrainingJob;
  /** The job's own folder. */
  folder: string;
  /** Told at every stage. */
  enter(stage: SecondaryStatus): void;
  /** Aborted when someone stops the job. */
  stop: AbortSignal;
  /** How long the process may take to end after SIGTERM. */
  stopGraceSeconds(): number;
}

/** A fault of the request or the data, whose message SageMaker gives as the reason of the failure. */
class JobFault extends Error {}

/** Without a ContainerEntrypoint the image's own is used; locally that is the package it holds. */
const DEFAULT_ENTRYPOINT = ['python', '-m', 'training.train'];

/** Runs the job; never rejects. */
export async function runTrainingJob(options: TrainingJobOptions): Promise<TrainingJobOutcome> {
  try {
    return await stages(options);
  } catch (error) {
    const reason = error instanceof JobFault ? error.message : `InternalServerError: ${(error as Error).message}`;
    return { status: 'Failed', secondary: 'Failed', reason };
  }
}

async function stages(options: TrainingJobOptions): Promise<TrainingJobOutcome> {
  const { job, store, enter } = options;
  const at = containerFolders(options.folder);
  await prepareContainer(at, job);
  enter('Downloading');
  await fetchInput(at, options);
  if (options.stop.aborted) return { status: 'Stopped', secondary: 'Stopped' };

  enter('Training');
  const ending = await train(at, options);
  const { CheckpointConfig } = job.request;
  if (CheckpointConfig) await uploadFolder(store, at.checkpoints, `${CheckpointConfig.S3Uri.replace(/\/+$/, '')}/`);
  if (typeof ending !== 'string') {
    await storeOutputData(at, options);
    return ending;
  }
  if (ending === 'Completed') enter('Uploading');
  await storeModel(at, options);
  await storeOutputData(at, options);
  return ending === 'Completed'
    ? { status: 'Completed', secondary: 'Completed' }
    : { status: 'Stopped', secondary: ending };
}

async function fetchInput(at: ContainerFolders, { job, store }: TrainingJobOptions): Promise<void> {
  const { InputDataConfig, CheckpointConfig, RoleArn } = job.request;
  for (const { ChannelName, DataSource } of InputDataConfig) {
    const { S3Uri } = DataSource.S3DataSource;
    if ((await downloadFolder(store, S3Uri, at.channel(ChannelName))) > 0) continue;
    throw new JobFault(
      `ClientError: Data download failed: No S3 objects found under S3 URL "${S3Uri}" given in input data source. ` +
        `Please ensure that the bucket exists, that objects exist under that S3 prefix, and that the role "${RoleArn}" ` +
        'may list them.',
    );
  }
  if (CheckpointConfig) await downloadFolder(store, CheckpointConfig.S3Uri, at.checkpoints);
}

/** Runs the process; what it leaves in the model folder counts when it was stopped, too. */
async function train(
  at: ContainerFolders,
  { settings, job, folder, stop, stopGraceSeconds }: TrainingJobOptions,
): Promise<'Completed' | 'Stopped' | 'MaxRuntimeExceeded' | TrainingJobOutcome> {
  const { AlgorithmSpecification, StoppingCondition, TrainingJobName } = job.request;
  const entrypoint = AlgorithmSpecification.ContainerEntrypoint ?? DEFAULT_ENTRYPOINT;
  const [command = '', ...args] = [...entrypoint, ...(AlgorithmSpecification.ContainerArguments ?? [])];
  const child = await startProcess(settings, {
    name: `job-${TrainingJobName}`,
    command,
    args,
    environment: { ...sdkEnvironment(settings), ...containerEnvironment(at, job) },
    logFile: join(folder, 'job.log'),
  });
  let ending: 'Completed' | 'Stopped' | 'MaxRuntimeExceeded' = 'Completed';
  const endAs = (reason: 'Stopped' | 'MaxRuntimeExceeded') => {
    ending = reason;
    void child.stop(stopGraceSeconds());
  };
  const onStop = () => endAs('Stopped');
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop, { once: true });
  const timer = setTimeout(() => endAs('MaxRuntimeExceeded'), StoppingCondition.MaxRuntimeInSeconds * 1000);
  const { code, signal } = await child.exited;
  clearTimeout(timer);
  stop.removeEventListener('abort', onStop);
  if (ending !== 'Completed' || code === 0) return ending;
  return { status: 'Failed', secondary: 'Failed', reason: failureOf(at, child, signal ?? code) };
}

/** The program's own words (/opt/ml/output/failure), else the last line of its log. */
function failureOf(at: ContainerFolders, child: ManagedProcess, exit: string | number | null): string {
  const own = existsSync(at.failure) ? readFileSync(at.failure, 'utf8').trim() : readLastLine(child.logFile);
  return `AlgorithmError: ${own.slice(0, 900)}, exit code: ${exit}`;
}

async function storeModel(at: ContainerFolders, { store, job, folder }: TrainingJobOptions): Promise<void> {
  if (job.request.OutputDataConfig.CompressionType === 'NONE') await uploadFolder(store, at.model, modelUri(job));
  else await storeArchive(store, at.model, join(folder, 'model.tar.gz'), modelUri(job));
}

/** The folder for everything but the model; SageMaker stores it when there is something in it. */
async function storeOutputData(at: ContainerFolders, { store, job, folder }: TrainingJobOptions): Promise<void> {
  if ((await readdir(at.outputData)).length === 0) return;
  if (job.request.OutputDataConfig.CompressionType === 'NONE')
    await uploadFolder(store, at.outputData, `${outputUri(job)}/data/`);
  else await storeArchive(store, at.outputData, join(folder, 'output.tar.gz'), `${outputUri(job)}/output.tar.gz`);
}

async function storeArchive(store: ObjectStore, from: string, archive: string, uri: string): Promise<void> {
  await promisify(execFile)('tar', ['-czf', archive, '-C', from, '.']);
  const { bucket, key } = parseS3Uri(uri);
  await store.putStream(bucket, key, createReadStream(archive));
}
