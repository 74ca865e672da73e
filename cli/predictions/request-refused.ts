/** Turns a problem document of the API into an error that a command prints. */
import { ApiProblem } from '../../clients/typescript/client.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The API refused a request; the message names every field that is wrong. */
export class RequestRefused extends CommandError {
  constructor(cause: ApiProblem) {
    const fields = cause.problem.errors.map(({ path, message }) => `${path}: ${message}`);
    super([cause.message, fields.join('; ')].filter(Boolean).join(' '), { cause });
  }
}

/** An ApiProblem becomes a RequestRefused; every other error stays as it is. */
export function toRequestRefused(error: unknown): unknown {
  return error instanceof ApiProblem ? new RequestRefused(error) : error;
}
