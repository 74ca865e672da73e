/** Base class of the errors that a command prints as one line. */

/** An error that the person at the terminal can act on: its message is one clear line. */
export class CommandError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A setting, from an option or an environment variable, has a value that can't be used. */
export class InvalidSetting extends CommandError {}
