/** Limits what comes out of a decompression, so that a small file cannot fill memory, disk or time. */
import { Readable } from 'node:stream';
import type { RawFile } from '../../contract/raw-file.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { KIND_BYTES } from './find-kind.ts';

/** Small files may have any ratio: a column of zeros compresses a thousandfold. */
const RATIO_APPLIES_FROM_BYTES = 64 * 2 ** 20;

/**
 * Checks how many bytes came out of how many.
 * @throws {RawFileRefused} when the reason is ArchiveUnsafe or RawFileTooLarge
 */
export function checkDecompression(name: string, bytes: number, compressed: number, limits: RawFileLimits): void {
  if (bytes > RATIO_APPLIES_FROM_BYTES && bytes > limits.decompression_ratio * compressed) {
    const ratio = `more than ${limits.decompression_ratio} bytes come out of each`;
    throw new RawFileRefused('ArchiveUnsafe', `${name} is compressed too much to be an export (${ratio}): unpack it`);
  }
  if (bytes > limits.decompressed_bytes) {
    const most = `${limits.decompressed_bytes / 2 ** 30} GiB`;
    throw new RawFileRefused('RawFileTooLarge', `${name} unpacks to more than ${most}: split the export`);
  }
}

/** Creates a file of bytes that can only be read from the first on; another access holds all of them. */
export function createStreamedFile(
  file: Pick<RawFile, 'name' | 'bytes' | 'fingerprint'>,
  stream: () => AsyncGenerator<Buffer>,
  limits: RawFileLimits,
): RawFile {
  let held: Promise<Buffer> | undefined;
  return {
    ...file,
    open: async () => Readable.from(stream(), { highWaterMark: 1 }),
    async read(start, end) {
      if (held === undefined && end <= KIND_BYTES) return (await collect(stream(), end)).subarray(start, end);
      held ??= holdAll(file.name, stream(), limits);
      return (await held).subarray(start, end);
    },
  };
}

async function collect(chunks: AsyncGenerator<Buffer>, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= bytes) break;
  }
  return Buffer.concat(parts);
}

async function holdAll(name: string, chunks: AsyncGenerator<Buffer>, limits: RawFileLimits): Promise<Buffer> {
  const held = await collect(chunks, limits.held_bytes + 1);
  if (held.length <= limits.held_bytes) return held;
  const most = `${limits.held_bytes / 2 ** 20} MiB`;
  throw new RawFileRefused('RawFileTooLarge', `${name} has more than ${most} inside of its archive: unpack it first`);
}
