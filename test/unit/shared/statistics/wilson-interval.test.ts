/** The interval of a share: values of scipy 1.17 (binomtest, method wilson), and what holds for any counts. */
import fc from 'fast-check';
import { computeWilsonInterval } from '../../../../lambdas/shared/statistics/wilson-interval.ts';

test.each([
  [0, 10, 0, 0.2775328],
  [3, 40, 0.025836026, 0.198642335],
  [10, 10, 0.7224672, 1],
  [55, 1000, 0.042497427, 0.070908388],
  [1, 7, 0.025679624, 0.513127829],
])('%i of %i rows', (hits, rows, low, high) => {
  expect(computeWilsonInterval(hits, rows)).toEqual([expect.closeTo(low, 8), expect.closeTo(high, 8)]);
});

test('no rows say nothing', () => expect(computeWilsonInterval(0, 0)).toEqual([0, 1]));

test('the interval contains the share, lies in the scale, and is narrower with more rows', () => {
  const counts = fc
    .tuple(fc.integer({ min: 1, max: 5_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([rows, share]) => [Math.round(rows * share), rows] as const);
  fc.assert(
    fc.property(counts, ([hits, rows]) => {
      const [low, high] = computeWilsonInterval(hits, rows);
      const [lowOfMore, highOfMore] = computeWilsonInterval(hits * 4, rows * 4);
      expect(0 <= low && low <= hits / rows && hits / rows <= high && high <= 1).toBe(true);
      expect(highOfMore - lowOfMore).toBeLessThan(high - low);
    }),
  );
});
