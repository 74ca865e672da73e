/** Makes the ids of a batch's predictions from the batch and the line, so that a retried step makes the same rows. */
import { createHmac } from 'node:crypto';

/** The counter's bits: 12 before the variant, 14 after it. More lines than it counts begin it again. */
const COUNTER_SIZE = 2 ** 26;
const SUFFIX_HEX_DIGITS = 12;

/**
 * Creates a function that returns the UUID of version 7 (RFC 9562) of a line, 1 or more. The UUID has the batch's time
 * and the line as the counter that the RFC allows, so that ids sort as lines do. It ends in 48 bits of a keyed hash of
 * the line, so that nobody who knows some ids can compute another.
 * @param secret random secret of the batch, which no client and no log has
 */
export function createPredictionIds(batchId: string, secret: string): (line: number) => string {
  const time = batchId.slice(0, 13);
  return (line) => {
    const counter = line % COUNTER_SIZE;
    const high = toHex(counter >>> 14, 3);
    const low = toHex(0x8000 | (counter & 0x3fff), 4);
    const suffix = createHmac('sha256', secret).update(`${batchId}:${line}`).digest('hex').slice(0, SUFFIX_HEX_DIGITS);
    return `${time}-7${high}-${low}-${suffix}`;
  };
}

const toHex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
