/** Opens a raw file on the local disk. */
import { createReadStream, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RawFile } from '../contract/raw-file.ts';
import { RawFileRefused } from '../contract/refusals.ts';

const READ_SIZE_BYTES = 256 * 1024;

/**
 * Opens a file for reading in pieces.
 * @throws {RawFileRefused} when the path names no file, a folder or a device, or may not be read (FileUnreadable)
 */
export async function openLocalFile(path: string): Promise<RawFile> {
  const name = basename(path);
  const readStats = async (): Promise<Stats> => {
    try {
      return await stat(path);
    } catch (error) {
      throw refuseUnreadable(name, error);
    }
  };
  const stats = await readStats();
  if (!stats.isFile()) {
    const what = stats.isDirectory() ? 'a folder: name the files in it' : 'no ordinary file: copy its contents to one';
    throw new RawFileRefused('FileUnreadable', `${name} is ${what}`);
  }
  return {
    name,
    bytes: stats.size,
    async open() {
      const handle = await openHandle(path, name);
      return createReadStream(path, { fd: handle, highWaterMark: READ_SIZE_BYTES });
    },
    async read(start, end) {
      const handle = await openHandle(path, name);
      try {
        const buffer = Buffer.allocUnsafe(Math.max(0, end - start));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    async fingerprint() {
      const { size, mtimeMs, ino } = await readStats();
      return `${size}:${mtimeMs}:${ino}`;
    },
  };
}

async function openHandle(path: string, name: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw refuseUnreadable(name, error);
  }
}

function refuseUnreadable(name: string, error: unknown): RawFileRefused {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') {
    return new RawFileRefused('FileUnreadable', `${name} may not be read by this user: change its permissions`);
  }
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  const what = missing ? 'does not exist: check the path' : `cannot be read (${code ?? 'unknown error'})`;
  return new RawFileRefused('FileUnreadable', `${name} ${what}`);
}
