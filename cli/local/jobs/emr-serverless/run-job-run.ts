/**
 * Runs one Spark job as a process on this machine, with the project's PySpark in local mode.
 *
 * Amazon's Spark reads and writes S3 itself; here an argument that is a folder of S3 (`s3://…/`) becomes a folder on
 * disk, with what is below it in S3, and what the job leaves there goes to S3 when it has succeeded.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ObjectStore } from '../../../../lambdas/shared/aws/object-store.ts';
import { startProcess } from '../../processes/managed-process.ts';
import { type LocalSettings, sdkEnvironment } from '../../settings/local-settings.ts';
import { downloadFolder, uploadFolder } from '../s3-folder.ts';
import type { JobRun, JobRunOutcome } from './job-run.ts';
import { sparkSettings } from './spark-settings.ts';

export interface JobRunOptions {
  settings: LocalSettings;
  store: ObjectStore;
  run: JobRun;
  /** The run's own folder. */
  folder: string;
  /** The program that runs Spark jobs. */
  sparkSubmit: string;
  /** For example `2g`; default by the size of the input. */
  driverMemory?: string;
  onRunning(): void;
  /** Aborted when someone cancels the run. */
  cancel: AbortSignal;
  graceSeconds(): number;
}

/** Where the image of spark/Dockerfile has the repository's folder spark/. */
const IMAGE_ROOT = 'local:///opt/risk/';

/** Where the project's PySpark is, once `npm run setup -- --spark` has installed it. */
export const sparkSubmitPath = (settings: LocalSettings): string =>
  join(settings.repositoryRoot, '.spark-venv/bin/spark-submit');

/** Runs the job; never rejects. */
export async function runJobRun(options: JobRunOptions): Promise<JobRunOutcome> {
  const scratch = join(options.folder, 's3');
  try {
    return await submitted(options, scratch);
  } catch (error) {
    return { state: 'FAILED', details: `The job could not be run: ${(error as Error).message}` };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function submitted(options: JobRunOptions, scratch: string): Promise<JobRunOutcome> {
  if (!existsSync(options.sparkSubmit)) {
    return { state: 'FAILED', details: 'PySpark is not installed here: npm run setup -- --spark' };
  }
  const { entryPoint, entryPointArguments, sparkSubmitParameters } = options.run.request.jobDriver.sparkSubmit;
  await mkdir(scratch, { recursive: true });
  const folders = await mirrored(options.store, entryPointArguments, scratch);
  if (options.cancel.aborted) return { state: 'CANCELLED', details: 'Job run was cancelled.' };
  const program = entryPoint.replace(IMAGE_ROOT, `${options.settings.repositoryRoot}/`);
  const outcome = await submit(options, [
    ...wordsOf(sparkSubmitParameters),
    ...(await localSettingsOf(options, scratch)),
    program,
    ...entryPointArguments.map((argument) => folders.get(argument)?.url ?? argument),
  ]);
  if (outcome.state === 'SUCCESS') {
    for (const [uri, { path, before }] of folders) {
      if (before) continue;
      await dropChecksums(path);
      await uploadFolder(options.store, path, uri);
    }
  }
  return outcome;
}

/** Folders of S3 among the arguments, on disk. What had objects before is input, and stays as it is. */
async function mirrored(store: ObjectStore, args: string[], scratch: string) {
  const folders = new Map<string, { path: string; url: string; before: boolean }>();
  for (const [i, uri] of args.entries()) {
    if (!/^s3:\/\/.*\/$/.test(uri)) continue;
    const path = join(scratch, String(i));
    await mkdir(path, { recursive: true });
    const before = (await downloadFolder(store, uri, path)) > 0;
    folders.set(uri, { path, url: `${pathToFileURL(path)}/`, before });
  }
  return folders;
}

/** Hadoop keeps them beside files on a disk, and S3 needs none. */
async function dropChecksums(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.crc')) await rm(join(entry.parentPath, entry.name));
  }
}

/** After the request's own, which are for workers of Amazon's. */
async function localSettingsOf({ folder, driverMemory }: JobRunOptions, scratch: string): Promise<string[]> {
  const settings = sparkSettings({
    inputBytes: await bytesBelow(scratch),
    cores: availableParallelism(),
    memory: driverMemory,
    scratch: join(folder, 'tmp'),
  });
  return Object.entries(settings).flatMap(([name, value]) => ['--conf', `${name}=${value}`]);
}

async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

async function submit(options: JobRunOptions, args: string[]): Promise<JobRunOutcome> {
  const { settings, run, folder, sparkSubmit, cancel } = options;
  const { JAVA_HOME } = process.env;
  const python = join(sparkSubmit, '../python');
  const child = await startProcess(settings, {
    name: `spark-${run.id}`,
    command: sparkSubmit,
    args,
    environment: { ...sdkEnvironment(settings), PYSPARK_PYTHON: python, ...(JAVA_HOME ? { JAVA_HOME } : {}) },
    logFile: join(folder, 'job.log'),
  });
  options.onRunning();
  let cancelled: string | undefined;
  const end = (why: string) => {
    cancelled ??= why;
    void child.stop(options.graceSeconds());
  };
  const onCancel = () => end('Job run was cancelled.');
  if (cancel.aborted) onCancel();
  cancel.addEventListener('abort', onCancel, { once: true });
  const minutes = run.request.executionTimeoutMinutes;
  // 0 means no limit; a timer takes at most 24 days.
  const timer = setTimeout(
    () => end('Job run exceeded its execution timeout.'),
    Math.min(minutes * 60_000, 2 ** 31 - 1),
  );
  if (minutes === 0) clearTimeout(timer);
  const { code, signal } = await child.exited;
  clearTimeout(timer);
  cancel.removeEventListener('abort', onCancel);
  await rm(join(folder, 'tmp'), { recursive: true, force: true });
  if (cancelled) return { state: 'CANCELLED', details: cancelled };
  if (code === 0) return { state: 'SUCCESS', details: '' };
  const details = `Job failed, please check complete logs. ExitCode: ${signal ?? code}. ${lastWords(child.logFile)}`;
  return { state: 'FAILED', details };
}

/** Spark logs its own end after whatever a job has said: a date and a time, a level, a class. */
const SPARK_LOG = /^\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d [A-Z]+ /;
const LAST_WORDS_LENGTH = 500;

/** The last line of a job's log that the job itself wrote. */
function lastWords(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const own = lines.findLast((line) => line.trim() !== '' && !SPARK_LOG.test(line));
  return (own ?? lines.at(-1) ?? '').trim().slice(0, LAST_WORDS_LENGTH);
}

/** Words of a command line; quotes keep spaces. */
function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g), ([word]) => word.replaceAll(/["']/g, ''));
}
