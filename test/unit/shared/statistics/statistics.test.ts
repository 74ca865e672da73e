/** Statistics of experiments: values of scipy 1.17 and of the papers, and what holds for any counts. */
import fc from 'fast-check';
import {
  computeRateDifferenceInterval,
  computeShareDifferenceInterval,
  estimateRate,
} from '../../../../lambdas/shared/statistics/differences.ts';
import {
  computeChiSquareShareAbove,
  computeNormalShareBelow,
} from '../../../../lambdas/shared/statistics/distributions.ts';
import {
  computeDetectableEffect,
  computePower,
  computeShareStandardError,
} from '../../../../lambdas/shared/statistics/power.ts';
import { testSampleRatio } from '../../../../lambdas/shared/statistics/sample-ratio.ts';

test.each([
  [10.827566, 1, 0.0010000000921737],
  [0.001, 1, 0.9747728793699604],
  [3, 2, 0.22313016014842982],
  [25, 3, 1.5440498291101365e-5],
  [0.5, 4, 0.9735009788392561],
  [14.7, 9, 0.09951298805136567],
  [60, 9, 1.3406780483959625e-9],
])('chi-square above %d with %i degrees of freedom', (value, degrees, share) => {
  expect(computeChiSquareShareAbove(value, degrees) / share).toBeCloseTo(1, 10);
});

test.each([
  [-8, 6.22096057427174e-16],
  [-3.5, 0.00023262907903552502],
  [-1.959963984540054, 0.025],
  [-0.1, 0.460172162722971],
  [0, 0.5],
  [0.3, 0.6179114221889526],
  [4, 0.9999683287581669],
])('normal below %d', (z, share) => expect(computeNormalShareBelow(z) / share).toBeCloseTo(1, 9));

test.each([
  // Newcombe 1998, table II, method 10
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
])('%i/%i less %i/%i', (hitsA, rowsA, hitsB, rowsB, low, high) => {
  const interval = computeShareDifferenceInterval({ hits: hitsA, rows: rowsA }, { hits: hitsB, rows: rowsB });
  expect(interval).toEqual([expect.closeTo(low, 4), expect.closeTo(high, 4)]);
});

test('a difference to nothing can be anything', () => {
  expect(computeShareDifferenceInterval({ hits: 0, rows: 0 }, { hits: 3, rows: 9 })).toEqual([-1, 1]);
});

test('the rate of two sums, and the interval of a difference of rates', () => {
  const sums = { rows: 5, base: 730, part: 70, base_squared: 148_900, part_squared: 1494, product: 14_620 };
  const rate = estimateRate(sums);
  expect(rate).toEqual({ rate: expect.closeTo(0.0958904, 7), standard_error: expect.closeTo(0.0117935, 7) });
  expect(estimateRate({ ...sums, rows: 1 })).toBeNull();
  expect(estimateRate({ ...sums, base: 0 })).toBeNull();
  const [low, high] = computeRateDifferenceInterval(
    { rate: 0.1, standard_error: 0.03 },
    { rate: 0.06, standard_error: 0.04 },
  );
  expect([low, high]).toEqual([expect.closeTo(0.04 - 0.098, 4), expect.closeTo(0.04 + 0.098, 4)]);
});

test('the power of a comparison, and the difference that it can find', () => {
  const error = computeShareStandardError(0.5, 5000, 5000);
  expect(error).toBeCloseTo(0.01, 12);
  expect(computePower(0.02, error)).toBeCloseTo(0.516005276, 8);
  expect(computePower(-0.02, error)).toBe(computePower(0.02, error));
  expect(computePower(computeDetectableEffect(error), error)).toBeCloseTo(0.8, 4);
  expect(computePower(0, error)).toBeCloseTo(0.05, 12);
  expect(computePower(0.02, computeShareStandardError(0.5, 0, 0))).toBe(0);
});

test.each([
  [[0.5, 5050], [0.5, 4950], 0.31731050786],
  [[0.9, 9200], [0.1, 800], 2.6e-11],
])('sizes %j and %j', (a, b, p) => {
  const groups = [a, b].map(([share = 0, rows = 0]) => ({ share, rows }));
  expect((testSampleRatio(groups)?.p_value ?? 0) / p).toBeCloseTo(1, 1);
});

test('few rows give no sample-ratio check, and the shares need not add up to 1', () => {
  expect(
    testSampleRatio([
      { share: 0.9, rows: 40 },
      { share: 0.1, rows: 6 },
    ]),
  ).toBeNull();
  expect(testSampleRatio([{ share: 1, rows: 400 }])).toBeNull();
  const sizes = [
    [505, 0.5],
    [310, 0.3],
    [185, 0.2],
  ] as const;
  const of = (factor: number) => testSampleRatio(sizes.map(([rows, share]) => ({ rows, share: share * factor })));
  expect(of(1)?.chi_square).toBeCloseTo(1.508333, 5);
  expect(of(0.5)?.p_value).toBeCloseTo(of(1)?.p_value ?? 0, 12);
});

test('sizes exactly as their shares say are no mismatch', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 100_000 }),
      fc.double({ min: 0.1, max: 0.9, noNaN: true }),
      (rows, share) => {
        const hits = Math.round(rows * share);
        const result = testSampleRatio([
          { share, rows: hits },
          { share: 1 - share, rows: rows - hits },
        ]);
        expect(result?.p_value).toBeGreaterThan(0.9);
      },
    ),
  );
});
