/** What counts as a difference between a stored prediction and its replay. */
import '../../../testing/silence-logs.ts';
import type { DecisionResult } from '../../../lambdas/shared/decision/decide.ts';
import { listDifferences } from '../../../lambdas/shared/decision/replay-evidence.ts';

const stored: DecisionResult = {
  ...{ pd: 0.2, score: 547, band: 'D', decision: 'refer', decided_by: 'score', lgd: 0.45, ead: 1_000_000 },
  expected_loss: 90_000,
  ...{ rate: null, expected_return: null },
};
const fields = (replayed: Partial<DecisionResult>) =>
  listDifferences(stored, { ...stored, ...replayed }).map(({ field }) => field);

test('equal predictions have no differences', () => {
  expect(fields({})).toEqual([]);
});

test('a PD within the tolerance, its expected loss and parts of a cent are not a difference', () => {
  expect(fields({ pd: 0.2 + 9e-7, expected_loss: 90_000.4 })).toEqual([]);
  expect(fields({ ead: 1_000_000.004 })).toEqual([]);
  expect(fields({ ead: 1_000_000.02 })).toEqual(['ead']);
  expect(fields({ pd: 0.2 + 2e-6, expected_loss: 90_000.9 })).toEqual(['pd', 'expected_loss']);
});

test.each<Partial<DecisionResult>>([
  { score: 548 },
  { band: 'C' },
  { decision: 'decline' },
  { decided_by: 'rule:x' },
  { lgd: 0.25 },
])('%j is a difference, with both values', (changed) => {
  const [field] = Object.keys(changed) as (keyof DecisionResult)[];
  if (!field) throw new Error('nothing changed');
  expect(listDifferences(stored, { ...stored, ...changed })).toEqual([
    { field, stored: stored[field], replayed: changed[field] },
  ]);
});
