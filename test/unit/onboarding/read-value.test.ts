/** How texts of raw columns are read: numbers, dates and booleans as tools and people write them. */
import fc from 'fast-check';
import { ValueFormat } from '../../../lambdas/onboarding/contract/mapping.ts';
import { matchesPattern } from '../../../lambdas/onboarding/conversion/match-mapping.ts';
import { createValueReader, UNFIT } from '../../../lambdas/onboarding/conversion/read-value.ts';
import { KeyTable } from '../../../lambdas/onboarding/conversion/rows/key-table.ts';
import { findDate } from '../../../lambdas/onboarding/conversion/values/find-date.ts';

const read = (format: object, text: string | null, missing: string[] = []) =>
  createValueReader({ format: ValueFormat.parse(format), missing })(text);

const NUMBER = { type: 'number' };
const MONEY = { ...NUMBER, thousands: ',', affixes: ['$', 'USD', '€', '%'] };
const GERMAN = { ...NUMBER, decimal: ',', thousands: '.' };

it.each([
  [
    NUMBER,
    ['1', '-5', '007', '1.50', '-0', '.5', '5.', '1.5E+05', '1e-7', ' 3 '],
    ['1', '-5', '7', '1.5', '0', '0.5', '5', '150000', '0.0000001', '3'],
  ],
  [NUMBER, ['(123.4)', '123-', '\u22125', '+5', '\u00a07'], ['-123.4', '-123', '-5', '5', '7']],
  [NUMBER, ['abc', '--5', '1,000', '12 3', '-', '()', '.', 'NaN', '1-2', '5/6', '0x10', '٣'], null],
  [
    MONEY,
    ['$1,234.50', '-$1,234', '$-5', '($1,234.56)', '12,34,567', '5 €', '12%', '$ 5 usd'],
    ['1234.5', '-1234', '-5', '-1234.56', '1234567', '5', '12', '5'],
  ],
  [MONEY, ['1,23', '1,2345', ',123', '1,234,56'], null],
  [GERMAN, ['1.234,56', '1234,5', '1.234'], ['1234.56', '1234.5', '1234']],
  [GERMAN, ['1.23', '1,234.56'], null],
  [{ ...NUMBER, thousands: "'" }, ['1\u2019234.5', "1'234"], ['1234.5', '1234']],
  [{ ...NUMBER, thousands: ' ', decimal: ',' }, ['1 234,5', '1\u202f234', '1\u00a0234'], ['1234.5', '1234', '1234']],
  [
    { ...NUMBER, affixes: ['< ', '+ years', ' years', ' year'] },
    ['10+ years', '< 1 year', '3 Years'],
    ['10', '1', '3'],
  ],
  [{ ...NUMBER, scale: 0.01, affixes: ['%'] }, ['12.5%', '7.3', '0', '100'], ['0.125', '0.073', '0', '1']],
  [{ ...NUMBER, scale: -1 }, ['12.5', '0', '-3'], ['-12.5', '0', '3']],
  [{ ...NUMBER, scale: 12 }, ['2.5', '0.1'], ['30', '1.2']],
])('reads %o', (format, texts, values) => {
  expect(texts.map((text) => read(format, text))).toEqual(values ?? texts.map(() => UNFIT));
});

it.each([
  [
    'yyyy-MM-dd',
    ['2021-03-04', '2020-02-29', '2021-03-04 00:00:00', '2021-03-04T00:00:00.000Z', '2021-3-4'],
    ['2021-03-04', '2020-02-29', '2021-03-04', '2021-03-04', '2021-03-04'],
  ],
  [
    'yyyy-MM-dd',
    ['2021-02-29', '2021-13-01', '2021-00-10', '0000-01-01', '2021-03-04 10:00:00', '21-03-04', '2021-03-04x'],
    null,
  ],
  [
    'dd-MMM-yy',
    ['28-Feb-97', '1-Mär-05', '28-févr.-97', '31-Dec-49', '31-Dec-50', '3-Sept-10'],
    ['1997-02-28', '2005-03-01', '1997-02-28', '2049-12-31', '1950-12-31', '2010-09-03'],
  ],
  ['dd-MMM-yy', ['30-Feb-97', '1-Foo-05', '1-Fe-05'], null],
  ['MMM-yyyy', ['Dec-2011'], ['2011-12-01']],
  [
    'MM/dd/yyyy hh:mm a',
    ['03/04/2021 02:15 PM', '3/4/2021 12:00 am', '03/04/2021'],
    ['2021-03-04T14:15:00Z', '2021-03-04T00:00:00Z', '2021-03-04T00:00:00Z'],
  ],
  [
    "yyyy-MM-dd'T'HH:mm:ssX",
    ['2021-03-04T10:11:12.123Z', '2021-03-04T23:11:12-05:00'],
    ['2021-03-04T10:11:12Z', '2021-03-05T04:11:12Z'],
  ],
  ['yyyyMMdd', ['20210304'], ['2021-03-04']],
  ['yyyyMMdd', ['2021304', '202103040'], null],
  ['d. MMMM yyyy', ['4. März 2021', '4.  marca 2021'], ['2021-03-04', '2021-03-04']],
  ['excel', ['44259', '44259.5', '61'], ['2021-03-04', '2021-03-04T12:00:00Z', '1900-03-01']],
  ['excel', ['0', '300000', '-5', 'x'], null],
  [
    'unix',
    ['1614816000', '1614816000000', '-86400'],
    ['2021-03-04T00:00:00Z', '2021-03-04T00:00:00Z', '1969-12-31T00:00:00Z'],
  ],
  ['unix', ['99999999999', 'x', '1e9'], null],
])('reads dates by %s', (format, texts, values) => {
  const dates = texts.map((text) => read({ type: 'date', format }, text));
  expect(dates).toEqual(values ?? texts.map(() => UNFIT));
});

