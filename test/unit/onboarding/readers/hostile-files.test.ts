/** Files that are no table, damaged or hostile: each ends in one line that says what, where and how to mend it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { RawFile } from '../../../../lambdas/onboarding/contract/raw-file.ts';
import { openLocalFile } from '../../../../lambdas/onboarding/readers/local-file.ts';
import { openRawTables } from '../../../../lambdas/onboarding/readers/open-raw-tables.ts';
import { openStoredFile } from '../../../../lambdas/onboarding/readers/stored-file.ts';
import { ObjectMissing, ObjectReplaced } from '../../../../lambdas/shared/aws/object-store.ts';
import { createFile, type ReadOptions, readAll, readFile, readOne, readRefusal } from './raw-files.ts';
import { writeWorkbook, writeZip } from './zip-writer.ts';

const CSV = `id,amount\n${Array.from({ length: 50 }, (_, index) => `${index},${index * 10}`).join('\n')}\n`;
const MIB = 2 ** 20;
const ole = (stream: string) =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(stream, 'utf16le')]);
const bomb = () => gzipSync(Buffer.alloc(80 * MIB, '0,1\n'));

const DELIMITED = {
  ...({ kind: 'delimited', encoding: 'utf-8', delimiter: ',', quote: '"', escape: 'doubled' } as const),
  ...{ preamble_lines: 0, footer_lines: 0 },
};
const CASES: [what: string, content: string | Buffer, line: string, options?: ReadOptions][] = [
  ['an empty file', '', 'EmptyFile: loans.csv has 0 bytes: export it again'],
  ['blank lines', '\n\n  \n', 'EmptyFile: loans.csv has no text: export it again'],
  ['a header alone', 'id,amount\n', 'EmptyFile: loans.csv has a header and no rows: export it again'],
  [
    'a picture',
    Buffer.from('89504e470d0a1a0a0000', 'hex'),
    'NotATable: loans.csv is a picture (PNG): export the table as CSV',
  ],
  [
    'random bytes',
    Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) % 256)),
    'NotATable: loans.csv is no text',
  ],
  [
    'a web page',
    '<!DOCTYPE html><table><tr><td>1',
    'UnsupportedFormat: loans.csv is a web page: open it in a spreadsheet program',
  ],
  [
    'a workbook with a password',
    ole('EncryptedPackage'),
    'EncryptedFile: loans.csv is a workbook with a password: save it without one',
  ],
  [
    'an old workbook',
    ole('Workbook'),
    'UnsupportedFormat: loans.csv is an old Excel workbook (.xls): open it and save it as .xlsx or CSV',
  ],
  ['an archive of another kind', "7z\xbc\xaf'\x1c", 'NotATable'],
  [
    'prose',
    'Dear all,\nplease find the loans attached.\nThey are, as agreed, in euro, and late.\nBest\n',
    'NotATable: the lines of loans.csv have no delimiter in common',
  ],
  [
    'a first row in the place of the header, with a value twice',
    'jo@doe.example,2024-05-31,jo@doe.example\n',
    'DuplicateColumn: loans.csv: columns 1 and 3 have the same name, or the header line is missing: mend the header',
    { format: { ...DELIMITED, header: true } },
  ],
  ['a name twice', 'id,x,x\n1,2,3\n2,3,4\n', 'DuplicateColumn: loans.csv: columns 2 and 3 have the same name'],
  [
    '10,000 columns',
    `${Array.from({ length: 10_000 }, (_, i) => `c${i}`)}\n${'1,'.repeat(9999)}1\n`,
    'TooManyColumns: loans.csv has 10,000 columns and 1,600 are permitted: export only',
  ],
  ['a line without end', `a,b\n${'x'.repeat(3 * MIB)}`, 'NotATable: loans.csv has lines of'],
  [
    'a line without end, later',
    `${CSV.repeat(3000)}${'x'.repeat(3 * MIB)}`,
    'the row is too long: a quote or a line end is missing before it',
  ],
  [
    'two tables',
    `id,amount,day\n1,2,2020-01-01\n2,3,2020-01-02\n\nname,city\nJoe,NY\nJim,LA\nAnn,SF\n`,
    'SeveralTables: loans.csv has two tables: one of 3 columns from line 1 on, one of 2 below it: save each',
  ],
  [
    'another header in the middle',
    'id,amount,day\n1,2,2020-01-01\n2,3,2020-01-02\nname,city,street\nJoe,NY,Main\nJim,LA,Elm\n',
    'SeveralTables: loans.csv has a second header in line 4: save each table',
  ],
  ['UTF-32', Buffer.from('fffe0000610000002c000000', 'hex'), 'UnsupportedFormat: loans.csv is text in UTF-32'],
  [
    'UTF-8 with a byte that is none',
    Buffer.concat([Buffer.from('id,name\n1,Müller\n2,Jäger\n3,Köhler\n4,'), Buffer.from([0xfc, 0x0a])]),
    'CorruptFile: loans.csv, line 5: a byte is not UTF-8 although the rest of the file is',
  ],
  ['truncated gzip', gzipSync(CSV).subarray(0, -12), 'CorruptFile: loans.csv ends too early: it was cut off'],
  ['damaged gzip', gzipSync(CSV).fill(0xff, 60, 90), 'CorruptFile: loans.csv is damaged'],
  ['a gzip bomb', bomb(), 'ArchiveUnsafe: loans.csv is compressed too much to be an export'],
  [
    'more than may come out',
    gzipSync(CSV),
    'RawFileTooLarge: loans.csv unpacks to more than',
    { limits: { decompressed_bytes: 100 } },
  ],
  [
    'a zip with a path',
    writeZip([{ name: '../loans.csv', content: CSV }]),
    'ArchiveUnsafe: loans.csv is no safe archive: a member has a path that leads out of it',
  ],
  ['a zip with an absolute path', writeZip([{ name: '/etc/loans.csv', content: CSV }]), 'ArchiveUnsafe'],
  [
    'a zip bomb',
    writeZip([{ name: 'a.csv', content: Buffer.alloc(80 * MIB, '0,1\n') }]),
    'ArchiveUnsafe: loans.csv: "a.csv" is compressed too much',
  ],
  [
    'members that overlap',
    writeZip(
      [
        { name: 'a.csv', content: CSV },
        { name: 'b.csv', content: CSV },
      ],
      true,
    ),
    'ArchiveUnsafe: loans.csv is no safe archive: the member "b.csv" overlaps another',
  ],
  [
    'a member named twice',
    writeZip([
      { name: 'a.csv', content: CSV },
      { name: 'a.csv', content: CSV },
    ]),
    'ArchiveUnsafe: loans.csv is no safe archive: two members are named "a.csv"',
  ],
  [
    'too many members',
    writeZip([
      { name: 'a.csv', content: CSV },
      { name: 'b.csv', content: CSV },
    ]),
    'it has 2 members and 1 are permitted',
    { limits: { archive_members: 1 } },
  ],
  [
    'a member with a password',
    writeZip([{ name: 'a.csv', content: CSV, isEncrypted: true }]),
    'EncryptedFile: loans.csv: "a.csv" has a password',
  ],
  [
    'a member that is longer than it says',
    writeZip([{ name: 'a.csv', content: CSV, declaredBytes: 10 }]),
    'CorruptFile',
  ],
  [
    'a member that was changed',
    writeZip([{ name: 'a.csv', content: CSV, isDamaged: true }]),
    'CorruptFile: loans.csv: "a.csv" is damaged (its checksum is wrong)',
  ],
  [
    'a cut zip',
    writeZip([{ name: 'a.csv', content: CSV }]).subarray(0, -30),
    'CorruptFile: loans.csv is no whole zip archive',
  ],
  [
    'archives in archives',
    writeZip([
      { name: 'a.zip', content: writeZip([{ name: 'b.zip', content: writeZip([{ name: 'c.csv', content: CSV }]) }]) },
    ]),
    'ArchiveUnsafe: b.zip is an archive in an archive',
  ],
  ['an empty zip', writeZip([]), 'EmptyFile: loans.csv has no file in it'],
  [
    'a text document',
    writeZip([
      { name: '[Content_Types].xml', content: '<x/>' },
      { name: 'word/document.xml', content: '<x/>' },
    ]),
    'NotATable: loans.csv is an Office document',
  ],
  [
    'a workbook without its parts',
    writeZip([{ name: 'xl/workbook.xml', content: '<workbook><sheets/></workbook>' }]),
    'EmptyFile: loans.csv has no sheet that is shown',
  ],
  [
    'a mapping of another format',
    CSV,
    'MappingMismatch: loans.csv is delimited text and the mapping expects Parquet',
    { format: { kind: 'parquet' } },
  ],
];

describe('one line for', () => {
  // By name: jest would format the contents, megabytes of them, for each title.
  test.each(CASES.map(([what]) => what))('%s', async (what) => {
    const [, content, line, options] = CASES.find(([name]) => name === what) as (typeof CASES)[number];
    const refusal = await readRefusal(content, options);
    expect(refusal).toContain(line);
    expect(refusal).toMatch(/^RawFileRefused [A-Z][A-Za-z]+: [^\n]{10,240}$/);
  });
});

test('a NUL byte, a quote that is never closed or not escaped cost their rows only', async () => {
  const table = await readOne(`${CSV.replace(/,(\d+)/g, ',"$1"')}50,5\0\n51,"x"y"\n52,520\n53,"530\n54,540\n`);
  expect(table.unreadable).toEqual([
    { line: 52, reason: 'a NUL byte in the line' },
    { line: 53, reason: 'a quote within a quoted field is not escaped' },
    { line: 55, reason: 'a quote that opens in this line is never closed' },
  ]);
  expect(table.rows.slice(-2)).toEqual([
    ['52', '520'],
    ['54', '540'],
  ]);
});

test('members that are no tables are passed over by name', async () => {
  const members = [
    { name: 'export/loans.csv', content: CSV },
    { name: '__MACOSX/export/._loans.csv', content: 'x' },
    { name: 'export/', content: '' },
    { name: 'README.txt', content: 'Hello.\nThis is, of course, all\nthat we have\n' },
    { name: 'nested.csv.gz', content: gzipSync(CSV) },
  ];
  const tables = await readFile(writeZip(members), { name: 'all.zip' });
  expect(tables.map(({ part, rows }) => [part, rows.length])).toEqual([
    ['export/loans.csv', 50],
    ['nested.csv.gz', 50],
  ]);
  expect(tables[0]?.remarks).toEqual(['the member "README.txt" has no table and is not read']);
});

test('a workbook within a zip, and one that is a gzip file', async () => {
  const workbook = writeWorkbook([
    {
      name: 'S',
      rows: [
        ['id', 'x'],
        [1, 2],
        [2, 3],
      ],
    },
  ]);
  expect((await readOne(writeZip([{ name: 'a.xlsx', content: workbook }]))).part).toBe('a.xlsx/S');
  expect((await readOne(gzipSync(workbook))).rows).toEqual([
    ['1', '2'],
    ['2', '3'],
  ]);
});

describe('a file that changes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'raw-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'loans.csv');

  test('between opening and reading', async () => {
    writeFileSync(path, CSV);
    const [table] = await openRawTables(await openLocalFile(path));
    writeFileSync(path, `${CSV}99,1\n`);
    await expect(readAll(table as never)).rejects.toThrow(
      'RawFileChanged: loans.csv changed while it was read: wait until',
    );
  });

  test('while it is read', async () => {
    writeFileSync(path, CSV);
    const [table] = await openRawTables(await openLocalFile(path));
    const rows = table?.rows();
    await rows?.next();
    writeFileSync(path, CSV.replace('49', '48'));
    await expect(rows?.next()).rejects.toThrow('RawFileChanged');
  });

  test('while it is opened', async () => {
    let count = 0;
    const file: RawFile = { ...createFile('loans.csv', CSV), fingerprint: async () => String(count++) };
    await expect(openRawTables(file)).rejects.toThrow('RawFileChanged');
  });

  test('a missing file, a folder, a file in place of a folder', async () => {
    await expect(openLocalFile(join(folder, 'none.csv'))).rejects.toThrow(
      'FileUnreadable: none.csv does not exist: check the path',
    );
    await expect(openLocalFile(folder)).rejects.toThrow('is a folder: name the files in it');
    await expect(openLocalFile(join(path, 'x.csv'))).rejects.toThrow('FileUnreadable: x.csv does not exist');
    await expect(openLocalFile('/dev/null')).rejects.toThrow('FileUnreadable: null is no ordinary file');
  });
});

describe('an object in S3', () => {
  const createStore = (content: Buffer, stored = { etag: 'a' }) => ({
    head: async (_: string, key: string) => ({ key, sizeBytes: content.length, ...stored }) as never,
    getRange: async (bucket: string, key: string, start: number, end: number, etag?: string) => {
      if (etag !== stored.etag) throw new ObjectReplaced(bucket, key);
      return content.subarray(start, end);
    },
  });

  test('is read in parts, whole', async () => {
    const content = Buffer.from(CSV.repeat(50_000));
    const file = await openStoredFile(createStore(content), 'b', 'inbox/x/loans.csv');
    const parts: Buffer[] = [];
    for await (const part of await file.open()) parts.push(part as Buffer);
    expect(parts.length).toBe(Math.ceil(content.length / (8 * MIB)));
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    expect(file.name).toBe('loans.csv');
    expect(await file.read(content.length - 2, content.length + 10)).toEqual(content.subarray(-2));
  });

  test('is refused when it is replaced or gone', async () => {
    const stored = { etag: 'a' };
    const [table] = await openRawTables(await openStoredFile(createStore(Buffer.from(CSV), stored), 'b', 'loans.csv'));
    stored.etag = 'b';
    await expect(readAll(table as never)).rejects.toThrow('RawFileChanged');
    const missing = { head: () => Promise.reject(new ObjectMissing('b', 'k')), getRange: async () => Buffer.alloc(0) };
    await expect(openStoredFile(missing, 'b', 'k.csv')).rejects.toThrow('FileUnreadable: k.csv is no longer there');
  });
});
