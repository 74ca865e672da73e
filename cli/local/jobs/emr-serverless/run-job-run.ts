/**
 * Runs one Spark job as a process on this machine, with the project's PySpark in local mode. PySpark does not read S3:
 * a folder of S3 among the arguments (`s3://…/`) becomes a folder on disk with the same files, and after success the
 * files of output folders are uploaded.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ObjectStore } from '../../../../lambdas/shared/aws/object-store.ts';
import { readOptionalEnv } from '../../../../lambdas/shared/env.ts';
import { startProcess } from '../../processes/managed-process.ts';
import { buildSdkEnvironment, type LocalSettings } from '../../settings/local-settings.ts';
import { downloadFolder, uploadFolder } from '../s3-folder.ts';
import type { JobRun, JobRunResult } from './job-run.ts';
import { computeSparkSettings } from './spark-settings.ts';

export interface JobRunOptions {
  settings: LocalSettings;
  store: ObjectStore;
  run: JobRun;
  /** Folder of the run. */
  folder: string;
  /** Path of spark-submit. */
  sparkSubmit: string;
  /** Such as `2g`; default by the size of the input. */
  driverMemory?: string;
  onRunning(): void;
  /** Aborted when a client cancels the run. */
  cancel: AbortSignal;
  /** Time that the process has to end after SIGTERM. */
  graceSeconds(): number;
}

/** Prefix of paths in the image of spark/Dockerfile, which contains the repository's folder spark/. */
const IMAGE_ROOT = 'local:///opt/risk/';

/** spark-submit of the project's PySpark, which `npm run setup -- --spark` installs. */
export const getSparkSubmitPath = (settings: LocalSettings): string =>
  join(settings.repositoryRoot, '.spark-venv/bin/spark-submit');

/** Runs the job; never rejects. */
export async function runJobRun(options: JobRunOptions): Promise<JobRunResult> {
  const work = await createWorkFolder(options.folder);
  try {
    return await runWithLocalFolders(options, work);
  } catch (error) {
    return { state: 'FAILED', details: `The job could not be run: ${(error as Error).message}` };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Creates the folder of the job's files: below the run's folder, or in the temporary folder where the path has other
 * characters than these. Spark reads a percent sign, a comma or a bracket in a path as something else.
 */
async function createWorkFolder(folder: string): Promise<string> {
  const path = join(folder, 'work');
  if (!/^[\w./-]+$/.test(path)) return mkdtemp(join(tmpdir(), 'risk-spark-'));
  await mkdir(path, { recursive: true });
  return path;
}

async function runWithLocalFolders(options: JobRunOptions, work: string): Promise<JobRunResult> {
  if (!existsSync(options.sparkSubmit)) {
    return { state: 'FAILED', details: 'PySpark is not installed here: npm run setup -- --spark' };
  }
  const { entryPoint, entryPointArguments, sparkSubmitParameters } = options.run.request.jobDriver.sparkSubmit;
  const folders = await mirrorFolders(options.store, entryPointArguments, join(work, 's3'));
  if (options.cancel.aborted) return { state: 'CANCELLED', details: 'Job run was cancelled.' };
  const program = entryPoint.replace(IMAGE_ROOT, `${options.settings.repositoryRoot}/`);
  const result = await runSparkSubmit(options, [
    ...splitWords(sparkSubmitParameters),
    ...(await buildLocalArguments(options, work)),
    program,
    ...entryPointArguments.map((argument) => folders.get(argument)?.url ?? argument),
  ]);
  if (result.state === 'SUCCESS') {
    for (const [uri, { path, isInput }] of folders) {
      if (isInput) continue;
      await removeChecksums(path);
      await uploadFolder(options.store, path, uri);
    }
  }
  return result;
}

/** Copies the folders of S3 among the arguments to disk. A folder that has objects is input; it is not uploaded. */
async function mirrorFolders(store: ObjectStore, args: string[], target: string) {
  const folders = new Map<string, { path: string; url: string; isInput: boolean }>();
  for (const [i, uri] of args.entries()) {
    if (!/^s3:\/\/.*\/$/.test(uri)) continue;
    const path = join(target, String(i));
    await mkdir(path, { recursive: true });
    const isInput = (await downloadFolder(store, uri, path)) > 0;
    folders.set(uri, { path, url: `${pathToFileURL(path)}/`, isInput });
  }
  return folders;
}

/** Hadoop writes checksum files to a disk; S3 needs none. */
async function removeChecksums(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.crc')) await rm(join(entry.parentPath, entry.name));
  }
}

/** Arguments that override those of the request, which are meant for workers on AWS. */
async function buildLocalArguments({ driverMemory }: JobRunOptions, work: string): Promise<string[]> {
  const settings = computeSparkSettings({
    inputBytes: await countBytes(work),
    cores: availableParallelism(),
    memory: driverMemory,
    scratchFolder: join(work, 'tmp'),
  });
  return Object.entries(settings).flatMap(([name, value]) => ['--conf', `${name}=${value}`]);
}

async function countBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

async function runSparkSubmit(options: JobRunOptions, args: string[]): Promise<JobRunResult> {
  const { settings, run, folder, sparkSubmit, cancel } = options;
  const JAVA_HOME = readOptionalEnv('JAVA_HOME');
  const python = join(sparkSubmit, '../python');
  const child = await startProcess(settings, {
    name: `spark-${run.id}`,
    command: sparkSubmit,
    args,
    environment: { ...buildSdkEnvironment(settings), PYSPARK_PYTHON: python, ...(JAVA_HOME ? { JAVA_HOME } : {}) },
    logFile: join(folder, 'job.log'),
  });
  options.onRunning();
  let cancelReason: string | undefined;
  const cancelRun = (reason: string) => {
    cancelReason ??= reason;
    void child.stop(options.graceSeconds());
  };
  const onCancel = () => cancelRun('Job run was cancelled.');
  if (cancel.aborted) onCancel();
  cancel.addEventListener('abort', onCancel, { once: true });
  const minutes = run.request.executionTimeoutMinutes;
  // 0 means no limit; the longest timer is 24 days.
  const timer = setTimeout(
    () => cancelRun('Job run exceeded its execution timeout.'),
    Math.min(minutes * 60_000, 2 ** 31 - 1),
  );
  if (minutes === 0) clearTimeout(timer);
  const { code, signal } = await child.exited;
  clearTimeout(timer);
  cancel.removeEventListener('abort', onCancel);
  if (cancelReason) return { state: 'CANCELLED', details: cancelReason };
  if (code === 0) return { state: 'SUCCESS', details: '' };
  const details = `Job failed, please check complete logs. ExitCode: ${signal ?? code}. ${readLastJobLine(child.logFile)}`;
  return { state: 'FAILED', details };
}

/** Spark's own lines begin with a date, a time and a level; they follow the last line of the job. */
const SPARK_LOG_LINE = /^\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d [A-Z]+ /;
const LAST_LINE_LENGTH = 500;

/** Reads the last line of a log that the job itself wrote. */
function readLastJobLine(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const lineOfJob = lines.findLast((line) => line.trim() !== '' && !SPARK_LOG_LINE.test(line));
  return (lineOfJob ?? lines.at(-1) ?? '').trim().slice(0, LAST_LINE_LENGTH);
}

/** Splits a command line into words; quotes keep spaces. */
function splitWords(text: string): string[] {
  return Array.from(text.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g), ([word]) => word.replaceAll(/["']/g, ''));
}
