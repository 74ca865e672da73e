/** Last step of a simulation: stores its result, or why it failed. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { closeSimulation } from './close/close-simulation.ts';

const Input = z.object({
  simulation_id: z.uuid(),
  execution_id: z.string(),
  parts: z.int().nonnegative(),
  failed: z.boolean(),
});

export const handler = createRiskHandler({ name: 'simulation/close-simulation', input: Input }, (request) =>
  closeSimulation({ database: getDatabase(), store: getObjectStore(), workBucket: requireEnv('WORK_BUCKET') }, request),
);
