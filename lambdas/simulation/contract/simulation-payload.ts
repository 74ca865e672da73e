/** Defines what the steps of a simulation pass to each other: references and counts, never rows. */
import { z } from 'zod';

export const SimulationPart = z.object({ part: z.int().nonnegative(), rows: z.int().positive() });
export type SimulationPart = z.infer<typeof SimulationPart>;

/** The input of the step that runs once for each part. */
export const SimulatePartInput = z.object({ simulation_id: z.uuid(), part: SimulationPart });
export type SimulatePartInput = z.infer<typeof SimulatePartInput>;
