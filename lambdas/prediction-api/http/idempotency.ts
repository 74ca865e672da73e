/** Recognises a repeated request by its Idempotency-Key and its hash. Open it to change when two requests are the same. */
import { createHash } from 'node:crypto';
import type { Caller } from './operation.ts';
import { Problem } from './problem.ts';

/** What a repeated request is recognised by. */
export interface RequestIdentity {
  caller: Caller;
  idempotencyKey: string | undefined;
  /** SHA-256 of operation and body, hex; spaces and the order of fields do not change it. */
  sha256: string;
}

/** The key belongs to a request with another operation or body. */
export class IdempotencyKeyReused extends Problem {
  constructor() {
    super(
      422,
      'idempotency-key-reused',
      'This Idempotency-Key was used with another body. Use a new key for a new request.',
    );
  }
}

/** Identifies a request by its operation id and its body, which is parsed JSON. */
export function identifyRequest(
  operationId: string,
  body: unknown,
  caller: Caller,
  idempotencyKey?: string,
): RequestIdentity {
  const sha256 = createHash('sha256')
    .update(JSON.stringify([operationId, body], sortKeys))
    .digest('hex');
  return { caller, idempotencyKey, sha256 };
}

/**
 * Checks that the stored response belongs to this request.
 * @throws {IdempotencyKeyReused} when the key's first request had another operation or body
 */
export function assertSameRequest(
  stored: { request_sha256: string },
  { sha256 }: Pick<RequestIdentity, 'sha256'>,
): void {
  if (stored.request_sha256 !== sha256) throw new IdempotencyKeyReused();
}

/** A replacer of JSON.stringify that sorts the fields of every object. */
function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
