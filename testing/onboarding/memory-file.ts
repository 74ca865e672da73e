/** A raw file in memory. */
import { Readable } from 'node:stream';
import type { RawFile } from '../../lambdas/onboarding/contract/raw-file.ts';

export function createMemoryFile(name: string, contents: string | Buffer): RawFile {
  const bytes = Buffer.from(contents);
  return {
    name,
    bytes: bytes.length,
    open: async () => Readable.from([bytes]),
    read: async (start, end) => bytes.subarray(start, end),
    fingerprint: async () => String(bytes.length),
  };
}
