/** The errors of a command that needs a local cloud which does not run, and the check for one. Exit code 3. */
import { join, relative } from 'node:path';
import { getDataDirectory } from '../local/clusters/cluster-record.ts';
import { findPostgres } from '../local/postgres/postgres.ts';
import type { LocalSettings } from '../local/settings/local-settings.ts';
import { CommandError, NOT_RUNNING } from '../terminal/command-error.ts';

/** The local cloud of the state folder does not run, and the command does not start it. */
export class NotRunning extends CommandError {
  override readonly exitCode = NOT_RUNNING;
  constructor(settings: LocalSettings, options?: ErrorOptions) {
    super(`the local cloud in ${settings.stateDirectory} is not running: ${describeStart(settings)}`, options);
  }
}

/** The local cloud was never started in the state folder, so there is nothing to show. */
export class NoStateYet extends CommandError {
  override readonly exitCode = NOT_RUNNING;
  constructor(settings: LocalSettings, options?: ErrorOptions) {
    super(
      `${settings.stateDirectory} holds no database yet: npm start makes one, or --state DIR names the folder that has one`,
      options,
    );
  }
}

/** The local cloud of the state folder runs, but not at the addresses of this command. */
export class CloudNotReached extends CommandError {
  override readonly exitCode = NOT_RUNNING;
  constructor(settings: LocalSettings, supervisor: number) {
    super(
      `the local cloud in ${settings.stateDirectory} is there (process ${supervisor}) but does not respond at ${settings.urls.aws}: ` +
        'it is just starting or stopping, so wait a minute; or RISK_PORT_* of this shell name other ports than its own, so unset them',
    );
  }
}

/** Whether the state folder has the database of an earlier start. */
export const hasState = (settings: LocalSettings): boolean => findPostgres(getDataDirectory(settings)).hasCluster;

/** How to start the cloud of a folder: one that is not the default was started with data of its own. */
function describeStart({ stateDirectory, repositoryRoot }: LocalSettings): string {
  if (stateDirectory === join(repositoryRoot, '.local')) return 'start it with npm start';
  const path = relative(repositoryRoot, stateDirectory);
  const name = path.startsWith('..') ? stateDirectory : path;
  const typed = /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
  return `start it as before, with npm start -- --state ${typed} and its --data or --file`;
}
