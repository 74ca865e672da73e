/** Retries calls of the Data API with growing pauses, as long as their errors are transient. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { types } from 'node:util';
import { isConnectionError, toDatabaseError } from './errors.ts';

/** How long and how often a call is retried. */
export interface RetryBudget {
  /** A paused Aurora cluster resumes in about 15 s. */
  totalMilliseconds: number;
  /** Longest first pause; each later one may be twice as long, up to 16 times. */
  pauseMilliseconds: number;
}

const DEFAULT_BUDGET: RetryBudget = { totalMilliseconds: 30_000, pauseMilliseconds: 250 };
const MAX_PAUSE_FACTOR = 16;

/** The service did not run the call, so every call can be retried. */
const NOT_STARTED = ['ThrottlingException', 'TooManyRequestsException', 'DatabaseResumingException'];
/** The statement may have run. All statements here are idempotent, but the state of a transaction is lost. */
const TRANSIENT = ['ServiceUnavailableError', 'InternalServerErrorException', 'DatabaseUnavailableException'];

const abortSignals = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs `work` and stops its database calls once `signal` is aborted: none is sent, retried or awaited any more. Without
 * this, a frozen function would continue them during a later request.
 */
export function runUntilAborted<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  return abortSignals.run(signal, work);
}

/**
 * Retries a call with growing random pauses while its error is transient.
 * @param call passes its options to the client
 * @throws {RiskError} when the call still fails: one of the classes in errors.ts
 */
export async function callWithRetries<Result>(
  call: (options: { abortSignal?: AbortSignal }) => Promise<Result>,
  { isInTransaction, budget = DEFAULT_BUDGET }: { isInTransaction: boolean; budget?: RetryBudget },
): Promise<Result> {
  const deadline = Date.now() + budget.totalMilliseconds;
  const signal = abortSignals.getStore();
  for (let attempt = 0; ; attempt += 1) {
    try {
      signal?.throwIfAborted();
      return await call({ abortSignal: signal });
    } catch (error) {
      const pause = Math.random() * budget.pauseMilliseconds * Math.min(2 ** attempt, MAX_PAUSE_FACTOR);
      if (!isTransient(error, isInTransaction) || Date.now() + pause > deadline) throw toDatabaseError(error);
      await sleep(pause, undefined, { signal });
    }
  }
}

function isTransient(error: unknown, isInTransaction: boolean): boolean {
  if (!types.isNativeError(error)) return false;
  if (NOT_STARTED.includes(error.name)) return true;
  return !isInTransaction && (TRANSIENT.includes(error.name) || isConnectionError(error));
}
