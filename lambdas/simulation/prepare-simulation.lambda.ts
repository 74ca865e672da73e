/** First step of a simulation: plans it and exports the decisions of its period or file. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { prepareSimulation } from './prepare/prepare-simulation.ts';

const Input = z.object({ simulation_id: z.uuid(), execution_id: z.string() });

export const handler = createRiskHandler({ name: 'simulation/prepare-simulation', input: Input }, (request) => {
  const [database, store, exportLocation] = [getDatabase(), getObjectStore(), getExportLocation()];
  return prepareSimulation({ database, store, exportLocation }, request);
});
