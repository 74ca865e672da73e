/** What can keep the local PostgreSQL from running, each with one line that says what to do. */
import { CommandError } from '../../terminal/command-error.ts';

/** The data directory is served by a living `npm start`. */
export class DataDirectoryInUse extends CommandError {
  constructor(path: string, launcher: number) {
    super(`PostgreSQL in ${path} is in use by process ${launcher}: end that one first, or use another state folder`);
  }
}

/** The server ended before it was ready. */
export class PostgresDidNotStart extends CommandError {
  constructor(port: number, lastWords: string[]) {
    const taken = lastWords.some((line) => line.includes('Address already in use'));
    super(taken ? `port ${port} is taken: set RISK_PORT_POSTGRES to a free one` : lastWords.join('\n'));
  }
}

/** `initdb` failed. */
export class ClusterNotCreated extends CommandError {}

/** The binaries cannot serve here: another operating system, or root without a user to run as. */
export class PostgresUnsupported extends CommandError {}

/** A server whose launcher is gone did not end when asked to. */
export class OrphanStayed extends CommandError {
  constructor(pid: number) {
    super(`PostgreSQL of an earlier run (process ${pid}) does not end: stop it with kill -QUIT ${pid}`);
  }
}
