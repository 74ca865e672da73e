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

/** Calls again as often as the state's first retrier says that names the error. Each retrier counts its own attempts. */
export async function attemptTask({ Retry: retriers = [] }: Json, work: () => Promise<Json>): Promise<Json> {
  const attempts = new Map<Json, number>();
  for (;;) {
    try {
      return await work();
    } catch (failure) {
      if (!(failure instanceof StateFailed)) throw failure;
      const retrier = retriers.find(({ ErrorEquals }: { ErrorEquals: string[] }) =>
        ErrorEquals.some((name) => name === 'States.ALL' || name === failure.error),
      );
      const attempt = attempts.get(retrier) ?? 0;
      if (attempt >= (retrier?.MaxAttempts ?? 0)) throw failure;
      attempts.set(retrier, attempt + 1);
    }
  }
}
