/** Delimited texts: where header, rows and footer are, and which encoding it is. */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { RecordSplitter } from '../../../../lambdas/onboarding/readers/text/split-records.ts';
import { readOne, readRefusal } from './raw-files.ts';

const lines = (...texts: string[]) => texts.join('\n');

describe('headers', () => {
  test.each<[string, string, string[], number]>([
    [
      'none, and blanks between',
      'A11 6 A34 1169\nA12 48 A32 5951\nA14 12 A34 2096\n',
      ['column_1', 'column_2', 'column_3', 'column_4'],
      3,
    ],
    ['none, and aligned with blanks', '  A11   6  1169\n  A12  48  5951\n', ['column_1', 'column_2', 'column_3'], 2],
    ['names over numbers', 'id,amount\n1,2\n3,4\n', ['id', 'amount'], 2],
    ['names over texts alone', 'name,city\nJoe,NY\nJim,LA\nAnn,SF\n', ['name', 'city'], 3],
    ['years as names', 'region,2019,2020\nNorth,5.5,6.5\nSouth,7.5,8.5\n', ['region', '2019', '2020'], 2],
    [
      'units below the names',
      'amount,term,rate\nEUR,m,%\n1.5,36,3\n2.5,36,3\n3.5,36,3\n',
      ['amount', 'term', 'rate'],
      4,
    ],
    ['a missing name', 'id,,amount\n1,x,2\n3,y,4\n', ['id', 'column_2', 'amount'], 2],
    ['two headings', ',X1,X2\nID,LIMIT,SEX\n1,20000,2\n2,120000,2\n3,90000,1\n', ['ID', 'LIMIT', 'SEX'], 3],
    ['the index of pandas without names', ',0,1\n0,5,6\n1,7,8\n', ['column_1', '0', '1'], 2],
    ['a delimiter at the end of each line', 'id;x;\n1;2;\n3;4;\n', ['id', 'x', 'column_3'], 2],
    ['a delimiter at the end of the header alone', 'id;x;y;\n1;2;5\n3;4;6\n', ['id', 'x', 'y'], 2],
    ['names with blanks and line ends', '" id ","a\nb"\n1,2\n3,4\n', ['id', 'a b'], 2],
  ])('%s', async (_, text, columns, count) => {
    const table = await readOne(text);
    expect(table.columns).toEqual(columns);
    expect(table.rows).toHaveLength(count);
    expect(table.unreadable).toEqual([]);
  });

  test('again in the middle, as joined exports have it', async () => {
    const table = await readOne('id,x\n1,2\n2,3\nid,x\n3,4\n4,5\n');
    expect(table.rows).toHaveLength(4);
    expect(table.unreadable).toEqual([{ line: 4, reason: 'the header again' }]);
  });
});

describe('what is no row', () => {
  test('a preamble and a footer of several kinds', async () => {
    const text = lines(
      'Loans of Bank X',
      'As of;2024-01-31;;',
      '',
      'id;amount;day;status',
      '1;5;2024-01-01;ok',
      '2;6;2024-01-02;ok',
      '',
      'Total;11;;',
      '2 rows selected.',
      '',
    );
    const table = await readOne(text);
    expect(table.columns).toEqual(['id', 'amount', 'day', 'status']);
    expect(table.lines).toEqual([5, 6]);
    expect(table.format).toMatchObject({ preamble_lines: 3, footer_lines: 2 });
    expect(table.remarks).toEqual([
      'the first 3 lines are above the table and not read',
      'the last 2 lines are below the table and not read',
    ]);
  });

  test('a row that was cut off is reported, never taken for a footer', async () => {
    const table = await readOne('id,amount,day\n1,5,2024-01-01\n2,6,2024-01-02\n3,7');
    expect(table.unreadable).toEqual([{ line: 4, reason: 'the line has 2 fields and the table 3 columns' }]);
  });

  test('a company named Total keeps its row', async () => {
    const table = await readOne('name,amount,day\nShell,5,2024-01-01\nBP,6,2024-01-02\nTotal Energies,7,2024-01-03\n');
    expect(table.rows.at(-1)).toEqual(['Total Energies', '7', '2024-01-03']);
  });

  test('the footer of a given format is dropped where there is one, and no row where there is none', async () => {
    const body = 'id;amount;day\n1;5;2024-01-01\n2;6;2024-01-02\n3;7;2024-01-03\n';
    const { format } = await readOne(`${body}Total;18;\n`);
    expect(format).toMatchObject({ footer_lines: 1 });
    expect((await readOne(body, { format })).lines).toEqual([2, 3, 4]);
    const longer = await readOne(`${body}Total;18;\nprinted by Joe on Monday\n`, { format });
    expect(longer.lines).toEqual([2, 3, 4]);
    expect(longer.unreadable).toEqual([]);
  });

  test('lines with another number of fields are reported by line', async () => {
    const table = await readOne(`id,name\n${'1,x\n'.repeat(20)}2,Smith, John\n3\n`);
    expect(table.unreadable).toEqual([
      { line: 22, reason: 'the line has 3 fields and the table 2 columns' },
      { line: 23, reason: 'the line has 1 field and the table 2 columns' },
    ]);
  });
});

