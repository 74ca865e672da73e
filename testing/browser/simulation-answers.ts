/** Answers about simulations: one that is done, one that ends while it is looked at, and one that failed. */
import { Simulation, SimulationList } from '../../lambdas/prediction-api/contract/schemas/simulations.ts';
import { parsePolicy } from '../../lambdas/shared/policy/parse-policy.ts';
import { EXAMPLE_POLICY } from '../policies/example-policy.ts';
import { simulateRows } from '../simulation/simulate-rows.ts';
import type { Answer } from './dashboard-service.ts';

export const SIMULATION_IDS = {
  done: '01900000-0000-7000-8000-0000000000c1',
  failed: '01900000-0000-7000-8000-0000000000c2',
  started: '01900000-0000-7000-8000-0000000000c3',
} as const;

const baseline = parsePolicy(EXAMPLE_POLICY);
const [first, ...others] = baseline.cut_offs;
/** Stricter for some applications and milder for the others, so that there are swap-ins and swap-outs. */
const changed = {
  ...baseline,
  cut_offs: [
    { ...first, approve_below_pd: 0.1, decline_from_pd: 0.3 },
    ...others.map((pair) => ({ ...pair, approve_below_pd: 0.18 })),
  ],
};
const RESULT = {
  ...simulateRows({ baseline, candidate: changed }, 2000),
  ...{ not_decided: 12, unknown_features: [{ feature: 'w'.repeat(60), rows: 2000 }] },
};

/** @param version of the simulated policy */
export function createSimulationAnswers(version: string, problem: string): Answer {
  const build = (simulation_id: string, changed: Partial<Simulation>): Simulation => ({
    ...{ simulation_id, state: 'done', policy_version: version, has_document: false, document_sha256: 'c'.repeat(64) },
    ...{ model_version: null, segment: null, from: '2026-10-01', to: '2026-10-31', batch_id: null },
    requested_by: { name: null, id: `gone-${'w'.repeat(120)}` },
    ...{ started_at: '2026-11-01T10:00:00.000Z', ended_at: '2026-11-01T10:00:30.000Z', rows: RESULT.rows },
    ...{ problem: null, result: RESULT },
    ...changed,
  });
  const running = { state: 'running', ended_at: null, rows: null, result: null } as const;
  const simulations = [
    build(SIMULATION_IDS.done, {}),
    build(SIMULATION_IDS.failed, { state: 'failed', rows: null, result: null, problem }),
  ];
  return ({ method, path, body }) => {
    const [, , , id = ''] = path.split('/');
    if (method === 'POST') {
      simulations.unshift(build(SIMULATION_IDS.started, { ...running, policy_version: String(body.policy_version) }));
      return { body: simulations[0] };
    }
    if (id === '') {
      return { body: SimulationList.parse({ simulations, next_before: null }) };
    }
    const found = simulations.find(({ simulation_id }) => simulation_id === id);
    if (!found) return undefined;
    const answer = Simulation.parse(found);
    // Whoever asks again finds it done.
    if (found.state === 'running') Object.assign(found, build(id, { policy_version: found.policy_version }));
    return { body: answer };
  };
}
