/** Simulates a policy or a model from the command line: stores the request, runs the workflow, and reads the result. */
import { readFileSync } from 'node:fs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { CreateSimulationRequest, type Simulation } from '../../lambdas/prediction-api/contract/schemas/simulations.ts';
import { createSimulation, readSimulation } from '../../lambdas/prediction-api/governance/simulations.ts';
import { Problem } from '../../lambdas/prediction-api/http/problem.ts';
import { getDatabase } from '../../lambdas/shared/aws/database.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { InvalidOptions } from '../terminal/command.ts';
import { CommandError } from '../terminal/command-error.ts';
import { followSteps } from '../workflows/follow-steps.ts';
import { runWorkflow } from '../workflows/run-workflow.ts';

/** What is simulated does not exist, is no policy, or too many simulations run. */
export class SimulationRefused extends CommandError {}

export interface SimulationOptions {
  policy: string | undefined;
  /** Path of a policy document. */
  document: string | undefined;
  model: string | undefined;
  /** `feature=value`. */
  segment: string | undefined;
  from: string | undefined;
  to: string | undefined;
  batch: string | undefined;
}

/** The client that is stored with simulations of the command line. */
const CLIENT_ID = 'command-line';

/**
 * Turns the options into the body of POST /v1/simulations.
 * @throws {InvalidOptions} when they do not say what is simulated, on which decisions
 */
export function buildSimulationRequest({ policy, document, model, segment, from, to, batch }: SimulationOptions) {
  const parsed = CreateSimulationRequest.safeParse({
    ...{ policy_version: policy, document: document && readDocument(document), model_version: model },
    ...{ segment: segment && parseSegment(segment), from, to, batch_id: batch },
  });
  if (parsed.success) return parsed.data;
  throw new InvalidOptions(parsed.error.issues.map(({ message }) => message).join('; '));
}

function readDocument(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InvalidOptions(`${path} is no policy document: ${(error as Error).message}`);
  }
}

function parseSegment(text: string): { feature: string; value: string } {
  const [, feature, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (feature && value) return { feature, value };
  throw new InvalidOptions(`--segment ${text} is no feature=value, such as purpose=car`);
}

/**
 * Runs a simulation to its end.
 * @throws {SimulationRefused} when what it names does not exist, or too many simulations run
 * @throws {WorkflowFailed} when the workflow fails
 */
export async function runSimulation(
  { parameter, progress }: OperatorEnvironment,
  body: CreateSimulationRequest,
  by: string,
): Promise<Simulation> {
  const dependencies = { database: () => getDatabase('risk_governance'), readName: async () => null };
  const caller = { clientId: CLIENT_ID, name: by, isPerson: true, scopes: new Set<string>(), roles: new Set<never>() };
  const following = followSteps('simulation', progress);
  let execution: Promise<unknown> | undefined;
  const startSimulation = async (simulation_id: string) => {
    const arn = parameter('workflow/simulation-arn');
    execution = runWorkflow(new SFNClient({}), arn, { simulation_id }, following.show, simulation_id);
  };
  try {
    const input = { body, caller, params: {}, query: {}, headers: {} };
    const { simulation_id } = await createSimulation({ ...dependencies, startSimulation }, input);
    await execution;
    following.end();
    return await readSimulation(dependencies, {
      params: { simulation_id },
      caller,
      body: undefined,
      query: {},
      headers: {},
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const fields = error.errors.map(({ path, message }) => `${path}: ${message}`);
    throw new SimulationRefused([error.message, ...fields].join('; '), { cause: error });
  }
}
