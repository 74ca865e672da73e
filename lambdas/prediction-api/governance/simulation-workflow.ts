/** Starts the workflow that simulates. */
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { requireEnv } from '../../shared/env.ts';

export type StartSimulation = (simulationId: string) => Promise<void>;

/** Creates a function that starts the workflow once for each simulation: its id is the execution's name. */
export function createSimulationStarter(client: SFNClient): StartSimulation {
  return async (simulationId) => {
    const command = new StartExecutionCommand({
      stateMachineArn: requireEnv('SIMULATION_ARN'),
      name: simulationId,
      input: JSON.stringify({ simulation_id: simulationId }),
    });
    try {
      await client.send(command);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}