it('reads booleans in any case, and 1.0 as 1', () => {
  const format = { type: 'boolean', true: ['Y', '1'], false: ['N', '0'] };
  expect(['y', '1.0', '0.0', 'N', 'x', ''].map((text) => read(format, text))).toEqual([
    'true',
    'true',
    'false',
    'false',
    UNFIT,
    null,
  ]);
});

it('knows marks for unknown values as texts and as values', () => {
  expect(['999', '999.0', '998', 'NA', null].map((text) => read(NUMBER, text, ['999', 'NA']))).toEqual([
    null,
    null,
    '998',
    null,
    null,
  ]);
  expect(read({ type: 'text' }, '999.0', ['999'])).toBe('999.0');
});

it('writes recoded texts as they are, and an empty one as unknown', () => {
  const format = ValueFormat.parse(NUMBER);
  const reader = createValueReader({ format, recode: { '10+ years': '10', 'n/a': '' } });
  expect([reader('10+ years'), reader('n/a'), reader('3')]).toEqual(['10', null, '3']);
});

it('reads back every number that Intl writes', () => {
  const marks = fc.constantFrom(
    ['en-US', '.', ','],
    ['de-DE', ',', '.'],
    ['fr-FR', ',', ' '],
    ['de-CH', '.', "'"],
    ['en-IN', '.', ','],
    ['sv-SE', ',', ' '],
  );
  const property = fc.property(fc.integer({ min: -1e13, max: 1e13 }), marks, (cents, [locale, decimal, thousands]) => {
    const number = cents / 100;
    const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(number);
    expect(Number(read({ ...NUMBER, decimal, thousands }, text))).toBe(number);
  });
  fc.assert(property, { numRuns: 500 });
});

it('reads back every day in every pattern', () => {
  const day = fc.date({ min: new Date('1951-01-01'), max: new Date('2049-12-31'), noInvalidDate: true });
  const pad = (number: number) => String(number).padStart(2, '0');
  const patterns: Record<string, (date: Date) => string> = {
    'dd.MM.yyyy': (date) => `${pad(date.getUTCDate())}.${pad(date.getUTCMonth() + 1)}.${date.getUTCFullYear()}`,
    'M/d/yy': (date) => `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${pad(date.getUTCFullYear() % 100)}`,
    'd MMM yyyy': (date) =>
      date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
    yyyyMMdd: (date) => date.toISOString().slice(0, 10).replaceAll('-', ''),
    excel: (date) => String(Math.floor(date.getTime() / 86_400_000) + 25_569),
  };
  const property = fc.property(day, fc.constantFrom(...Object.keys(patterns)), (date, format) => {
    expect(read({ type: 'date', format }, patterns[format]?.(date) ?? '')).toBe(date.toISOString().slice(0, 10));
  });
  fc.assert(property, { numRuns: 500 });
});

it.each([
  ['yyyyMMdd', 'loans_20240531.csv', '2024-05-31'],
  ['yyyy-MM-dd', 'a 2023-01-01 to 2024-05-31 final.csv.gz', '2024-05-31'],
  ['yyyyMMdd', 'loans_202405311.csv', null],
  ['yyyyMM', 'loans-202405.csv', '2024-05-01'],
  ['ddMMMyyyy', 'LOANS_31MAY2024_12.TXT', '2024-05-31'],
])('finds a date of the form %s in %s', (format, name, day) => {
  expect(findDate(format, name)).toBe(day);
});

it.each([
  ['loans*.csv', 'Loans_2024.CSV', true],
  ['*', 'anything', true],
  ['a*b*c', 'aXbYc', true],
  ['a*a', 'a', false],
  ['loans.csv', 'loans.csv.gz', false],
  ['*.csv', 'loans.csv.exe', false],
])('the pattern %s and the name %s: %s', (pattern, name, matches) => {
  expect(matchesPattern(pattern, name)).toBe(matches);
});

it('keeps a million keys apart, and the newest row of each', () => {
  const table = new KeyTable();
  for (let i = 1; i <= 1_000_000; i += 1) table.add(`C${i}`, i % 7, i);
  expect(table.size).toBe(1_000_000);
  table.add('C5', 9, 1_000_001);
  table.add('C6', 0, 1_000_002);
  const winners = table.listWinners(1_000_002);
  expect([5, 1_000_001, 6, 1_000_002, 7].map((row) => winners.has(row))).toEqual([false, true, true, false, true]);
  expect(table.repeats).toBe(2);
});

it('reads repeated texts alike, however many there are', () => {
  const reader = createValueReader({ format: ValueFormat.parse({ type: 'date', format: 'dd.MM.yyyy' }) });
  const days = Array.from({ length: 20_000 }, (_, i) => new Date(Date.UTC(1970, 0, 1 + i)).toISOString().slice(0, 10));
  const texts = days.map((day) => day.split('-').reverse().join('.'));
  for (const _ of [1, 2]) expect(texts.map(reader)).toEqual(days);
  expect([reader('31.02.2020'), reader('31.02.2020')]).toEqual([UNFIT, UNFIT]);
});
