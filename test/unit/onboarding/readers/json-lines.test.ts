/** JSON lines and arrays of objects. */
import { expect, test } from '@jest/globals';
import { readOne, readRefusal } from './raw-files.ts';

test('one object on each line: all keys, numbers with all their digits, parts as columns', async () => {
  const lines = [
    '{"id":12345678901234567890,"amount":0.10,"ok":true,"who":{"age":40,"home":{"zip":"1\\"}"}}}',
    '',
    '{"id":2,"ok":null,"list":[1,{"a":2}],"late":"x\\ny"}',
  ];
  const table = await readOne(lines.join('\n'), { chunkBytes: 3 });
  expect(table.columns).toEqual(['id', 'amount', 'ok', 'who.age', 'who.home.zip', 'list', 'late']);
  expect(table.rows).toEqual([
    ['12345678901234567890', '0.1', 'true', '40', '1"}', null, null],
    ['2', null, null, null, null, '[1,{"a":2}]', 'x\ny'],
  ]);
  expect(table.lines).toEqual([1, 3]);
  expect(table.format).toEqual({ kind: 'json_lines', encoding: 'utf-8' });
  expect(table.remarks).toEqual(['"list" holds lists, read as JSON']);
});

test.each([
  ['an array', '[\n {"a":1},\n {"a":2}\n]'],
  ['objects one after another', '{\n"a":1}\n{"a":\n2}'],
  ['a byte order mark', '\uFEFF{"a":1}\r\n{"a":2}\r\n'],
])('%s', async (_, text) => expect((await readOne(text)).rows).toEqual([['1'], ['2']]));

test('a broken line costs itself only, in the middle and at the end', async () => {
  const table = await readOne('{"a":1}\nnonsense\n{"a":2,}\n{"a":3}\n{"a":4, "b": "cut');
  expect(table.rows).toEqual([['1'], ['3']]);
  expect(table.unreadable).toEqual([
    { line: 2, reason: 'the line is no JSON object' },
    { line: 3, reason: 'the line is no JSON object' },
    { line: 5, reason: 'the line is no JSON object' },
  ]);
});

test('names of Object.prototype are columns like others', async () => {
  const table = await readOne('{"__proto__":1,"constructor":2,"toString":3}\n{"__proto__":4}');
  expect(table.columns).toEqual(['__proto__', 'constructor', 'toString']);
  expect(table.rows).toEqual([
    ['1', '2', '3'],
    ['4', null, null],
  ]);
});

test('refused', async () => {
  expect(await readRefusal('{"data":[{"a":1},{"a":2}]}')).toContain(
    'NotATable: loans.csv is one JSON object with lists',
  );
  expect(await readRefusal('[]')).toContain('EmptyFile: loans.csv has no JSON object');
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`c${index}`, 1])));
  expect(await readRefusal(wide)).toContain('TooManyColumns');
  expect(await readRefusal(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)).toMatch(/^taken$|^RawFileRefused /);
});
