/** Tests score, band and cut-off decision: known points, bounds, monotony, and PDs exactly at a cut-off. */
import fc from 'fast-check';
import {
  computeScore,
  decideByCutOffs,
  findBand,
  getDefaultCutOffs,
  InvalidProbability,
} from '../../../lambdas/shared/decision/score.ts';
import { DEFAULT_SCORE_SCALE } from '../../../lambdas/shared/model/score-scale.ts';
import { DECISIONS } from '../../../lambdas/shared/policy/decisions.ts';
import { getSeedPolicy } from '../../../testing/policies/seed-policies.ts';

const policy = getSeedPolicy('2026-11-01');
const cutOffs = getDefaultCutOffs(policy);
const pd = fc.double({ min: 0, max: 1, noNaN: true });
const pd32 = fc.float({ min: 0, max: 1, noNaN: true });
const findBandIndex = (p: number) => policy.bands.findIndex((band) => band.name === findBand(policy, p));
const findDecisionIndex = (p: number) => DECISIONS.indexOf(decideByCutOffs(cutOffs, p));

test.each([
  [1 / 21, 600],
  [1 / 41, 640],
  [1 / 11, 560],
  [0, 850],
  [1, 300],
  [1e-12, 850],
  [0.5, 427],
])('a PD of %d scores %d points', (p, points) => {
  expect(computeScore(DEFAULT_SCORE_SCALE, p)).toBe(points);
});

test('every score is a whole number from 300 to 850', () => {
  fc.assert(
    fc.property(fc.oneof(pd, pd32), (p) => {
      const score = computeScore(DEFAULT_SCORE_SCALE, p);
      expect(Number.isInteger(score) && score >= 300 && score <= 850).toBe(true);
    }),
  );
});

test('a higher PD never gives a higher score, a better band or a milder decision', () => {
  fc.assert(
    fc.property(fc.oneof(pd, pd32), fc.oneof(pd, pd32), (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(computeScore(DEFAULT_SCORE_SCALE, low)).toBeGreaterThanOrEqual(computeScore(DEFAULT_SCORE_SCALE, high));
      expect(findBandIndex(low)).toBeLessThanOrEqual(findBandIndex(high));
      expect(findDecisionIndex(low)).toBeLessThanOrEqual(findDecisionIndex(high));
    }),
  );
});

test('band bounds are exclusive, as double and as float32, and the previous float32 is inside', () => {
  for (const [i, band] of policy.bands.slice(0, -1).entries()) {
    const bound = band.below_pd ?? 1;
    expect(findBandIndex(bound)).toBe(i + 1);
    expect(findBandIndex(Math.fround(bound))).toBe(i + 1);
    expect(findBandIndex(findPreviousFloat32(bound))).toBe(i);
  }
});

test('a PD at a cut-off gets the stricter decision, as double and as float32', () => {
  const { approve_below_pd, decline_from_pd } = cutOffs;
  for (const at of [approve_below_pd, Math.fround(approve_below_pd)])
    expect(decideByCutOffs(cutOffs, at)).toBe('refer');
  for (const at of [decline_from_pd, Math.fround(decline_from_pd)])
    expect(decideByCutOffs(cutOffs, at)).toBe('decline');
  expect(decideByCutOffs(cutOffs, findPreviousFloat32(approve_below_pd))).toBe('approve');
  expect(decideByCutOffs(cutOffs, findPreviousFloat32(decline_from_pd))).toBe('refer');
});

test('no band spans two decisions of the score', () => {
  fc.assert(
    fc.property(pd32, pd32, (a, b) => {
      if (findBandIndex(a) === findBandIndex(b)) expect(findDecisionIndex(a)).toBe(findDecisionIndex(b));
    }),
  );
});

test.each([Number.NaN, -1e-9, 1.0000001, Number.POSITIVE_INFINITY])('%d is no probability', (p) => {
  expect(() => computeScore(DEFAULT_SCORE_SCALE, p)).toThrow(InvalidProbability);
  expect(() => findBand(policy, p)).toThrow(InvalidProbability);
  expect(() => decideByCutOffs(cutOffs, p)).toThrow(InvalidProbability);
});

function findPreviousFloat32(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  view.setInt32(0, view.getInt32(0) - 1);
  return view.getFloat32(0);
}
