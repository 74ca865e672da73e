/** Verdicts of fairness gaps: the same cases as training/tests/evaluation/test_fairness.py. */
import { expect, test } from '@jest/globals';
import { firstGates } from '../../../lambdas/shared/model/gates-document.ts';
import { judgeFairness } from '../../../lambdas/training/promotion/fairness-gate.ts';
import verdicts from '../../../testing/models/fairness-verdicts.json' with { type: 'json' };

const { bounds, cases } = verdicts;

test.each(cases)('$figure $value ($low to $high) is $verdict', ({ figure, value, low, high, verdict }) => {
  const gaps = { approval_rate_ratio: null, equal_opportunity_difference: null, [figure]: { value, low, high } };
  const fairness = { attributes: { sex: gaps } };
  const result = judgeFairness(fairness, undefined, { ...firstGates.gates.fairness, ...bounds });
  expect(result).toMatchObject({ verdict, value, interval: [low, high] });
});

test('where no groups can be compared, nothing is claimed', () => {
  const fairness = { attributes: { sex: { approval_rate_ratio: null, equal_opportunity_difference: null } } };
  expect(judgeFairness(fairness, undefined, firstGates.gates.fairness)).toMatchObject({
    ...{ verdict: 'passed', measured: 'no two groups are large enough to compare', value: null },
  });
});
