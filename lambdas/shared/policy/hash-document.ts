/** Hashes the text of a policy. A separate file, because a browser that reads policies has no node:crypto. */
import { createHash } from 'node:crypto';

/** SHA-256 of a policy's text, in hex: a version whose content was changed has another hash. */
export function hashDocument(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
