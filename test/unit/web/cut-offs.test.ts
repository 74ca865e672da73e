/** Tests that the sliders of a simulation show what a new simulation with their cut-offs would show. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsePolicy } from '../../../lambdas/shared/policy/parse-policy.ts';
import type { Policy } from '../../../lambdas/shared/policy/policy.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';
import { simulateRows } from '../../../testing/simulation/simulate-rows.ts';
import { computeFigures, countSwapOuts, getOwnCutOffs } from '../../../web/src/pages/simulations/cut-offs/sum-bins.ts';

const ROWS = 600;
const baseline: Policy = parsePolicy(EXAMPLE_POLICY);

function moveCutOffs(position: number, approve_below_pd: number, decline_from_pd: number): Policy {
  const cut_offs = baseline.cut_offs.map((pair, index) =>
    index === position ? { ...pair, approve_below_pd, decline_from_pd } : pair,
  );
  return { ...baseline, cut_offs };
}

const result = simulateRows({ baseline, candidate: baseline }, ROWS);

/** What the slider shows, in the words of a result. */
function readSlider(position: number, approve: number, decline: number) {
  const figures = computeFigures(result, position, { approve, decline });
  return {
    ...{ approved: figures.approved, referred: figures.referred, declined: figures.declined },
    ...{ swapIns: figures.swapIns, swapOuts: countSwapOuts(result, figures) },
    ...{ known: figures.known, defaults: figures.defaults },
    expectedLoss: figures.expectedLoss.toFixed(2),
    exposure: figures.exposure.toFixed(2),
    expectedReturn: figures.expectedReturn?.toFixed(2),
    meanPd: (figures.pdSum / (figures.approved || 1)).toFixed(6),
  };
}

function readSimulation(candidate: Policy) {
  const { candidate: figures, swap_in, swap_out } = simulateRows({ baseline, candidate }, ROWS);
  return {
    ...{ approved: figures.approve.rows, referred: figures.refer.rows, declined: figures.decline.rows },
    ...{ swapIns: swap_in.rows, swapOuts: swap_out.rows },
    ...{ known: figures.outcomes.known, defaults: figures.outcomes.defaults },
    expectedLoss: figures.expected_loss.toFixed(2),
    exposure: figures.exposure.toFixed(2),
    expectedReturn: figures.expected_return?.toFixed(2),
    meanPd: (figures.outcomes.expected_rate ?? 0).toFixed(6),
  };
}

describe('the sliders', () => {
  test('show the result at the cut-offs of the policy', () => {
    for (const [position, curve] of result.curves.entries()) {
      const { approve, decline } = getOwnCutOffs(curve);
      expect(readSlider(position, approve, decline)).toEqual(readSimulation(baseline));
    }
  });

  test('show what another simulation with the chosen cut-offs would show', () => {
    const edge = fc.nat(result.curves[0]?.edges.length ?? 0);
    fc.assert(
      fc.property(fc.nat(result.curves.length - 1), edge, edge, (position, first, second) => {
        const edges = result.curves[position]?.edges.slice(1) ?? [];
        const choose = (index: number) => edges[Math.min(index, edges.length - 1)] ?? 0;
        const [approve = 0, decline = 0] = [choose(first), choose(second)].toSorted((a, b) => a - b);
        expect(readSlider(position, approve, decline)).toEqual(readSimulation(moveCutOffs(position, approve, decline)));
      }),
      { numRuns: 40 },
    );
  });

  test('answer within a frame', () => {
    const started = performance.now();
    for (let run = 0; run < 100; run += 1) computeFigures(result, 0, { approve: run / 200, decline: 0.5 });
    expect((performance.now() - started) / 100).toBeLessThan(16);
  });
});
