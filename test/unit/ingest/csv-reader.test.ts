/** The CSV reader returns what was written, and reports a bad line without losing any other. */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { CsvReader } from '../../../lambdas/ingest/prepare/csv-reader.ts';
import { MAX_RECORD_LENGTH } from '../../../lambdas/shared/landing/delivery-limits.ts';

type Read = [line: number, fields: string[] | string];

/** Reads bytes cut into chunks of these sizes; the last size repeats. */
function read(input: string | Buffer, sizes: number[] = [Number.MAX_SAFE_INTEGER]): Read[] {
  const bytes = Buffer.from(input as string);
  const result: Read[] = [];
  const reader = new CsvReader({
    onRecord: (fields, line) => result.push([line, fields]),
    onUnreadable: (line, reason) => result.push([line, reason]),
  });
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes[Math.min(i, sizes.length - 1)] as number;
    reader.push(bytes.subarray(at, at + size));
    at += size;
  }
  reader.end();
  return result;
}

describe('well-formed input', () => {
  test('is numbered by line, including empty lines and line breaks in quotes', () => {
    expect(read('a,b\r\n\r\n1,"x\ny"\n\n2,"say ""hi"""')).toEqual([
      [1, ['a', 'b']],
      [3, ['1', 'x\ny']],
      [6, ['2', 'say "hi"']],
    ]);
  });

  test('may begin with a byte order mark and hold empty fields', () => {
    expect(read('\ufeffa,b\n,""\n')).toEqual([
      [1, ['a', 'b']],
      [2, ['', '']],
    ]);
  });

  test('is read as it was written, however it is cut into chunks', () => {
    const field = fc.string({ unit: fc.constantFrom(...'ab,"\n\r é€𝒳', '\r\n'), maxLength: 6 });
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 20 });
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
    fc.assert(
      fc.property(rows, sizes, fc.constantFrom('\n', '\r\n'), (written, cut, lineBreak) => {
        const text = stringify(written, { record_delimiter: lineBreak, quoted_match: /[\r\n]/ });
        const expected = parse(text, { relax_column_count: true, record_delimiter: lineBreak });
        expect(read(text, cut).map(([, fields]) => fields)).toEqual(expected);
        expect(expected).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });
});

describe('malformed input', () => {
  test.each<[name: string, line: string | Buffer, reason: string]>([
    ['a quote inside of a field', '1,a"b', 'broken_quoting'],
    ['text after a closing quote', '1,"a"b', 'broken_quoting'],
    ['a quote that nothing closes', '1,"a', 'broken_quoting'],
    ['a NUL', '1,a\0b', 'nul_byte'],
    ['a NUL in quotes', '1,"a\0b"', 'nul_byte'],
    ['bytes that are not UTF-8', Buffer.from([0x31, 0x2c, 0xe9]), 'invalid_utf8'],
    ['a line that is too long', `1,${'x'.repeat(MAX_RECORD_LENGTH)}`, 'line_too_long'],
    ['a line that exceeds the memory limit', `1,${'x'.repeat(5 * MAX_RECORD_LENGTH)}`, 'line_too_long'],
  ])('%s is one unreadable line', (_name, line, reason) => {
    const file = Buffer.concat([Buffer.from('a,b\n0,y\n'), Buffer.from(line as string), Buffer.from('\n2,z\n3,w')]);
    for (const cut of [line.length > 100 ? 997 : 1, 65_536]) {
      expect(read(file, [cut])).toEqual([
        [1, ['a', 'b']],
        [2, ['0', 'y']],
        [3, reason],
        [4, ['2', 'z']],
        [5, ['3', 'w']],
      ]);
    }
  });

  test('a last line that is too long is reported', () => {
    expect(read(`a\n${'x'.repeat(4 * MAX_RECORD_LENGTH)}`, [3 * MAX_RECORD_LENGTH + 3])).toEqual([
      [1, ['a']],
      [2, 'line_too_long'],
    ]);
  });

  test('a delivered replacement character is valid', () => {
    const file = Buffer.concat([Buffer.from('\ufffd,1\n'), Buffer.from([0xff]), Buffer.from(',2\n')]);
    expect(read(file)).toEqual([
      [1, ['\ufffd', '1']],
      [2, 'invalid_utf8'],
    ]);
  });

  test('is read the same, however it is cut into chunks', () => {
    const piece = fc.constantFrom('a', ',', '"', '\n', '\r\n', '\0', 'é', 'x'.repeat(MAX_RECORD_LENGTH / 2));
    const raw = fc.array(fc.oneof({ weight: 20, arbitrary: piece }, fc.constant(null)), { maxLength: 60 });
    fc.assert(
      fc.property(raw, fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1 }), (pieces, cut) => {
        const bytes = Buffer.concat(pieces.map((text) => (text === null ? Buffer.from([0xff]) : Buffer.from(text))));
        expect(read(bytes, [...cut, 10_000])).toEqual(read(bytes));
      }),
      { numRuns: 200 },
    );
  });
});
