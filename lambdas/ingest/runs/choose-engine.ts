/** Chooses the engine that builds a run's features: PostgreSQL or Spark. Pure function, no I/O. */
import { z } from 'zod';
import type { DeliveredFile } from '../../shared/runs/run.ts';

/** The engine that an execution requests; `auto` chooses by the size of the delivery. */
export const RequestedEngine = z.enum(['auto', 'sql', 'spark']);
export type RequestedEngine = z.infer<typeof RequestedEngine>;

/** For `auto`: Spark for a delivery of more bytes than the threshold, otherwise PostgreSQL. */
export function chooseEngine(
  requested: RequestedEngine,
  files: readonly Pick<DeliveredFile, 'size_bytes'>[],
  thresholdBytes: number,
): 'sql' | 'spark' {
  if (requested !== 'auto') return requested;
  const deliveredBytes = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  return deliveredBytes > thresholdBytes ? 'spark' : 'sql';
}
