/** What a simulation counts: sums add up in any division into parts, and figures follow from them. */
import fc from 'fast-check';
import { DECISIONS, type Decision } from '../../../lambdas/shared/policy/decisions.ts';
import { addTally } from '../../../lambdas/simulation/statistics/add-tally.ts';
import { buildResult } from '../../../lambdas/simulation/statistics/build-result.ts';
import { CurveCounter, listEdges } from '../../../lambdas/simulation/statistics/curve.ts';
import { computePairedInterval, computeRatioInterval } from '../../../lambdas/simulation/statistics/intervals.ts';
import { countRow, createTally, type SimulatedRow, type Tally } from '../../../lambdas/simulation/statistics/tally.ts';
import { createRandom } from '../../../testing/random.ts';

const CUT_OFFS = { policy_version: 'p', position: 0, when: null, approve_below_pd: 0.15, decline_from_pd: 0.3 };
const PLAN = { segments: [{ name: 'purpose', label: 'Purpose of the loan' }], cut_offs: [CUT_OFFS] };

const decision = fc.constantFrom(...DECISIONS);
const decided = fc.record({
  pd: fc.float({ min: 0, max: 1, noNaN: true }),
  decision,
  decided_by: fc.constantFrom('score', 'rule:a'),
  policy_version: fc.constantFrom('p', 'q'),
  ead: fc.nat(1_000_000).map((cents) => cents / 100),
  expected_loss: fc.nat(1_000_000).map((cents) => cents / 100),
  expected_return: fc.option(fc.integer({ min: -1000, max: 1000 })),
});
const purpose = fc.constantFrom<string | null>('car', '__proto__', 'constructor', 'other', null);
const row: fc.Arbitrary<SimulatedRow> = fc.record({
  day: fc.constantFrom('2026-01-01', '2026-01-02'),
  baseline: decided,
  candidate: decided,
  stored: decision,
  outcome: fc.constantFrom(null, 0, 1),
  segments: purpose.map((value) => [value]),
  fairness: fc.record({ sex: fc.option(fc.constantFrom('f', 'm')) }),
});

/** As the parts of the workflow do: each counts and is stored as JSON, then all are added up. */
function count(parts: SimulatedRow[][]): Tally {
  const total = createTally(1);
  for (const rows of parts) {
    const tally = createTally(1);
    const curve = new CurveCounter(CUT_OFFS);
    for (const each of rows) {
      countRow(tally, each);
      curve.count(each, 'approve');
    }
    addTally(total, JSON.parse(JSON.stringify({ ...tally, curves: [curve.sums] })));
  }
  return total;
}

test('the figures do not depend on the division into parts', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), fc.nat(60), (rows, cut) => {
      const whole = buildResult(count([rows]), PLAN);
      const divided = buildResult(count([rows.slice(0, cut), rows.slice(cut)]), PLAN);
      const round = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(9)) : value);
      expect(JSON.parse(JSON.stringify(divided, round))).toEqual(JSON.parse(JSON.stringify(whole, round)));
    }),
  );
});

test('every set is counted as its definition says', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const result = buildResult(count([rows]), PLAN);
      const select = (isChosen: (baseline: Decision, candidate: Decision) => boolean) =>
        rows.filter(({ baseline, candidate }) => isChosen(baseline.decision, candidate.decision));
      const gained = select((before, then) => before !== 'approve' && then === 'approve');
      const lost = select((before, then) => before === 'approve' && then !== 'approve');
      expect([result.swap_in.rows, result.swap_out.rows]).toEqual([gained.length, lost.length]);
      expect(result.different).toBe(select((before, then) => before !== then).length);
      expect(result.stored_different).toBe(rows.filter(({ stored, baseline }) => stored !== baseline.decision).length);
      const known = gained.filter(({ outcome }) => outcome !== null);
      const defaults = gained.filter(({ outcome }) => outcome === 1).length;
      expect(result.swap_in.outcomes).toMatchObject({
        ...{ known: known.length, unknown: gained.length - known.length, defaults },
        rate: known.length === 0 ? null : defaults / known.length,
      });
      const [low, high] = result.swap_in.outcomes.bound ?? [0, 0];
      expect(high - low).toBeCloseTo(gained.length === 0 ? 0 : (gained.length - known.length) / gained.length, 12);
      const loss = select((_, then) => then === 'approve').reduce((sum, each) => sum + each.candidate.expected_loss, 0);
      expect(result.candidate.expected_loss).toBeCloseTo(loss, 6);
      expect(result.reviewers.days).toBe(new Set(rows.map(({ day }) => day)).size);
      expect(result.reviewers.candidate.referrals).toBe(select((_, then) => then === 'refer').length);
      const values = result.segments[0]?.values ?? [];
      expect(values.reduce((sum, value) => sum + value.rows, 0)).toBe(rows.length);
      const cars = rows.filter(({ segments }) => segments[0] === '__proto__').length;
      expect(values.find(({ value }) => value === '__proto__')?.rows ?? 0).toBe(cars);
    }),
  );
});

