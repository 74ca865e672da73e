/** Runs one training job as a process on this machine, from its input in S3 to its model in S3. */
import { execFile } from 'node:child_process';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ObjectStore } from '../../../../lambdas/shared/aws/object-store.ts';
import { type ManagedProcess, readLastLine, startProcess } from '../../processes/managed-process.ts';
import { buildCallerEnvironment } from '../../recorded-calls.ts';
import { buildSdkEnvironment, type LocalSettings } from '../../settings/local-settings.ts';
import { downloadFolder, parseS3Uri, uploadFolder } from '../s3-folder.ts';
import {
  buildContainerEnvironment,
  buildContainerFolders,
  type ContainerFolders,
  prepareContainerFolders,
} from './training-container.ts';
import {
  buildModelUri,
  buildOutputUri,
  type LocalTrainingJob,
  type SecondaryStatus,
  type TrainingJobResult,
} from './training-job.ts';

export interface TrainingJobOptions {
  settings: LocalSettings;
  store: ObjectStore;
  job: LocalTrainingJob;
  /** Folder of the job. */
  folder: string;
  /** Called when the job enters a stage. */
  enter(stage: SecondaryStatus): void;
  /** Aborted when a client stops the job. */
  stop: AbortSignal;
  /** Time that the process has to end after SIGTERM. */
  stopGraceSeconds(): number;
}

/** An error of the request or its data; its message becomes the FailureReason. */
class JobFailure extends Error {}

/** Entrypoint of the training image, for requests without a ContainerEntrypoint. */
const DEFAULT_ENTRYPOINT = ['python', '-m', 'training.train'];

/** Runs the job; never rejects. */
export async function runTrainingJob(options: TrainingJobOptions): Promise<TrainingJobResult> {
  try {
    return await runStages(options);
  } catch (error) {
    const reason = error instanceof JobFailure ? error.message : `InternalServerError: ${(error as Error).message}`;
    return { status: 'Failed', secondary: 'Failed', reason };
  }
}

async function runStages(options: TrainingJobOptions): Promise<TrainingJobResult> {
  const { job, store, enter } = options;
  const folders = buildContainerFolders(options.folder);
  await prepareContainerFolders(folders, job);
  enter('Downloading');
  await downloadInput(folders, options);
  if (options.stop.aborted) return { status: 'Stopped', secondary: 'Stopped' };

  enter('Training');
  const result = await runTraining(folders, options);
  const { CheckpointConfig } = job.request;
  if (CheckpointConfig)
    await uploadFolder(store, folders.checkpoints, `${CheckpointConfig.S3Uri.replace(/\/+$/, '')}/`);
  if (typeof result !== 'string') {
    await storeOutputData(folders, options);
    return result;
  }
  if (result === 'Completed') enter('Uploading');
  await storeModel(folders, options);
  await storeOutputData(folders, options);
  return result === 'Completed'
    ? { status: 'Completed', secondary: 'Completed' }
    : { status: 'Stopped', secondary: result };
}

async function downloadInput(folders: ContainerFolders, { job, store }: TrainingJobOptions): Promise<void> {
  const { InputDataConfig, CheckpointConfig, RoleArn } = job.request;
  for (const { ChannelName, DataSource } of InputDataConfig) {
    const { S3Uri } = DataSource.S3DataSource;
    if ((await downloadFolder(store, S3Uri, folders.channel(ChannelName))) > 0) continue;
    throw new JobFailure(
      `ClientError: Data download failed: No S3 objects found under S3 URL "${S3Uri}" given in input data source. ` +
        `Please ensure that the bucket exists, that objects exist under that S3 prefix, and that the role "${RoleArn}" ` +
        'may list them.',
    );
  }
  if (CheckpointConfig) await downloadFolder(store, CheckpointConfig.S3Uri, folders.checkpoints);
}

/** Runs the process. The model folder is stored also when the job was stopped. */
async function runTraining(
  folders: ContainerFolders,
  { settings, job, folder, stop, stopGraceSeconds }: TrainingJobOptions,
): Promise<'Completed' | 'Stopped' | 'MaxRuntimeExceeded' | TrainingJobResult> {
  const { AlgorithmSpecification, StoppingCondition, TrainingJobName } = job.request;
  const entrypoint = AlgorithmSpecification.ContainerEntrypoint ?? DEFAULT_ENTRYPOINT;
  const [command = '', ...args] = [...entrypoint, ...(AlgorithmSpecification.ContainerArguments ?? [])];
  const child = await startProcess(settings, {
    name: `job-${TrainingJobName}`,
    command,
    args,
    environment: {
      // As on AWS, an isolated container has no credentials and knows no address of a service.
      ...(job.request.EnableNetworkIsolation
        ? {}
        : { ...buildSdkEnvironment(settings), ...buildCallerEnvironment(settings, job.request.RoleArn) }),
      ...buildContainerEnvironment(folders, job),
    },
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
  return { status: 'Failed', secondary: 'Failed', reason: readFailure(folders, child, signal ?? code) };
}

/** The failure that the program wrote to /opt/ml/output/failure, else the last line of its log. */
function readFailure(folders: ContainerFolders, child: ManagedProcess, exit: string | number | null): string {
  const reason = existsSync(folders.failure)
    ? readFileSync(folders.failure, 'utf8').trim()
    : readLastLine(child.logFile);
  return `AlgorithmError: ${reason.slice(0, 900)}, exit code: ${exit}`;
}

async function storeModel(folders: ContainerFolders, { store, job, folder }: TrainingJobOptions): Promise<void> {
  if (job.request.OutputDataConfig.CompressionType === 'NONE')
    await uploadFolder(store, folders.model, buildModelUri(job));
  else await storeArchive(store, folders.model, join(folder, 'model.tar.gz'), buildModelUri(job));
}

/** Stores the folder for other output than the model, unless it is empty. */
async function storeOutputData(folders: ContainerFolders, { store, job, folder }: TrainingJobOptions): Promise<void> {
  if ((await readdir(folders.outputData)).length === 0) return;
  if (job.request.OutputDataConfig.CompressionType === 'NONE')
    await uploadFolder(store, folders.outputData, `${buildOutputUri(job)}/data/`);
  else
    await storeArchive(
      store,
      folders.outputData,
      join(folder, 'output.tar.gz'),
      `${buildOutputUri(job)}/output.tar.gz`,
    );
}

async function storeArchive(store: ObjectStore, from: string, archive: string, uri: string): Promise<void> {
  await promisify(execFile)('tar', ['-czf', archive, '-C', from, '.']);
  const { bucket, key } = parseS3Uri(uri);
  await store.putStream(bucket, key, createReadStream(archive));
}
