/** Folders of jobs and time limits of their shutdown, shared by both job services. */
import { join } from 'node:path';
import type { LocalSettings } from '../settings/local-settings.ts';

/** SageMaker waits this long between SIGTERM and SIGKILL; EMR Serverless jobs get the same. */
export const JOB_STOP_GRACE_SECONDS = 120;
/** The same wait while the local cloud stops. */
export const JOB_SHUTDOWN_GRACE_SECONDS = 5;

/** Folder with one subfolder for each job of a state folder. */
export const getJobsFolder = (settings: LocalSettings): string => join(settings.stateDirectory, 'jobs');

/** Folder with `job.json` or `run.json` (the record of the job), `job.log` (its output) and the files of the job. */
export const getJobFolder = (settings: LocalSettings, name: string): string => join(getJobsFolder(settings), name);