test('an address of several lines with commas stays one value', async () => {
  const rows = Array.from({ length: 30 }, (_, index) => `${index},Joe,"5 Main St.\\nApt ${index}, NY"`);
  const table = await readOne(`id,name,address\n${rows.join('\n').replaceAll('\\n', '\n')}\n`);
  expect(table.rows[3]).toEqual(['3', 'Joe', '5 Main St.\nApt 3, NY']);
  expect(table.lines.slice(0, 3)).toEqual([2, 4, 6]);
});

test('columns of a fixed width with missing values are refused', async () => {
  const rows = Array.from(
    { length: 30 },
    (_, index) => `${String(index).padEnd(8)}${(index % 3 ? 'Joe' : '').padEnd(10)}5`,
  );
  expect(await readRefusal(`ID      NAME      X\n${rows.join('\n')}\n`)).toContain(
    'columns of a fixed width are not read',
  );
});

test('the end-of-file character of DOS is no row', async () => {
  expect((await readOne('id,x\n1,2\n3,4\n\u001a')).unreadable).toEqual([]);
});

test('ARFF: the attributes name the columns', async () => {
  const text = lines(
    '% Polish companies',
    '@relation bankrupt',
    "@attribute 'net profit' numeric",
    '@attribute Attr2 numeric',
    '@attribute class {0,1}',
    '',
    '@data',
    '0.2,?,0',
    '0.3,0.5,1',
    '-1.5,0.1,0',
  );
  const table = await readOne(text);
  expect(table.columns).toEqual(['net profit', 'Attr2', 'class']);
  expect(table.rows).toEqual([
    ['0.2', '?', '0'],
    ['0.3', '0.5', '1'],
    ['-1.5', '0.1', '0'],
  ]);
  expect((await readOne(text, { format: table.format })).columns).toEqual(table.columns);
});

