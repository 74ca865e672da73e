/** The base of this system's errors: a class a fault, its cause kept, one clear line for whoever reads the log. */
import { types } from 'node:util';

/**
 * Derive one class a fault; its name is what logs, alarms and tests match on.
 * A message never holds a value from the database or from a delivery: those may be personal data.
 */
export class RiskError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** `Name: message ← Name: message of its cause ← …`, on one line. */
export function formatError(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const own = `${error.name}: ${error.message}`.replace(/\s+/g, ' ').trim();
  return error.cause === undefined ? own : `${own} ← ${formatError(error.cause)}`;
}
