/** The one place that reads environment variables, so that a missing one fails by its name. */
import { RiskError } from './errors.ts';

/** A variable this function is configured with is absent or empty. */
export class MissingEnvironmentVariable extends RiskError {
  constructor(name: string) {
    super(`the environment variable ${name} is not set`);
  }
}

/**
 * The value of an environment variable.
 * @throws {MissingEnvironmentVariable} when it is absent or empty
 */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new MissingEnvironmentVariable(name);
  return value;
}
