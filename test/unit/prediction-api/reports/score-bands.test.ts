/** The figures of the report score_bands, by hand, and what it leaves out with too few outcomes. */
import { computeScoreBands } from '../../../../lambdas/prediction-api/queries/reports/portfolio/score-bands.ts';

/** Goods, bads and applications without an outcome, by score. */
const createPoints = (counts: Record<number, [goods: number, bads: number, open: number]>) =>
  Object.entries(counts).map(([score, [goods, bads, open]]) => {
    const [outcomes, applications] = [goods + bads, goods + bads + open];
    return { score: +score, applications, outcomes, bads, pd_sum: applications * 0.2, outcome_pd_sum: outcomes * 0.25 };
  });

const ENOUGH = createPoints({ 310: [20, 60, 20], 324: [0, 20, 0], 325: [80, 20, 100], 850: [100, 0, 0] });
const report = computeScoreBands(ENOUGH);
const near = (value: number) => expect.closeTo(value, 7);

test('a row has cumulative shares, odds, lift and KS, worked out by hand', () => {
  expect(report.rows).toHaveLength(22);
  expect(report.rows[0]).toEqual({
    ...{ from: 300, to: 325, applications: 120, share: near(120 / 420), outcomes: 100, goods: 20, bads: 80 },
    ...{ cumulative_good_share: 0.1, cumulative_bad_share: 0.8, odds: 0.25, mean_pd: 0.2, outcome_mean_pd: 0.25 },
    ...{ observed_rate: 0.8, observed_interval: [near(0.7111708), near(0.8666331)] },
    ...{ lift: near(0.8 / (100 / 300)), ks: near(0.7) },
  });
  expect(report.rows[1]).toMatchObject({ applications: 200, cumulative_good_share: 0.5, cumulative_bad_share: 1 });
  expect(report.rows[2]).toMatchObject({ applications: 0, mean_pd: null, observed_rate: null, odds: null, ks: 0.5 });
  expect(report.rows[21]).toMatchObject({ from: 825, to: 850, applications: 100, odds: null, lift: 0, ks: 0 });
});

test('KS is that of the scores, which can lie between the edges of rows', () => {
  expect(report.ks).toEqual({ value: near(0.7), score: 324 });
  expect(report.curve.map(({ score, bad_share }) => [score, bad_share])).toEqual([
    [310, 0.6],
    [324, 0.8],
    [325, 1],
    [850, 1],
  ]);
  expect(report).toMatchObject({ enough_outcomes: true, minimum: { defaults: 100, others: 100 } });
});

test('the last decile has all bads, the first one the highest lift', () => {
  expect(report.deciles.map(({ from, to, cumulative_bad_share }) => [from, to, cumulative_bad_share])).toEqual([
    [310, 310, near(0.252)],
    [310, 310, near(0.504)],
    [310, 325, near(0.806)],
    [325, 325, near(0.848)],
    [325, 325, near(0.89)],
    [325, 325, near(0.932)],
    [325, 325, near(0.974)],
    [325, 850, near(1)],
    [850, 850, near(1)],
    [850, 850, near(1)],
  ]);
  expect(report.deciles[0]).toMatchObject({
    applications: 42,
    outcomes: near(33.6),
    bads: near(25.2),
    lift: near(2.25),
  });
});

test.each([
  ['defaults', createPoints({ 400: [500, 99, 0] })],
  ['others', createPoints({ 400: [99, 500, 0] })],
  ['outcomes', createPoints({ 400: [0, 0, 5000] })],
  ['applications', []],
])('with too few %s, counts stay and nothing is judged', (_, points) => {
  const { rows, deciles, curve, ks, gini, enough_outcomes } = computeScoreBands(points);
  expect([curve, ks, gini, enough_outcomes]).toEqual([[], null, null, false]);
  expect(rows.reduce((sum, row) => sum + row.applications, 0)).toBe(points[0]?.applications ?? 0);
  for (const row of [...rows, ...deciles]) {
    expect(row).toMatchObject({ observed_rate: null, observed_interval: null, lift: null, cumulative_bad_share: null });
  }
  for (const row of rows) expect(row).toMatchObject({ odds: null, ks: null, cumulative_good_share: null });
});
