/** Sees a gzip file as the file within it. */
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { RawFile } from '../../contract/raw-file.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { checkDecompression, createStreamedFile } from './limit-bytes.ts';

const CHUNK_SIZE_BYTES = 256 * 1024;

/** Opens the file within a gzip file. Reading it ends with CorruptFile, ArchiveUnsafe or RawFileTooLarge. */
export async function openGzipFile(file: RawFile, limits: RawFileLimits): Promise<RawFile> {
  const name = file.name.replace(/\.gz$/i, '');
  const inner = createStreamedFile({ ...file, name }, () => decompress(file, limits), limits);
  return { ...inner, bytes: await measureBytes(file) };
}

/** The last four bytes are the size, of the last member and modulo 4 GiB: enough to know that there is something. */
async function measureBytes(file: RawFile): Promise<number> {
  const trailer = await file.read(Math.max(0, file.bytes - 4), file.bytes);
  return trailer.length === 4 ? trailer.readUInt32LE() : 0;
}

async function* decompress(file: RawFile, limits: RawFileLimits): AsyncGenerator<Buffer> {
  const source = await file.open();
  const gunzip = createGunzip({ chunkSize: CHUNK_SIZE_BYTES });
  let bytes = 0;
  try {
    // The error arrives by the iteration below.
    pipeline(source, gunzip, () => undefined);
    for await (const chunk of gunzip) {
      bytes += (chunk as Buffer).length;
      checkDecompression(file.name, bytes, file.bytes, limits);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw describeGzipError(file.name, error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function describeGzipError(name: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'Z_BUF_ERROR') {
    return new RawFileRefused('CorruptFile', `${name} ends too early: it was cut off, so copy or upload it again`);
  }
  if (!code.startsWith('Z_')) return error;
  return new RawFileRefused('CorruptFile', `${name} is damaged (its gzip data is invalid): export it again`);
}
