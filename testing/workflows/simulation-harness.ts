/**
 * Starts what tests of simulations need: the API's function, and the workflow with its real functions on the real
 * database, aws_s3 and ONNX Runtime.
 */
import type { Simulation } from '../../lambdas/prediction-api/contract/schemas/simulations.ts';
import type { RiskHandler } from '../../lambdas/shared/handler.ts';
import { callAsDocumented } from '../api/call-as-documented.ts';
import { buildLambdaContext, buildPersonClaims } from '../api/gateway-event.ts';
import { createPlaceholderMachine } from './batch-harness.ts';
import { executeStateMachine, readDefinition } from './execute-state-machine.ts';
import { type LambdaHarness, startLambdaHarness } from './lambda-harness.ts';

const STEPS = ['PrepareSimulation', 'SimulatePart', 'CloseSimulation'];
const toFileName = (step: string) => step.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();

export type SimulationHarness = Awaited<ReturnType<typeof startSimulationHarness>>;

/** Starts the harness on another one that runs, or on one of its own. */
export async function startSimulationHarness(running?: LambdaHarness) {
  const harness = running ?? (await startLambdaHarness());
  process.env.SIMULATION_ARN = await createPlaceholderMachine('simulation');
  harness.useRole('risk_governance');
  const { governanceHandler } = await import('../../lambdas/prediction-api/governance.lambda.ts');
  const api = governanceHandler(
    async () => new Set(['analyst']),
    async () => null,
    { readEmail: async (id) => `${id}@bank.example` },
  );
  const steps: Record<string, RiskHandler<unknown>> = {};
  for (const step of STEPS) {
    steps[step] = (await import(`../../lambdas/simulation/${toFileName(step)}.lambda.ts`)).handler;
  }
  const claims = buildPersonClaims('analyst-1', 'risk/govern risk/read', '[analyst]');
  const create = (body: object) => callAsDocumented(api, { method: 'POST', resource: '/v1/simulations', body, claims });
  const read = async (simulation_id: string): Promise<Simulation> =>
    (await callAsDocumented(api, { resource: '/v1/simulations/{simulation_id}', path: { simulation_id }, claims }))
      .body;

  /** Runs the workflow of a simulation with the real functions. */
  async function run(simulation_id: string, { runsTwice = false } = {}) {
    harness.useRole('risk_simulation');
    const task = (step: string) => async (input: object) => {
      if (runsTwice) await steps[step]?.(input, buildLambdaContext());
      return steps[step]?.(input, buildLambdaContext());
    };
    const tasks = Object.fromEntries(STEPS.map((step) => [step, task(step)]));
    const options = { id: `arn:aws:states:execution:${simulation_id}` };
    const execution = await executeStateMachine(readDefinition('simulation'), { simulation_id }, tasks, options);
    harness.useRole('risk_governance');
    return execution;
  }

  /** Creates a simulation and runs its workflow to the end. */
  async function simulate(body: object, options?: { runsTwice: boolean }): Promise<Simulation> {
    const { status, body: created } = await create(body);
    if (status !== 200) throw new Error(`the simulation was refused: ${JSON.stringify(created)}`);
    await run(created.simulation_id, options);
    return read(created.simulation_id);
  }

  const list = async (query: Record<string, string> = {}) =>
    (await callAsDocumented(api, { resource: '/v1/simulations', query, claims })).body;

  const callStep = async (step: string, input: object) => steps[step]?.(input, buildLambdaContext(900_000));

  return { harness, create, read, list, run, simulate, callStep };
}
