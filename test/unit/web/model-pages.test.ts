/** Tests of the judgements on the pages about models: directions, comparisons, observed rates, drift of few rows. */
import { describe, expect, test } from '@jest/globals';
import { addEnvironment } from '../../../web/src/format/commands.ts';
import { buildMlflowRunUrl } from '../../../web/src/format/mlflow.ts';
import { describeShift, isJudged } from '../../../web/src/pages/drift/describe-shift.ts';
import {
  describeEffects,
  findDirection,
  findLargestEffect,
  labelEffect,
} from '../../../web/src/pages/features/feature-effects.ts';
import { describeBands } from '../../../web/src/pages/performance/describe-bands.ts';
import { judgeComparison, judgeDifference } from '../../../web/src/pages/performance/judge-comparison.ts';
import type { Comparison, Drift, FeatureEffect } from '../../../web/src/queries/api-types.ts';

const bin = (mean_contribution: number, fields: Partial<FeatureEffect> = {}): FeatureEffect => ({
  ...{ from: null, to: null, category: null, is_missing: false, rows: 10, mean_contribution },
  ...fields,
});

describe('the effect of a feature', () => {
  test.each([
    ['riskier', [-0.2, 0, 0.1, 0.4]],
    ['riskier', [-0.2, 0.05, 0.03, 0.4]], // a small step back is noise
    ['safer', [0.3, 0.1, -0.2]],
    ['mixed', [0.3, -0.2, 0.3]],
    ['none', [0.001, 0.015, -0.004]],
    ['unknown', []],
  ])('is %s for %j', (direction, contributions) => {
    expect(findDirection(contributions.map((contribution) => bin(contribution)))).toBe(direction);
  });

  test('of categories has no direction, and unknown values do not count', () => {
    expect(findDirection([bin(0.3, { category: 'a' }), bin(-0.3, { category: 'b' })])).toBe('categories');
    expect(findDirection([bin(0), bin(5, { is_missing: true })])).toBe('none');
  });

  test('names each value', () => {
    const values = [
      bin(0, { to: 0 }),
      bin(0, { from: 1, to: 1 }),
      bin(0, { from: 2, to: 3.5 }),
      bin(0, { from: 12_000 }),
      bin(0),
      bin(0, { category: 'university' }),
      bin(0, { is_missing: true }),
    ];
    expect(values.map(labelEffect)).toEqual([
      ...['up to 0', '1', '2 to 3.5', '12,000 and more', 'All values', 'university', 'Unknown'],
    ]);
  });

  test('is summarised by its riskiest and safest value, and what is unknown', () => {
    const effects = [bin(-0.2, { to: 0 }), bin(1.077, { from: 2 }), bin(0.03, { is_missing: true, rows: 1 })];
    expect(describeEffects(effects)).toBe(
      'Riskiest: 2 and more (+1.077). Safest: up to 0 (−0.200). Unknown in 1 application: +0.030.',
    );
    expect(findLargestEffect(effects)).toBe(1.077);
    expect(describeEffects([])).toBe('');
    expect(findLargestEffect([])).toBe(1);
  });
});

describe('champion and challenger', () => {
  const compare = (auc: [number, number], brier: [number, number]): Comparison => ({
    ...{ applications: 2000, defaults: 400, level: 'no_difference' },
    auc: { champion: 0.7, challenger: 0.7, difference: 0, interval: auc },
    brier: { champion: 0.1, challenger: 0.1, difference: 0, interval: brier },
  });
  const [above, around, below]: [number, number][] = [
    [0.001, 0.02],
    [-0.001, 0.02],
    [-0.02, -0.001],
  ] as const;

  test('a difference is proven where its whole interval is on one side of 0', () => {
    expect([above, around, below, [0, 0.01]].map((interval) => judgeDifference(interval, true))).toEqual([
      ...['better', 'unclear', 'worse', 'unclear'],
    ]);
    expect([above, around, below].map((interval) => judgeDifference(interval, false))).toEqual([
      ...['worse', 'unclear', 'better'],
    ]);
  });

  test.each([
    ['better', above, around],
    ['better', around, below], // less Brier score is better
    ['worse', below, around],
    ['mixed', above, above],
    ['undecided', around, around],
  ])('the challenger is %s with the intervals %j and %j', (verdict, auc, brier) => {
    expect(judgeComparison(compare(auc, brier))).toBe(verdict);
  });

  test('nothing is judged with too few outcomes', () => {
    expect(judgeComparison({ ...compare(above, below), level: 'insufficient' })).toBe('insufficient');
    expect(judgeComparison({ ...compare(above, below), auc: null })).toBe('insufficient');
  });
});

test('bands are named where the prediction is outside the interval of what was observed', () => {
  const band = (name: string, expected_pd: number, realised_rate: number | null) => ({
    ...{ band: name, applications: 600, expected_pd, realised_rate, level: 'ok' as const },
    observed_interval: realised_rate === null ? null : [realised_rate - 0.02, realised_rate + 0.02],
  });
  expect(describeBands([band('A', 0.026, 0.055), band('B', 0.1, 0.11), band('C', 0.2, null)])).toBe(
    'Outside the 95 % interval: A: predicted 2.6\u00a0%, observed 5.5\u00a0%. Too few outcomes: C.',
  );
  expect(describeBands([band('B', 0.1, 0.11)])).toMatch(/^In every measured band/);
  expect(describeBands([band('C', 0.2, null)])).toBe('Too few outcomes: C.');
});

describe('the drift of a feature', () => {
  const drift = (fields: Partial<Drift>): Drift => ({
    ...{ feature: 'x', label: 'X', psi: 0.3, level: 'alert', rows: 600, history: [] },
    bins: [
      { label: 'low', baseline: 0.5, current: 0.2 },
      { label: 'middle', baseline: 0.3, current: 0.4 },
      { label: 'high', baseline: 0.2, current: 0.4 },
    ],
    ...fields,
  });

  test('is described by the bin that moved most', () => {
    expect(describeShift(drift({}), 500)).toBe(
      'PSI 0.300. The largest move is in low: 50.0\u00a0% in training, 20.0\u00a0% now.',
    );
    expect(isJudged(drift({}))).toBe(true);
  });

  test('is not judged below the minimum of applications', () => {
    const few = drift({ psi: null, level: 'insufficient', rows: 3 });
    expect(describeShift(few, 500)).toBe('Not judged: 3 applications of the 500 that are needed.');
    expect(describeShift(drift({ psi: 12, level: 'insufficient', rows: 3 }), 500)).not.toContain('12');
    expect(isJudged(few)).toBe(false);
  });
});

test('a command names the environment, except on the local cloud', () => {
  expect(addEnvironment('npm run train', 'local')).toBe('npm run train');
  expect(addEnvironment('npm run train', undefined)).toBe('npm run train');
  expect(addEnvironment('npm run train', 'prod')).toBe('npm run train -- --env prod');
  expect(addEnvironment('npm run model -- list', 'prod')).toBe('npm run model -- list --env prod');
});

test('an MLflow run has an address where MLflow has a page of runs', () => {
  expect(buildMlflowRunUrl('http://localhost:4569/#/experiments/1/runs', 'abc')).toBe(
    'http://localhost:4569/#/experiments/1/runs/abc',
  );
  expect(buildMlflowRunUrl('http://localhost:4569', 'abc')).toBeUndefined();
  expect(buildMlflowRunUrl(undefined, 'abc')).toBeUndefined();
});