const EDGES = fc.constantFrom(...[0, 0.001, 0.15, 0.3, 1].map(Math.fround));

test('a cut-off is at an edge of its curve, and each PD in the bin of the engine’s comparison', () => {
  fc.assert(
    fc.property(fc.oneof(fc.float({ min: 0, max: 1, noNaN: true }), EDGES), row, (pd, each) => {
      const edges = listEdges(CUT_OFFS);
      expect(edges).toEqual(expect.arrayContaining([0, 0.15, 0.3]));
      const curve = new CurveCounter(CUT_OFFS);
      curve.count({ ...each, candidate: { ...each.candidate, pd } }, 'decline');
      const bin = edges.findIndex((_, i) => curve.sums.slice(i * 11, i * 11 + 11).some((sum) => sum > 0));
      expect(Math.fround(edges[bin] ?? 1) <= Math.fround(pd)).toBe(true);
      expect(Math.fround(pd) < Math.fround(edges[bin + 1] ?? 2)).toBe(true);
    }),
  );
});

test('values beyond the twenty largest are one line, and are none of the values', () => {
  const rows = fc.sample(row, { numRuns: 60, seed: 1 }).map((each, i) => ({ ...each, segments: [`value ${i % 25}`] }));
  const values = buildResult(count([rows]), PLAN).segments[0]?.values ?? [];
  expect(values).toHaveLength(21);
  expect(values.filter(({ is_rest }) => is_rest)).toHaveLength(1);
  expect(values.reduce((sum, value) => sum + value.rows, 0)).toBe(60);
});

test('a group is compared only where it is large enough', () => {
  const build = (sex: string | null, then: Decision): SimulatedRow => ({
    ...(fc.sample(row, { numRuns: 1, seed: 1 })[0] as SimulatedRow),
    fairness: { sex },
    candidate: { ...(fc.sample(decided, { numRuns: 1, seed: 1 })[0] as SimulatedRow['candidate']), decision: then },
  });
  const repeat = (n: number, each: SimulatedRow) => Array.from({ length: n }, () => each);
  const rows = [
    ...[...repeat(60, build('f', 'approve')), ...repeat(40, build('f', 'decline'))],
    ...[...repeat(80, build('m', 'approve')), ...repeat(20, build('m', 'refer'))],
    ...[...repeat(29, build('x', 'decline')), ...repeat(50, build(null, 'decline'))],
  ];
  const [sex] = buildResult(count([rows]), PLAN).fairness;
  expect(sex?.candidate_ratio).toMatchObject({ group: 'f', reference: 'm', value: expect.closeTo(0.75, 12) });
  expect(sex?.groups.map(({ group, is_compared }) => [group, is_compared])).toEqual([
    ...[
      ['f', true],
      ['m', true],
      [null, false],
      ['x', false],
    ],
  ]);
});

test('a simulation of nothing has no rates that mean something', () => {
  const result = buildResult(createTally(1), PLAN);
  expect(result).toMatchObject({ rows: 0, first_day: null, approval_difference: { value: 0, interval: [0, 0] } });
  expect(result.candidate.approve.interval).toEqual([0, 1]);
  expect(result.swap_in.outcomes).toMatchObject({ rate: null, bound: null, expected_rate: null });
});

describe('intervals', () => {
  test('of a ratio: by hand', () => {
    // Variance of the logarithm: 1/2 − 1/16 + 1/8 − 1/16 = 1/2; 0.25 / e^(1.96 √½) and 0.25 × e^(1.96 √½).
    const [low, high] = computeRatioInterval({ hits: 2, rows: 16 }, { hits: 8, rows: 16 });
    expect([low.toFixed(2), high.toFixed(2)]).toEqual(['0.06', '1.00']);
  });

  test('of a ratio of nobody: from 0', () => {
    const [low, high] = computeRatioInterval({ hits: 0, rows: 100 }, { hits: 50, rows: 100 });
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(0);
  });

  test('of a paired difference: covers it in 95 of 100 samples', () => {
    const random = createRandom(3);
    let covered = 0;
    for (let sample = 0; sample < 400; sample++) {
      let [gained, lost] = [0, 0];
      for (let i = 0; i < 500; i++) {
        const drawn = random.next();
        if (drawn < 0.1) gained += 1;
        else if (drawn < 0.16) lost += 1;
      }
      const [low, high] = computePairedInterval(gained, lost, 500);
      if (low <= 0.04 && 0.04 <= high) covered += 1;
    }
    expect(covered / 400).toBeGreaterThan(0.9);
  });
});
