/** Defines the base class of this system's errors and formats an error with its causes as one line. */

/**
 * Base class of errors. Logs, alarms and tests match on the name of the derived class.
 * A message never contains a value from the database or from a delivery, because it may be personal data.
 */
export class RiskError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Formats an error as `Name: message ← Name: message of its cause ← …` on one line. */
export function formatError(error: unknown): string {
  if (!Error.isError(error)) return String(error);
  const line = `${error.name}: ${error.message}`.replace(/\s+/g, ' ').trim();
  return error.cause === undefined ? line : `${line} ← ${formatError(error.cause)}`;
}
