/** Makes the ids of a batch's predictions from the batch and the line, so that a retried step makes the same rows. */
import { createHash } from 'node:crypto';

/**
 * Creates a function that returns the UUID of version 7 (RFC 9562) of a line, 1 to 2^32 - 1. The UUID has the batch's
 * time, bits of a hash of its id, and the line as the counter that the RFC allows, so that ids sort as lines do.
 */
export function createPredictionIds(batchId: string): (line: number) => string {
  const hash = createHash('sha256').update(batchId).digest('hex');
  const variant = (8 + (Number.parseInt(hash.slice(0, 1), 16) % 4)).toString(16);
  const fixed = `${batchId.slice(0, 13)}-7${hash.slice(1, 4)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 11)}`;
  return (line) => `${fixed}${line.toString(16).padStart(8, '0')}`;
}
