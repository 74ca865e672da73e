/** PSI and its sampling noise, against values computed by hand. */
import { expect, test } from '@jest/globals';
import { computePsi, computePsiNoise } from '../../../lambdas/monitoring/measurements/psi.ts';

test('PSI is 0 without a change, and otherwise the sum over bins', () => {
  expect(computePsi([100, 300, 600], [10, 30, 60])).toBe(0);
  const byHand = (0.2 - 0.1) * Math.log(2) + (0.3 - 0.4) * Math.log(0.3 / 0.4) + 0;
  expect(computePsi([10, 40, 50], [20, 30, 50])).toBeCloseTo(byHand, 12);
});

test('an empty bin counts as half a row, and one that is empty on both sides not at all', () => {
  const won = (0.5 - 0.5 / 10) * Math.log(0.5 / (0.5 / 10));
  expect(computePsi([10, 0, 0], [5, 5, 0])).toBeCloseTo(won + (0.5 - 1) * Math.log(0.5), 12);
  expect(computePsi([10, 10], [0, 10])).toBeGreaterThan(1);
});

test('noise is the 99.9 % quantile of χ², scaled by the rows', () => {
  // χ² with 9 degrees of freedom: 27.877.
  expect(computePsiNoise(10, 1000, 1000)).toBeCloseTo(27.877 * 0.002, 3);
  expect(computePsiNoise(1, 1000, 1000)).toBe(0);
  expect(computePsiNoise(10, 1000, 0)).toBe(0);
});

test('about one in a thousand samples of one population exceeds the noise', () => {
  let state = 42;
  const random = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
  const sample = (rows: number) => {
    const bins = new Array<number>(10).fill(0);
    for (let row = 0; row < rows; row += 1) {
      const bin = Math.floor(10 * random());
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    return bins;
  };
  const beyond = Array.from(
    { length: 2000 },
    () => computePsi(sample(2000), sample(500)) > computePsiNoise(10, 2000, 500),
  );
  expect(beyond.filter(Boolean).length).toBeLessThanOrEqual(10);
});
