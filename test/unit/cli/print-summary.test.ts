/** Why a journey ended without a champion, in the summary of `npm start`. */
import { expect, test } from '@jest/globals';
import { explainMissingChampion } from '../../../cli/journey/print-summary.ts';

const report = (...trainings: ({ outcome: string; reasons?: string[] } | undefined)[]) =>
  ({ deliveries: trainings.map((training) => ({ training })) }) as never;

test.each([
  [
    report({ outcome: 'challenger', reasons: ['single_input: AUC 1'] }),
    /waits for a person \(single_input: AUC 1\).*promote/,
  ],
  [report({ outcome: 'rejected', reasons: ['parity: x'] }, undefined), /gates rejected the model \(parity: x\)/],
  [report({ outcome: 'rejected' }, { outcome: 'challenger', reasons: ['single_input'] }), /waits for a person/],
  [report({ outcome: 'too_few_outcomes' }), /too few known outcomes/],
  [report(), /too few known outcomes/],
])('%j', (journey, words) => {
  expect(explainMissingChampion(journey)).toMatch(words);
});
