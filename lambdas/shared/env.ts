/** Reads environment variables. A missing variable fails with its name; an empty one counts as missing. */
import { RiskError } from './errors.ts';

/** A required environment variable is absent or empty. */
export class MissingEnvironmentVariable extends RiskError {
  constructor(name: string) {
    super(`the environment variable ${name} is not set`);
  }
}

/**
 * Returns the value of an environment variable.
 * @throws {MissingEnvironmentVariable} when it is absent or empty
 */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new MissingEnvironmentVariable(name);
  return value;
}

/**
 * Returns the value of an environment variable, or undefined when it is absent, empty or blank: CI passes a variable that
 * is not set as an empty text.
 */
export function readOptionalEnv(name: string, variables: NodeJS.ProcessEnv = process.env): string | undefined {
  return variables[name]?.trim() || undefined;
}
