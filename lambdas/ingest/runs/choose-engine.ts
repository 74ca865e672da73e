/** Which engine builds a run's features. Pure. */
import { z } from 'zod';
import type { DeliveredFile } from '../../shared/runs/run.ts';

/** What a caller may ask for: `auto` goes by the size of the delivery. */
export const RequestedEngine = z.enum(['auto', 'sql', 'spark']);
export type RequestedEngine = z.infer<typeof RequestedEngine>;

/** Spark for a delivery of more bytes than the threshold, PostgreSQL for any other, unless one was asked for. */
export function chooseEngine(
  requested: RequestedEngine,
  files: readonly Pick<DeliveredFile, 'size_bytes'>[],
  thresholdBytes: number,
): 'sql' | 'spark' {
  if (requested !== 'auto') return requested;
  const deliveredBytes = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  return deliveredBytes > thresholdBytes ? 'spark' : 'sql';
}
