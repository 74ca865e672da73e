/**
 * Splits a stream of UTF-8 bytes into lines in bounded memory. A machine's file ends a line with a line feed only:
 * `node:readline` also ends one at a carriage return, U+2028 and U+2029, which values can contain.
 */

const NEWLINE = 0x0a;

/** Yields the lines without their line feeds. The last line may lack one. */
export async function* readLines(bytes: AsyncIterable<Buffer | Uint8Array>): AsyncGenerator<string> {
  let incompleteLine: Buffer[] = [];
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = buffer.lastIndexOf(NEWLINE);
    if (end < 0) {
      incompleteLine.push(buffer);
      continue;
    }
    yield* Buffer.concat([...incompleteLine, buffer.subarray(0, end)])
      .toString('utf8')
      .split('\n');
    incompleteLine = [buffer.subarray(end + 1)];
  }
  const lastLine = Buffer.concat(incompleteLine).toString('utf8');
  if (lastLine !== '') yield lastLine;
}
