/** Errors of the local PostgreSQL, each with what to do in its message. */
import { CommandError } from '../../terminal/command-error.ts';

/** Another running process serves the data directory. */
export class DataDirectoryInUse extends CommandError {
  constructor(path: string, launcher: number) {
    super(`PostgreSQL in ${path} is in use by process ${launcher}: end that one first, or use another state folder`);
  }
}

/** The server ended before it was ready. */
export class PostgresDidNotStart extends CommandError {
  constructor(port: number, lastLines: string[]) {
    const isPortTaken = lastLines.some((line) => line.includes('Address already in use'));
    const lines = lastLines.map((line) => line.trim()).join('; ');
    super(isPortTaken ? `port ${port} is taken: set RISK_PORT_POSTGRES to a free one` : lines);
  }
}

/** `initdb` failed. */
export class ClusterNotCreated extends CommandError {}

/** PostgreSQL can't run on this machine: no binaries for it, or root without a user to run the server as. */
export class PostgresUnsupported extends CommandError {}

/** Another user of the machine made the folder that the database would be in. */
export class ClusterDirectoryForeign extends CommandError {
  constructor(path: string) {
    super(
      `${path} belongs to another user, so the database is not put there: remove it, or set TMPDIR to your own folder`,
    );
  }
}

/** A server whose launcher has ended does not end on a signal. */
export class OrphanNotEnded extends CommandError {
  constructor(pid: number) {
    super(`PostgreSQL of an earlier run (process ${pid}) does not end: stop it with kill -QUIT ${pid}`);
  }
}
