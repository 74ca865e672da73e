/** Sends a batch of events, some at a time, and stops early where the receiver fails. */
import { type Outcome, type OutgoingEvent, toFailure } from '../sending/outgoing-event.ts';
import type { Sender } from '../sending/senders.ts';
import { PAUSING_FAILURES } from './retry-times.ts';

export interface BatchResult {
  /** Only what was tried. */
  outcomes: { event: OutgoingEvent; outcome: Outcome }[];
  sent: number;
  /** Failures since the last success of the batch. */
  failedInARow: number;
}

/** Groups that are on their way at the same time. */
const SIMULTANEOUS = 20;

/** No two events of a batch are about the same application, so their order among each other does not matter. */
export async function sendBatch(sender: Sender, events: readonly OutgoingEvent[]): Promise<BatchResult> {
  const result: BatchResult = { outcomes: [], sent: 0, failedInARow: 0 };
  let next = 0;
  const work = async () => {
    while (next < events.length && result.failedInARow < PAUSING_FAILURES) {
      const group = events.slice(next, next + sender.groupSize);
      next += group.length;
      note(result, group, await sender.send(group));
    }
  };
  await Promise.all(Array.from({ length: SIMULTANEOUS }, work));
  return result;
}

function note(result: BatchResult, group: readonly OutgoingEvent[], outcomes: readonly Outcome[]): void {
  for (const [i, event] of group.entries()) {
    const outcome = outcomes[i] ?? toFailure('no-answer');
    result.outcomes.push({ event, outcome });
    if (outcome.is_sent) result.sent += 1;
    result.failedInARow = outcome.is_sent ? 0 : result.failedInARow + 1;
  }
}
