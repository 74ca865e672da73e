/** Chooses the engine that builds a run's features: PostgreSQL or Spark. No I/O. */
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

/**
 * Returns the engine that an environment without Spark uses: PostgreSQL builds the same features of a large day in more
 * time. A delivery is not refused for its size.
 */
export function replaceSpark(engine: 'sql' | 'spark', logger: { warn(message: string): void }): 'sql' {
  if (engine === 'spark') {
    logger.warn(
      'this environment has no Spark, so PostgreSQL builds the features of this large day, which takes longer: ' +
        'set EMR_SERVERLESS_IMAGE and deploy to have Spark (docs/deploy.md)',
    );
  }
  return 'sql';
}
