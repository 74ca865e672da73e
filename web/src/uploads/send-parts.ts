/**
 * Sends the missing parts of files to their presigned addresses. A part is a slice of the file, which the browser reads
 * from the disk while it sends it: no file is held in memory.
 */
import type { Import } from '../queries/api-types.ts';

type Upload = NonNullable<Import['uploads']>[number];

/** A part could not be sent, also after it was tried again. */
export class PartNotSent extends Error {}

/** The address of a part has expired. The import has a new one. */
export class AddressExpired extends Error {}

/** Parts on their way at once: enough to fill a line, and few enough to lose little when it breaks. */
const PARALLEL_PARTS = 3;
const ATTEMPTS = 4;
const FIRST_PAUSE_MILLISECONDS = 1_000;

interface Sending {
  /** The chosen file of an upload. */
  findFile: (upload: Upload) => File | undefined;
  /** Called with the bytes of each part that has arrived. */
  onSent: (bytes: number) => void;
  signal: AbortSignal;
}

/** Files are the same when name and size are: the browser gives no more before it has read them. */
export const isSameFile = (file: File, { name, size_bytes }: Pick<Upload, 'name' | 'size_bytes'>): boolean =>
  file.name === name && file.size === size_bytes;

/**
 * Resolves when every listed part has arrived.
 * @throws {AddressExpired} when an address takes nothing any more
 * @throws {PartNotSent} when a part was refused or lost each time
 */
export async function sendParts(uploads: readonly Upload[], { findFile, onSent, signal }: Sending): Promise<void> {
  const queue = uploads.flatMap((upload) => {
    const file = findFile(upload);
    return file ? upload.parts.map((part) => ({ file, part })) : [];
  });
  const sendNext = async (): Promise<void> => {
    const next = queue.shift();
    if (!next) return;
    const { start, size_bytes, url } = next.part;
    await sendPart(url, next.file.slice(start, start + size_bytes), signal);
    onSent(size_bytes);
    return sendNext();
  };
  await Promise.all(Array.from({ length: PARALLEL_PARTS }, sendNext));
}

async function sendPart(url: string, body: Blob, signal: AbortSignal): Promise<void> {
  let cause: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await pause(FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1), signal);
    try {
      const response = await fetch(url, { method: 'PUT', body, signal });
      await response.arrayBuffer(); // until it is read, the request is under way
      if (response.ok) return;
      if (response.status === 403) throw new AddressExpired();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AddressExpired) throw error;
      cause = error; // the line is broken, or the file was changed or taken away
    }
  }
  throw new PartNotSent(undefined, { cause });
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
