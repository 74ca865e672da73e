/** Calls the Data API until it answers, for as long as the fault is one that passes. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { types } from 'node:util';
import { isConnectionError, toDatabaseError } from './errors.ts';

export interface RetryBudget {
  /** How long a call is tried again; a paused Aurora resumes in about 15 s. */
  totalMilliseconds: number;
  /** Longest first pause; each one after it may be twice as long, up to 16 times. */
  pauseMilliseconds: number;
}

const DEFAULT_BUDGET: RetryBudget = { totalMilliseconds: 30_000, pauseMilliseconds: 250 };
const LONGEST_PAUSE = 16;

/** The service did nothing: safe to repeat anywhere. */
const NOT_STARTED = ['ThrottlingException', 'TooManyRequestsException', 'DatabaseResumingException'];
/** Safe to repeat only outside a transaction, whose state is not known any more. Our statements can all run again. */
const TRANSIENT = ['ServiceUnavailableError', 'InternalServerErrorException', 'DatabaseUnavailableException'];

const abortSignals = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs `work`; once `signal` says that its caller has been told to come again, no call of it to the database is made,
 * repeated or waited for. A frozen function would otherwise go on with it in the middle of somebody else's request.
 */
export function runUntilAborted<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  return abortSignals.run(signal, work);
}

/**
 * Repeats a call with growing random pauses while its fault is one that passes.
 * @param call hands its options on to the client
 * @throws the database's error classes (errors.ts)
 */
export async function callWithRetries<Result>(
  call: (options: { abortSignal?: AbortSignal }) => Promise<Result>,
  { inTransaction, patience = DEFAULT_BUDGET }: { inTransaction: boolean; patience?: RetryBudget },
): Promise<Result> {
  const deadline = Date.now() + patience.totalMilliseconds;
  const signal = abortSignals.getStore();
  for (let attempt = 0; ; attempt += 1) {
    try {
      signal?.throwIfAborted();
      return await call({ abortSignal: signal });
    } catch (error) {
      const pause = Math.random() * patience.pauseMilliseconds * Math.min(2 ** attempt, LONGEST_PAUSE);
      if (!isTransient(error, inTransaction) || Date.now() + pause > deadline) throw toDatabaseError(error);
      await sleep(pause, undefined, { signal });
    }
  }
}

function isTransient(error: unknown, inTransaction: boolean): boolean {
  if (!types.isNativeError(error)) return false;
  if (NOT_STARTED.includes(error.name)) return true;
  return !inTransaction && (TRANSIENT.includes(error.name) || isConnectionError(error));
}
