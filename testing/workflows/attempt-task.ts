/** Attempts the work of a state as Step Functions does: with retries, until the execution is stopped. */
import { StateFailed } from './evaluate-template.ts';

// biome-ignore lint/suspicious/noExplicitAny: states and results are any JSON
type Json = any;

/** The execution was stopped while the work ran. */
export class ExecutionStopped extends Error {}

/** Rejects when the signal aborts. The work continues, but its result is ignored. */
export function rejectWhenStopped(signal: AbortSignal | undefined, work: () => Promise<Json>): Promise<Json> {
  if (!signal) return work();
  return new Promise((resolve, reject) => {
    const stop = () => reject(new ExecutionStopped());
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Calls again as often as the state's retrier says, and only for the errors that it names. */
export async function attemptTask({ Retry: [retrier] = [] }: Json, work: () => Promise<Json>): Promise<Json> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (failure) {
      if (!(failure instanceof StateFailed) || attempt >= (retrier?.MaxAttempts ?? 0)) throw failure;
      if (!retrier.ErrorEquals.some((name: string) => name === 'States.ALL' || name === failure.error)) throw failure;
    }
  }
}
