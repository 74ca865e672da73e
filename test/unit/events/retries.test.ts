/** When events and endpoints are tried again, and how far a batch goes where the receiver fails. */
import fc from 'fast-check';
import {
  computePauseSeconds,
  computeRetrySeconds,
  countFailures,
  PAUSING_FAILURES,
} from '../../../lambdas/events/publisher/retry-times.ts';
import { sendBatch } from '../../../lambdas/events/publisher/send-batch.ts';
import { type OutgoingEvent, SENT, toFailure } from '../../../lambdas/events/sending/outgoing-event.ts';
import { signEvent } from '../../../lambdas/events/sending/sign-event.ts';

test('retries are half a minute to six hours apart, with jitter', () => {
  expect(computeRetrySeconds(1, () => 1)).toBe(30);
  expect(computeRetrySeconds(1, () => 0)).toBe(15);
  expect(computeRetrySeconds(4, () => 1)).toBe(240);
  expect(computeRetrySeconds(40, () => 1)).toBe(6 * 3600);
});

test('an endpoint is paused after five failures in a row, for a minute to an hour', () => {
  expect(computePauseSeconds(PAUSING_FAILURES - 1)).toBeNull();
  expect(computePauseSeconds(PAUSING_FAILURES, () => 1)).toBe(60);
  expect(computePauseSeconds(PAUSING_FAILURES + 20, () => 1)).toBe(3600);
});

test('failures at the same time are one pause; each later try lengthens it by one; a success ends it', () => {
  expect(countFailures(0, { sent: 0, failedInARow: 20 })).toBe(PAUSING_FAILURES);
  expect(countFailures(PAUSING_FAILURES, { sent: 0, failedInARow: 1 })).toBe(PAUSING_FAILURES + 1);
  expect(countFailures(30, { sent: 1, failedInARow: 0 })).toBe(0);
  expect(countFailures(2, { sent: 0, failedInARow: 0 })).toBe(2);
});

const makeEvents = (count: number): OutgoingEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ position: i + 1, event_id: `e${i}`, type: 'decision.made', data: {}, attempts: 0 },
    occurred_at: '2026-11-30T00:00:00.000Z',
  }));

test('a batch tries each event at most once, in groups, and stops soon where everything fails', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 0, max: 120 }),
    fc.integer({ min: 1, max: 10 }),
    fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }),
    async (count, groupSize, answers) => {
      let calls = 0;
      const tried: string[] = [];
      const { outcomes, sent } = await sendBatch(
        {
          groupSize,
          send: async (group) => {
            tried.push(...group.map(({ event_id }) => event_id));
            return group.map(() => (answers[calls++ % answers.length] ? SENT : toFailure('status-500')));
          },
        },
        makeEvents(count),
      );
      expect(new Set(tried).size).toBe(tried.length);
      expect(outcomes.map(({ event }) => event.event_id).toSorted()).toEqual(tried.toSorted());
      expect(sent).toBe(outcomes.filter(({ outcome }) => outcome.is_sent).length);
      if (answers.every(Boolean)) expect(sent).toBe(count);
      if (!answers.some(Boolean)) expect(outcomes.length).toBeLessThanOrEqual(20 * groupSize + PAUSING_FAILURES);
    },
  );
  await fc.assert(property, { numRuns: 100 });
});

test('nothing is signed without a secret', () => {
  expect(() => signEvent({ id: '1', at: new Date(), body: '{}' }, [])).toThrow('never sent unsigned');
});
