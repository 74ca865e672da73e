/** Names things by the hash of what they are made of. */
import { createHash } from 'node:crypto';

/** SHA-256, hexadecimal. */
export const hashTexts = (texts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('hex');