describe('encodings', () => {
  const text = 'id;name\n1;Müller\n2;Jörg\n3;Strauß – “x”\n';
  const windows = Buffer.from(text.replace('–', '\x96').replace('“', '\x93').replace('”', '\x94'), 'latin1');
  test.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), 'utf-8'],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 without one', Buffer.from(text, 'utf16le'), 'utf-16le'],
    ['UTF-16 big-endian', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), 'utf-16be'],
    ['Windows-1252', windows, 'windows-1252'],
  ])('%s', async (_, content, encoding) => {
    for (const chunkBytes of [1, 3, 65_536]) {
      const table = await readOne(content, { chunkBytes });
      expect(table.format).toMatchObject({ encoding });
      expect(table.columns).toEqual(['id', 'name']);
      expect(table.rows).toEqual([
        ['1', 'Müller'],
        ['2', 'Jörg'],
        ['3', 'Strauß – “x”'],
      ]);
    }
  });

  test.each([
    ['windows-1250', 'a3f3649f20bff3b3e6', 'Łódź żółć'],
    ['windows-1251', 'cff0e8e2e5f220ece8f0', 'Привет мир'],
  ])('%s', async (encoding, hex, name) => {
    const line = Buffer.concat([Buffer.from('1;'), Buffer.from(hex, 'hex'), Buffer.from('\n')]);
    const table = await readOne(Buffer.concat([Buffer.from('id;name\n'), ...Array.from({ length: 20 }, () => line)]));
    expect(table.format).toMatchObject({ encoding });
    expect(table.rows[0]).toEqual(['1', name]);
  });

  test.each([
    // Few words, of which each byte is a letter of Windows-1252 too.
    ['windows-1250', '57b97362727a659f6e6f', 'Wąsbrzeźno'],
    ['windows-1250', '44b962726f7761', 'Dąbrowa'],
    ['iso-8859-2', '44b162726f7761', 'Dąbrowa'],
    ['windows-1250', 'a3f3649f209c776965', 'Łódź świe'],
    ['windows-1250', '506c7a65f22054f86562ede8', 'Plzeň Třebíč'],
    ['windows-1251', 'cae0e7e0edfc', 'Казань'],
    ['koi8-r', 'ebc1dac1ced8', 'Казань'],
    ['windows-1253', 'c8e5f3f3e1ebefeddfeae7', 'Θεσσαλονίκη'],
    ['windows-1254', 'de616e6cfd757266612c20dd7a6d6972', 'Şanlıurfa, İzmir'],
    ['windows-1255', 'e9f8e5f9ece9ed', 'ירושלים'],
    ['windows-1252', '466f726cec2c20506572f9', 'Forlì, Perù'],
    ['iso-8859-15', '4bf66c6e20a4', 'Köln €'],
  ] as const)('few words in %s', async (encoding, hex, name) => {
    const line = Buffer.concat([Buffer.from('1;'), Buffer.from(hex, 'hex'), Buffer.from('\n')]);
    const table = await readOne(Buffer.concat([Buffer.from('id;name\n'), ...Array.from({ length: 20 }, () => line)]));
    expect(table.rows[0]).toEqual(['1', name]);
    expect(table.format).toMatchObject({ encoding });
  });

  test('a text of DOS is refused, and not read as Chinese', async () => {
    const lines = Array.from({ length: 20 }, () => '1;D\x81sseldorf\n2;K\x94ln\n').join('');
    expect(await readRefusal(Buffer.from(`id;name\n${lines}`, 'latin1'))).toContain('save it as UTF-8');
  });

  test('a byte that is not UTF-8 decides, also as the last of a megabyte', async () => {
    const content = Buffer.concat([
      Buffer.from(`id;name\n${'1;Miller\n'.repeat(200_000)}`),
      Buffer.from('2;Müller\n', 'latin1'),
    ]);
    const table = await readOne(content);
    expect(table.rows.at(-1)).toEqual(['2', 'Müller']);
    expect(table.remarks).toEqual([
      'the file is not UTF-8 (first in line 200002) and is read as windows-1252: if names look wrong, save it as UTF-8',
    ]);
  });

  test('a given encoding that does not fit is refused, and nothing becomes U+FFFD', async () => {
    const { format } = await readOne(text);
    expect(await readRefusal(windows, { format })).toContain(
      'a byte is not utf-8: export the file again, or mend `encoding`',
    );
    expect(await readRefusal(text, { format: { ...format, encoding: 'klingon' } as never })).toContain(
      'the encoding klingon is not known',
    );
  });
});

test('the splitter and csv-parse read the same', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '1', ' ', ',', '"', '\n', 'ü', '\r'), maxLength: 6 });
  const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  const property = fc.property(rows, fc.integer({ min: 1, max: 7 }), (table, size) => {
    const text = table.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
    const splitter = new RecordSplitter({ delimiter: ',', quote: '"', escape: 'doubled' }, '\n', 1000);
    const records = [];
    for (let at = 0; at < text.length; at += size) records.push(...splitter.push(text.slice(at, at + size)));
    records.push(...splitter.end());
    expect(records.map(({ values }) => values)).toEqual(parse(text, { relax_column_count: true }));
    expect(records.every(({ problem }) => problem === null)).toBe(true);
  });
  fc.assert(property, { numRuns: 500 });
});
