/** Searches for applications that a policy approves and that it does not: one that approves all or none is a mistake. */
import { listVerdicts } from '../decision/decide.ts';
import type { FeatureValue } from '../features/feature-record.ts';
import type { Policy } from '../policy/policy.ts';
import { listPolicyFeatures } from '../policy/readings.ts';
import { listExposureFeatures } from '../policy/reason-feature.ts';
import { addConditions, addTable, addTurns, listRepresentatives, type TurnsByOperand } from './representatives.ts';

/** Every policy declines the highest PDs. One that approves all below an even chance of default approves everybody. */
export const EVEN_CHANCE_PD = 0.5;
/** Starts of the search. */
const MAX_STARTS = 100;
/** Rows of a policy that the search may evaluate, so that it ends within seconds. */
const MAX_STEPS = 5_000_000;

interface Candidate {
  pd: number;
  features: { [name: string]: FeatureValue };
}

/** Where a search may go: the values of the PD and of each feature. */
interface Space {
  pds: number[];
  features: { name: string; values: FeatureValue[] }[];
}

/** Whether the search finds an application that the policy approves. */
export function approvesSomebody(policy: Policy): boolean {
  return search(
    policy,
    [0],
    (obstacles) => -obstacles,
    (obstacles) => obstacles === 0,
  );
}

/** Whether the search finds an application with a PD below an even chance that the policy does not approve. */
export function refusesSomebody(policy: Policy): boolean {
  const pds = listPds(policy).filter((pd) => pd < EVEN_CHANCE_PD);
  return search(
    policy,
    pds,
    (obstacles) => obstacles,
    (obstacles) => obstacles > 0,
  );
}

/** Climbs from several starts: changes one value at a time while that leads nearer. The same policy, the same path. */
function search(
  policy: Policy,
  pds: number[],
  rate: (obstacles: number) => number,
  isFound: (obstacles: number) => boolean,
): boolean {
  const space = createSpace(policy, pds);
  const random = createRandom();
  let decisionsLeft = MAX_STEPS / countRows(policy);
  for (let start = 0; start < MAX_STARTS && decisionsLeft > 0; start += 1) {
    let candidate = createCandidate(space, random);
    let obstacles = countObstacles(policy, candidate);
    for (let isNearer = true; isNearer; ) {
      if (isFound(obstacles)) return true;
      isNearer = false;
      for (const neighbour of listNeighbours(space, candidate)) {
        decisionsLeft -= 1;
        if (decisionsLeft < 0) break;
        const count = countObstacles(policy, neighbour);
        if (rate(count) <= rate(obstacles)) continue;
        [candidate, obstacles, isNearer] = [neighbour, count, true];
      }
    }
  }
  // A policy too large to search is left to the simulation.
  return decisionsLeft < 0;
}

const countRows = ({ values, cut_offs, rules, matrices, limits }: Policy): number =>
  [values, cut_offs, rules, matrices, limits].reduce((sum, rows) => sum + rows.length, 1);

/** Verdicts that do not approve. */
const countObstacles = (policy: Policy, { pd, features }: Candidate): number =>
  listVerdicts(policy, pd, features).filter(({ decision }) => decision !== 'approve').length;

function createSpace(policy: Policy, pds: number[]): Space {
  const turns = collectTurns(policy);
  const exposures = listExposureFeatures(policy);
  const features = listPolicyFeatures(policy).map(({ name, type }) => {
    const operand = { feature: name };
    const turn = turns.get(JSON.stringify(operand)) ?? { operand, bounds: [], categories: [] };
    const values = listRepresentatives(
      policy,
      type === 'category' && turn.categories.length === 0 ? { ...turn, categories: ['any'] } : turn,
    );
    const known = values.filter((value) => value !== null);
    return { name, values: exposures.includes(name) ? known : values };
  });
  return { pds, features };
}

/** All places at which the policy changes its treatment of a feature. */
function collectTurns(policy: Policy): TurnsByOperand {
  const { rules, cut_offs, matrices, limits, lgd, ead, pricing, values } = policy;
  const rows = [rules, cut_offs, matrices, limits, lgd, ead, pricing].flat();
  const turns = addConditions(
    new Map(),
    rows.map(({ when }) => when),
  );
  for (const part of values.flatMap(({ scorecard }) => scorecard.characteristics)) addTable(turns, part);
  for (const side of matrices.flatMap((matrix) => [matrix.rows, matrix.columns])) addTable(turns, side);
  for (const { term, up_to_months } of pricing)
    addTurns(
      turns,
      { feature: term },
      up_to_months.flatMap((months) => months ?? []),
    );
  for (const feature of listExposureFeatures(policy)) addTurns(turns, { feature }, [1, 1_000, 1_000_000]);
  return turns;
}

function listPds(policy: Policy): number[] {
  const bounds = policy.cut_offs.flatMap((cut) => [cut.approve_below_pd, cut.decline_from_pd]);
  const pd = collectTurns(policy).get(JSON.stringify({ of: 'pd' }))?.bounds ?? [];
  return [0, ...bounds, ...pd, EVEN_CHANCE_PD - 1e-6];
}

function createCandidate({ pds, features }: Space, random: () => number): Candidate {
  const choose = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  return { pd: choose(pds), features: Object.fromEntries(features.map(({ name, values }) => [name, choose(values)])) };
}

function* listNeighbours({ pds, features }: Space, candidate: Candidate): Generator<Candidate> {
  for (const pd of pds) yield { ...candidate, pd };
  for (const { name, values } of features) {
    for (const value of values) yield { ...candidate, features: { ...candidate.features, [name]: value } };
  }
}

/** Mulberry32: a small generator of evenly spread numbers with a fixed start, so that a check can be repeated. */
function createRandom(): () => number {
  let state = 20_270_101;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
