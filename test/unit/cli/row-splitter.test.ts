/** The local aws_s3 splits the output of COPY into parts that end with a complete row. */
import fc from 'fast-check';
import { type CopyFormat, RowSplitter } from '../../../cli/local/aws-s3/row-splitter.mjs';

/** The parts of an output that arrives in these buffers. */
function splitIntoParts(buffers: Buffer[], partBytes: number, format: CopyFormat): string[] {
  const splitter = new RowSplitter(partBytes, format);
  const parts: string[] = [''];
  for (const buffer of buffers) {
    for (const { data, beginsPart } of splitter.split(buffer)) {
      if (beginsPart) parts.push('');
      parts[parts.length - 1] += data.toString('latin1');
    }
  }
  return parts;
}

describe('RowSplitter', () => {
  test('ends a part at the first complete row after its size', () => {
    expect(splitIntoParts([Buffer.from('aa\nbb\ncc\n')], 4, {})).toEqual(['aa\nbb\n', 'cc\n']);
  });

  test('begins no part without rows', () => {
    expect(splitIntoParts([Buffer.from('aa\nbb\n')], 3, {})).toEqual(['aa\n', 'bb\n']);
  });

  test('keeps a line feed inside quotes with its row', () => {
    expect(splitIntoParts([Buffer.from('"a\nb"\nc\n')], 1, { format: 'csv' })).toEqual(['"a\nb"\n', 'c\n']);
  });

  test('uses the quote and escape of the format', () => {
    const format = { format: 'csv', quote: "'", escape: '\\' };
    expect(splitIntoParts([Buffer.from("'a\\'\nb'\nc\n")], 1, format)).toEqual(["'a\\'\nb'\n", 'c\n']);
  });

  test('loses nothing and cuts no row, however the output is divided', () => {
    const value = fc.stringMatching(/^[a-c",\n]{0,6}$/);
    const row = fc.array(value, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(row),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, size, step) => {
          const lines = rows.map((each) => `${each.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`);
          const output = Buffer.from(lines.join(''));
          const buffers = Array.from({ length: Math.ceil(output.length / step) }, (_, index) =>
            output.subarray(index * step, (index + 1) * step),
          );
          const parts = splitIntoParts(buffers, size, { format: 'csv' });
          expect(parts.join('')).toBe(output.toString());
          let next = 0;
          for (const part of parts) {
            let taken = '';
            while (taken.length < part.length) taken += lines[next++];
            expect(taken).toBe(part);
          }
          for (const part of parts.slice(0, -1)) expect(part.length).toBeGreaterThanOrEqual(size);
        },
      ),
    );
  });
});
