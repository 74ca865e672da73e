/** Turns errors that a person can act on into one line: of commands, of files, of the network and of AWS. */

import { removeLinkBreaks } from '../../lambdas/shared/break-links.ts';
import { formatError, RiskError } from '../../lambdas/shared/errors.ts';
import { InvalidConfiguration } from '../../lib/deployment-variables.ts';
import { CommandError } from './command-error.ts';
import { explainFileError } from './usable-paths.ts';

const NETWORK_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_SOCKET'],
]);

/**
 * The error as `Name: what, where, why and how to mend it`, on one line.
 * @returns undefined for a bug, whose stack is needed
 */
export function explainError(error: unknown): string | undefined {
  if (error instanceof CommandError || error instanceof InvalidConfiguration || error instanceof RiskError) {
    return toLine(error.name, error.message);
  }
  const fileError = explainFileError(error);
  if (fileError) return toLine(fileError.name, fileError.message);
  const code = findNetworkCode(error);
  if (code) {
    return toLine(
      'NotReached',
      `${formatError(error)} (${code}): check that it is up and reached from here, then try again`,
    );
  }
  return isAwsError(error) ? toLine('RefusedByAws', formatError(error)) : undefined;
}

const toLine = (name: string, message: string) => `${name}: ${removeLinkBreaks(message).replaceAll(/\s*\n\s*/g, '; ')}`;

/** Errors of fetch and of the SDK have the system's error as their cause; one for several addresses has several. */
function findNetworkCode(error: unknown): string | undefined {
  const { code, cause, errors } = (error ?? {}) as { code?: string; cause?: unknown; errors?: unknown[] };
  if (code !== undefined && NETWORK_CODES.has(code)) return code;
  const [inner] = errors ?? [];
  return cause === undefined && inner === undefined ? undefined : findNetworkCode(cause ?? inner);
}

function isAwsError(error: unknown): boolean {
  const { name, $metadata: metadata } = (error ?? {}) as { name?: string; $metadata?: unknown };
  return metadata !== undefined || name === 'CredentialsProviderError';
}
