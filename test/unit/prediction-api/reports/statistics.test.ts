/**
 * Statistics of scores and outcomes: a portfolio with many ties, whose values are from scikit-learn 1.9 (roc_auc_score)
 * and scipy 1.17 (ks_2samp), and properties of any portfolio.
 */
import fc from 'fast-check';
import { computeDeciles } from '../../../../lambdas/prediction-api/queries/reports/portfolio/statistics/deciles.ts';
import { groupByInterval } from '../../../../lambdas/prediction-api/queries/reports/portfolio/statistics/intervals.ts';
import {
  computeCurve,
  computeGini,
  findKs,
} from '../../../../lambdas/prediction-api/queries/reports/portfolio/statistics/ranking.ts';
import type { ScorePoint } from '../../../../lambdas/prediction-api/queries/reports/portfolio/statistics/score-counts.ts';

const GOODS_AND_BADS = {
  ...{ 420: [2, 6], 450: [5, 7], 487: [9, 5], 510: [14, 6], 555: [20, 4] },
  ...{ 600: [30, 3], 640: [41, 2], 700: [50, 0], 810: [28, 1] },
};
const POINTS = Object.entries(GOODS_AND_BADS).map(([score, [goods = 0, bads = 0]]) => createPoint(+score, goods, bads));

function createPoint(score: number, goods: number, bads: number, open = 0): ScorePoint {
  const [outcomes, pd] = [goods + bads, 1 / (score - 250)];
  const applications = outcomes + open;
  return { score, applications, outcomes, bads, pd_sum: applications * pd, outcome_pd_sum: outcomes * pd };
}

const near = (value: number) => expect.closeTo(value, 8);
const total = <Field extends string>(rows: readonly Record<Field, number>[], field: Field) =>
  rows.reduce((sum, row) => sum + row[field], 0);

describe('a portfolio with ties', () => {
  const curve = computeCurve(POINTS);

  test('Gini, KS and the curve are those of scikit-learn and scipy', () => {
    expect(computeGini(curve)).toEqual(near(0.7120898610700561));
    expect(findKs(curve)).toEqual({ value: near(0.5722731303576707), score: 555 });
    const [population_share, bad_share, good_share] = [0.2317596566523605, 0.7058823529411765, 0.1507537688442211];
    expect(curve.find(({ score }) => score === 510)).toEqual({
      ...{ score: 510, population_share: near(population_share) },
      ...{ bad_share: near(bad_share), good_share: near(good_share) },
    });
  });

  // Every application was divided into ten equal parts, sorted, and a tenth of the parts given to each decile.
  test('deciles divide the applications of one score by share', () => {
    expect(computeDeciles(POINTS)).toMatchObject(
      (
        [
          [420, 487, 14.178571429],
          [487, 510, 7.601428571],
          [510, 555, 4.87],
          [555, 600, 2.731818182],
          [600, 640, 1.873995772],
          [640, 640, 1.08372093],
          [640, 700, 0.660465116],
          [700, 700, 0],
          [700, 810, 0.196551724],
          [810, 810, 0.803448276],
        ] as const
      ).map(([from, to, bads], i) => ({ decile: i + 1, applications: near(23.3), from, to, bads: near(bads) })),
    );
  });
});

describe('without enough to compare', () => {
  test.each([
    ['no applications', []],
    ['no bads', [createPoint(500, 3, 0)]],
    ['no goods', [createPoint(500, 0, 3)]],
    ['no outcomes', [createPoint(500, 0, 0, 7)]],
  ])('%s: there is no curve, KS or Gini', (_, points) => {
    const curve = computeCurve(points);
    expect([curve, findKs(curve), computeGini(curve)]).toEqual([[], null, null]);
  });

  test('three applications of one score are ten deciles of 0.3', () => {
    expect(computeDeciles([createPoint(500, 2, 1)]).map(({ applications }) => applications)).toEqual(
      Array(10).fill(near(0.3)),
    );
  });
});

const anyPoints = fc
  .uniqueArray(
    fc.record({
      score: fc.integer({ min: 300, max: 850 }),
      goods: fc.nat(2_000),
      bads: fc.nat(500),
      open: fc.nat(2_000),
    }),
    { selector: ({ score }) => score, maxLength: 40 },
  )
  .map((points) =>
    points
      .toSorted((a, b) => a.score - b.score)
      .map(({ score, goods, bads, open }) => createPoint(score, goods, bads, open)),
  );

describe('any portfolio', () => {
  test('deciles are tenths, keep every count, and do not overlap but at their ends', () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const deciles = computeDeciles(points);
        const applications = total(points, 'applications');
        expect(deciles).toHaveLength(applications === 0 ? 0 : 10);
        for (const field of ['applications', 'outcomes', 'bads', 'pd_sum'] as const) {
          expect(total(deciles, field)).toBeCloseTo(applications === 0 ? 0 : total(points, field), 5);
        }
        deciles.forEach((decile, i) => {
          expect(decile.applications).toBeCloseTo(applications / 10, 6);
          expect(decile.from).toBeLessThanOrEqual(decile.to);
          expect(decile.from).toBeGreaterThanOrEqual(deciles[i - 1]?.to ?? 0);
        });
      }),
    );
  });

  test('the curve ascends to 1, KS is between 0 and 1, and the Gini counts every pair', () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const curve = computeCurve(points);
        fc.pre(curve.length > 0);
        expect(curve.at(-1)).toMatchObject({ population_share: near(1), bad_share: near(1), good_share: near(1) });
        curve.forEach((point, i) => {
          const before = curve[i - 1] ?? { population_share: 0, bad_share: 0, good_share: 0 };
          expect(point.population_share).toBeGreaterThan(before.population_share);
          expect(point.bad_share).toBeGreaterThanOrEqual(before.bad_share);
          expect(point.good_share).toBeGreaterThanOrEqual(before.good_share);
        });
        expect(findKs(curve)?.value).toBeGreaterThanOrEqual(0);
        expect(findKs(curve)?.value).toBeLessThanOrEqual(1 + 1e-12);
        expect(computeGini(curve)).toBeCloseTo(countPairs(points), 8);
      }),
    );
  });

  test('intervals widen to the scores of a model with another scale', () => {
    const ends = [...groupByInterval([{ score: 0 }, { score: 851 }])].map(({ from, to, points }) => [from, to, points]);
    expect([ends[0], ends.at(-1), ends.length]).toEqual([[0, 25, [{ score: 0 }]], [850, 875, [{ score: 851 }]], 35]);
  });

  test('intervals cover the whole scale and every score once', () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const intervals = groupByInterval(points);
        expect([intervals[0]?.from, intervals.at(-1)?.to]).toEqual([300, 850]);
        expect(intervals.flatMap((interval) => interval.points)).toEqual(points);
        intervals.forEach(({ from, to, points: scores }, i) => {
          expect(from).toBe(intervals[i - 1]?.to ?? 300);
          const isLast = i === intervals.length - 1;
          for (const { score } of scores) expect(score >= from && (score < to || (isLast && score === to))).toBe(true);
        });
      }),
    );
  });
});

/** Share of the pairs of a bad and a good in which the bad has the lower score, less that in which it has the higher. */
function countPairs(points: readonly ScorePoint[]): number {
  let balance = 0;
  for (const bad of points) {
    for (const good of points) {
      balance += Math.sign(good.score - bad.score) * bad.bads * (good.outcomes - good.bads);
    }
  }
  const bads = total(points, 'bads');
  return balance / (bads * (total(points, 'outcomes') - bads));
}
