/** An uploaded file is decompressed, split into parts of whole lines, and read by line, whatever the buffers are. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  createFeatureRowReader,
  createJoinedRowReader,
  encodeApplicationRows,
} from '../../../lambdas/scoring/uploads/batch-rows.ts';
import { parseFields, parseLines } from '../../../lambdas/scoring/uploads/parse-lines.ts';
import { createPredictionIds } from '../../../lambdas/scoring/uploads/prediction-ids.ts';
import { readHeader } from '../../../lambdas/scoring/uploads/read-header.ts';
import { FileRefused, readUpload, splitHeader } from '../../../lambdas/scoring/uploads/read-upload.ts';
import { type FilePart, splitIntoParts } from '../../../lambdas/scoring/uploads/split-into-parts.ts';
import { escapeFormula } from '../../../lambdas/shared/csv/escape-formula.ts';
import { formatLine } from '../../../lambdas/shared/csv/format-line.ts';

async function* splitIntoBuffers(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size = 7): Promise<{ header: string; parts: FilePart[]; sha256: string }> {
  const { text, sha256 } = readUpload(splitIntoBuffers(bytes, size));
  const { header, body } = await splitHeader(text);
  const parts: FilePart[] = [];
  for await (const part of splitIntoParts(body)) parts.push(part);
  return { header, parts, sha256: sha256() };
}

const rowsOf = (parts: FilePart[]) => parts.flatMap(({ bytes, firstLine }) => [...parseLines(bytes, firstLine)]);

describe('a file', () => {
  const value = fc.stringMatching(/^[ -~é✓]{0,8}$/);
  const rows = fc.array(fc.array(value, { minLength: 2, maxLength: 3 }), { maxLength: 40 });

  test('is read as it was written, with its lines, plain or gzip, in buffers of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        fc.boolean(),
        async (all, size, zip, crlf) => {
          const end = crlf ? '\r\n' : '\n';
          const text = `\ufeffa,b${end}${all.map((row) => formatLine(row).replace(/\n$/, end)).join('')}`;
          const bytes = zip ? gzipSync(text) : Buffer.from(text);
          const { header, parts, sha256 } = await read(bytes, size);
          const expected = all.map((fields, i) => ({ line: i + 2, fields }));
          expect(header).toBe('a,b');
          expect(rowsOf(parts)).toEqual(expected);
          expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(expected.length);
          expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
        },
      ),
    );
  });

  test('has parts of at most 25,000 rows, one after the other; empty lines are not rows', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => (i % 6 === 5 ? '' : String(i)));
    const { parts } = await read(Buffer.from(['id', ...lines].join('\n')), 64 * 1024);
    expect(parts.map(({ firstLine, rows: count }) => [firstLine, count])).toEqual([
      [2, 25_000],
      [30_001, 25_000],
    ]);
    const all = rowsOf(parts);
    expect(all).toHaveLength(50_000);
    for (const { line, fields } of all) expect(fields).toEqual([String(line - 2)]);
  });

  test('has parts of fewer rows where lines are long, and a last line without a line break counts', async () => {
    const wide = 'x'.repeat(60_000);
    const { parts } = await read(Buffer.from(['id', ...Array<string>(300).fill(wide), 'last'].join('\n')), 64 * 1024);
    expect(parts.map(({ rows: count }) => count)).toEqual([280, 21]);
    expect(rowsOf(parts).at(-1)).toEqual({ line: 302, fields: ['last'] });
  });

  test.each([
    [Buffer.from(`id\n${'x'.repeat(65_537)}\n`), 'line-too-long'],
    [Buffer.from('x'.repeat(70_000)), 'line-too-long'],
    [Buffer.from('\x1f\x8bno gzip', 'latin1'), 'broken-gzip'],
    [gzipSync('id\n1\n').subarray(0, -6), 'broken-gzip'],
  ])('is refused where it cannot be read, case %#', async (bytes, problem) => {
    await expect(read(bytes, 1024)).rejects.toMatchObject({ name: 'FileRefused', problem });
  });

  test('an error of the object store does not refuse the file', async () => {
    const broken = async function* () {
      yield gzipSync('id\n1\n').subarray(0, 12);
      throw new Error('the connection broke');
    };
    const { text } = readUpload(broken());
    await expect(splitHeader(text)).rejects.toThrow('the connection broke');
  });
});

describe('a line', () => {
  test.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['"a,""b""",c', ['a,"b"', 'c']],
    ['"",', ['', '']],
    ['a"b', null],
    ['"a', null],
    ['"a"b', null],
    ['a\0', null],
  ])('%j is %j', (line, fields) => {
    expect(parseFields(line)).toEqual(fields);
  });

  test('that is not UTF-8 cannot be read; the others can, U+FFFD itself too', () => {
    const part = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xff, 0x0a]), Buffer.from('b\n')]);
    expect([...parseLines(part, 2)].map(({ fields }) => fields)).toEqual([['a'], null, ['b']]);
    const mixed = Buffer.concat([Buffer.from('\ufffd\n'), Buffer.from([0xff, 0x0a])]);
    expect([...parseLines(mixed, 2)].map(({ fields }) => fields)).toEqual([['\ufffd'], null]);
    expect([...parseLines(Buffer.from('\ufffd'), 2)]).toEqual([{ line: 2, fields: ['\ufffd'] }]);
  });
});

describe('a header', () => {
  const needed = [
    { name: 'amount', type: 'number' as const },
    { name: 'application_grade', type: 'category' as const },
  ];

  test('with application_id alone means applications, with all needed features means features', () => {
    expect(readHeader('application_id', needed).input).toBe('applications');
    expect(readHeader('application_grade,amount', needed).input).toBe('features');
    expect(readHeader('reference,age_years,application_grade,amount', needed).input).toBe('features');
  });

  test.each([
    ['amount', /missing: application_grade/],
    ['amount,application_grade,salary', /unknown: column 3/],
    ['amount,amount,application_grade', /given twice: amount/],
    ['application_id,amount,application_grade', /unknown: column 1/],
    [' ', /no header/],
    ['"amount', /cannot be read/],
    [
      `amount,${Array.from({ length: 9 }, (_, i) => `x${i}\u0007`).join(',')}`,
      /unknown: column 2, .* and 4 more; missing/,
    ],
  ])('%j is refused with the reason', (header, why) => {
    expect(() => readHeader(header, needed)).toThrow(FileRefused);
    expect(() => readHeader(header, needed)).toThrow(why);
  });
});

describe('rows', () => {
  const columns = [
    { name: 'amount', type: 'number' as const },
    { name: 'dependants', type: 'number' as const },
    { name: 'purpose', type: 'category' as const },
  ];
  const features = createFeatureRowReader(['reference', 'purpose', 'amount', 'dependants'], columns);
  const row = (text: string) => features({ line: 2, fields: parseFields(text) });

  test('of features have numbers, categories and unknown values', () => {
    expect(row('r1,car,1e3,')).toEqual({
      ...{ line: 2, name: 'r1', origin: null, features: { amount: 1000, dependants: null, purpose: 'car' } },
    });
  });

  test.each([
    ['r,car,abc,', 'amount'],
    ['r,car,0x10,', 'amount'],
    ['r,car, 1,', 'amount'],
    ['r,car,Infinity,', 'amount'],
    ['r,car,1e300,', 'amount'],
    ['r,car,-1,', 'amount'],
    ['r,car,1,1.5', 'dependants'],
    [`r,${'x'.repeat(201)},1,`, 'purpose'],
    [`${'x'.repeat(201)},car,1,`, 'reference'],
    ['r\u0007,car,1,', 'reference'],
  ])('%j is an invalid value of %s', (text, detail) => {
    expect(row(text)).toMatchObject({ line: 2, error: 'invalid_value', detail });
  });

  test('with another number of values fail', () => {
    expect(row('r,car,1')).toMatchObject({ error: 'unreadable' });
  });

  test('of applications are encoded for the database and decoded from its export', () => {
    const part = Buffer.from('a\\b\n"c,""d"""\n""\n\u0007\ne,f\n');
    expect([...encodeApplicationRows(part, 2)]).toEqual([
      ...['2\ta\\\\b\t\\N\n', '3\tc,"d"\t\\N\n', '4\t\\N\tmissing_application_id\n'],
      ...['5\t\\N\tinvalid_application_id\n', '6\t\\N\tunreadable\n'],
    ]);
    const joined = createJoinedRowReader(columns);
    expect(joined('3\ta\\\\b\t\\N\tc1\t2005-10-01 00:00:00\trun\t\\N\t\\N\t1000\t\\N\tcar')).toEqual({
      ...{ line: 3, name: 'a\\b', features: { amount: 1000, dependants: null, purpose: 'car' } },
      origin: {
        application_id: 'a\\b',
        customer_id: 'c1',
        as_of: '2005-10-01 00:00:00',
        run_id: 'run',
        override: null,
      },
    });
    const held = joined('3\ta\t\\N\tc1\t2005-10-01 00:00:00\trun\to1\tapprove\t1000\t\\N\tcar');
    expect(held).toMatchObject({ origin: { override: { override_id: 'o1', decision: 'approve' } } });
    const unknown = Array<string>(8).fill('\\N').join('\t');
    expect(joined(`4\tx\t\\N\t${unknown}`)).toEqual({ line: 4, name: 'x', error: 'unknown_application' });
    expect(joined(`5\t\\N\tunreadable\t${unknown}`)).toEqual({ line: 5, name: null, error: 'unreadable' });
    expect(() => joined('6\tx')).toThrow('columns');
  });
});

test('prediction ids are UUIDs of version 7 with the time of the batch, in the order of lines, and need its secret', () => {
  const batch = '019a0000-1234-7abc-8def-0123456789ab';
  const createId = createPredictionIds(batch, 'secret');
  const lines = [2, 3, 4, 16_383, 16_384, 5_000_000, 2 ** 26 - 1];
  const ids = lines.map(createId);
  for (const id of ids) expect(id).toMatch(/^019a0000-1234-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids).toEqual(ids.toSorted());
  expect(lines.map(createPredictionIds(batch, 'secret'))).toEqual(ids);
  // Another secret, another batch or another line: another end, which nobody can compute from the ids that they know.
  const ends = [
    ...ids,
    createPredictionIds(batch, 'other')(2),
    createPredictionIds(`${batch.slice(0, -1)}c`, 'secret')(2),
  ];
  expect(new Set([...ends, createId(2 ** 26 + 2)].map((id) => id.slice(-12))).size).toBe(lines.length + 3);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd', "'+cmd"],
  ['-cmd', "'-cmd"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['＝1', "'＝1"],
  ['a;=1', "a;'=1"],
  ['-1.5', '-1.5'],
  ['+1e-3', '+1e-3'],
  ['a-b', 'a-b'],
])('the text %j is written as %j, so that no spreadsheet runs it', (text, written) => {
  expect(escapeFormula(text)).toBe(written);
});
