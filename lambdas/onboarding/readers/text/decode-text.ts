/** Decodes the bytes of a text file in pieces, and fails where a byte is not of the encoding: nothing becomes U+FFFD. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { RawFileRefused } from '../../contract/refusals.ts';

/** A byte does not belong to the encoding. */
export class UndecodableByte extends Error {
  readonly encoding: string;
  constructor(encoding: string) {
    super(`a byte is not ${encoding}`);
    this.encoding = encoding;
  }
}

/**
 * Yields the text of a stream, without a byte order mark.
 * @throws {UndecodableByte} when a byte is not of the encoding
 */
export async function* decodeText(bytes: Readable, encoding: string): AsyncGenerator<string> {
  const decode = encoding === 'utf-8' ? createUtf8Decoder() : createDecoder(encoding);
  let isFirst = true;
  for await (const chunk of bytes) {
    const text = decode(chunk as Buffer, false);
    yield isFirst ? withoutByteOrderMark(text) : text;
    isFirst &&= text === '';
  }
  const text = decode(Buffer.alloc(0), true);
  if (text !== '') yield text;
}

export const withoutByteOrderMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

type Decode = (chunk: Buffer, isLast: boolean) => string;

/** Decodes chunks of ASCII as Latin-1, which V8 stores in one byte for each character: half the memory and time. */
function createUtf8Decoder(): Decode {
  let rest = Buffer.alloc(0);
  return (chunk, isLast) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = isLast ? bytes.length : findCharacterEnd(bytes);
    const whole = bytes.subarray(0, end);
    rest = Buffer.from(bytes.subarray(end));
    if (isAscii(whole)) return whole.toString('latin1');
    if (!isUtf8(whole)) throw new UndecodableByte('utf-8');
    return whole.toString('utf8');
  };
}

/** Position after the last complete character: at most the last three bytes begin one that goes on in the next chunk. */
export function findCharacterEnd(bytes: Buffer): number {
  const { length } = bytes;
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = bytes[length - back] as number;
    if (byte < 0x80) return length;
    if (byte < 0xc0) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return size > back ? length - back : length;
  }
  return length;
}

function createDecoder(encoding: string): Decode {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (chunk, isLast) => {
    try {
      return decoder.decode(chunk, { stream: !isLast });
    } catch {
      throw new UndecodableByte(encoding);
    }
  };
}

/** Makes one line of a byte that is not of the encoding; every other error stays as it is. */
export function describeDecoding(name: string, error: unknown, line: number | null): unknown {
  if (!(error instanceof UndecodableByte)) return error;
  const where = line === null ? name : `${name}, after line ${line}`;
  return new RawFileRefused(
    'CorruptFile',
    `${where}: a byte is not ${error.encoding}: export the file again, or mend \`encoding\` in the mapping`,
  );
}
