/** Base class of the errors that a command prints as one line. */

/** Exit code where the local cloud does not run and the command does not start it. */
export const NOT_RUNNING = 3;

/** An error that the person at the terminal can act on: its message is one clear line. */
export class CommandError extends Error {
  /** The exit code that this error means; undefined for the usual one. */
  readonly exitCode: number | undefined = undefined;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A setting, from an option or an environment variable, has a value that can't be used. */
export class InvalidSetting extends CommandError {}
