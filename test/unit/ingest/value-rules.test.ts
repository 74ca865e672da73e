/** The forms in which pandas, spreadsheets and databases write values: every type is taken as leniently as the others. */
import { describe, expect, test } from '@jest/globals';
import type { ContractColumn } from '../../../lambdas/shared/landing/table-contract.ts';
import { createValueRule } from '../../../lambdas/shared/landing/value-rules.ts';

const AS_OF = '2024-07-01';
const read = (type: ContractColumn['type'], value: string, rest: Partial<ContractColumn> = {}) => {
  const checked = createValueRule({ name: 'it', type, ...rest }, AS_OF)(value);
  return typeof checked === 'string' ? checked : checked.fault;
};

describe('a boolean', () => {
  test.each(['1.0', '1', '1.', 'True', 'TRUE', 't', 'Yes', 'Y', 'on', ' true ', 'true\r'])('%j is true', (value) => {
    expect(read('boolean', value)).toBe('true');
  });
  test.each(['0.0', '0', '0.000', 'False', 'f', 'No', 'n', 'off', '\tfalse'])('%j is false', (value) => {
    expect(read('boolean', value)).toBe('false');
  });
  test.each(['2', '1.5', '0.1', '-1', '10', '1e0', 'o', 'perhaps', 'nan', 'truee'])('%j is neither', (value) => {
    expect(read('boolean', value)).toBe('not_a_boolean');
  });
});

describe('an integer', () => {
  const range = { range: [-2, 1200] as const };
  test.each([
    ['36.0', '36'],
    [' 36 ', '36'],
    ['+36', '36'],
    ['3.6e1', '36'],
    ['1e3', '1000'],
    ['-2.0', '-2'],
    ['360e-1', '36'],
    ['\u00a036', '36'],
    ['36.', '36'],
  ])('%j is %s', (value, number) => expect(read('integer', value, range)).toBe(number));
  test.each([
    ['36.5', 'not_an_integer'],
    ['1e-1', 'not_an_integer'],
    ['1e999', 'out_of_range'],
    ['1201', 'out_of_range'],
    ['3 6', 'not_an_integer'],
    ['36 months', 'not_an_integer'],
    ['1,000', 'not_an_integer'],
    ['\uff13\uff16', 'not_an_integer'],
    ['nan', 'not_an_integer'],
  ])('%j is %s', (value, fault) => expect(read('integer', value, range)).toBe(fault));
});

describe('an amount', () => {
  const range = { range: [0, 1000] as const };
  test.each([
    [' 12.50', '12.50'],
    ['+12.5', '1250e-2'],
    ['1.25e2', '12500e-2'],
    ['12.50\t', '12.50'],
    ['   ', ''],
  ])('%j is %s', (value, number) => expect(read('money', value, range)).toBe(number));
});

describe('a date', () => {
  test.each([
    ['2024-06-30T00:00:00', '2024-06-30'],
    ['2024-06-30 00:00:00', '2024-06-30'],
    ['2024-06-30 00:00:00.000000000', '2024-06-30'],
    ['2024-06-30T00:00:00Z', '2024-06-30'],
    ['2024-06-30T00:00:00.000Z', '2024-06-30'],
    ['2024-06-30 00:00:00+00:00', '2024-06-30'],
    ['2024-06-30T00:00', '2024-06-30'],
    ['2024-06-30T17:45:00', '2024-06-30'],
    ['2024-06-30T23:30:00-05:00', '2024-06-30'],
    ['2024-06-30T23:30:00+0530', '2024-06-30'],
    ['20240630', '2024-06-30'],
    ['2024/06/30', '2024-06-30'],
    ['2024-6-3', '2024-06-03'],
    ['2024.06.30', '2024-06-30'],
    [' 2024-06-30 ', '2024-06-30'],
    ['2024-07-01', '2024-07-01'],
  ])('%j is %s', (value, day) => expect(read('date', value)).toBe(day));
  test.each([
    ['2024-07-02', 'in_future'],
    ['2024-07-02T00:00:00', 'in_future'],
    ['1899-12-31 00:00:00', 'out_of_range'],
    ['2024-04-31', 'not_a_date'],
    ['2024-04-31T00:00:00', 'not_a_date'],
    ['2023-02-29', 'not_a_date'],
    ['20240431', 'not_a_date'],
    ['30.06.2024', 'not_a_date'],
    ['06/30/2024', 'not_a_date'],
    ['2024-06/30', 'not_a_date'],
    ['28-Feb-97', 'not_a_date'],
    ['2024-06-30T25:00:00', 'not_a_date'],
    ['2024-06-30T22:00:00Z', 'not_a_date'], // the midnight of another zone, or 22 o'clock
    ['2024-06-30T00:00:00+15:00', 'not_a_date'],
    ['45473', 'not_a_date'], // the number of a day in a spreadsheet
  ])('%j is %s', (value, fault) => expect(read('date', value)).toBe(fault));
});

describe('a timestamp', () => {
  test.each([
    ['2024-06-30 09:05:00', '2024-06-30T09:05:00'],
    ['2024-06-30', '2024-06-30T00:00:00'],
    ['2024-06-30T09:05', '2024-06-30T09:05:00'],
    ['2024-06-30T09:05:00Z', '2024-06-30T09:05:00'],
    ['2024-06-30t09:05:00z', '2024-06-30T09:05:00'],
    ['2024-06-30 09:05:00 UTC', '2024-06-30T09:05:00'],
    ['2024-06-30 09:05:00+00', '2024-06-30T09:05:00'],
    ['2024-06-30T09:05:00+02:00', '2024-06-30T07:05:00'],
    ['2024-06-30T22:05:00-05:00', '2024-07-01T03:05:00'],
    ['2024-06-30 23:59:59.123456789+0530', '2024-06-30T18:29:59.123456'],
    ['2024-06-30T24:00:00', '2024-07-01T00:00:00'],
    ['20240630 09:05:00', '2024-06-30T09:05:00'],
    ['2024/06/30 09:05', '2024-06-30T09:05:00'],
  ])('%j is %s', (value, timestamp) => expect(read('timestamp', value)).toBe(timestamp));
  test.each([
    ['2024-06-30T09:05:00+15:00', 'not_a_timestamp'],
    ['2024-06-30T09:05:00-13:00', 'not_a_timestamp'],
    ['2024-06-30T09:05:00 CET', 'not_a_timestamp'],
    ['2024-06-30 9:05 PM', 'not_a_timestamp'],
    ['2024-06-31 09:05:00', 'not_a_timestamp'],
    ['06/30/2024 09:05', 'not_a_timestamp'],
  ])('%j is %s', (value, fault) => expect(read('timestamp', value)).toBe(fault));

  test('of the as-of day is accepted wherever the lender is, and later ones are not', () => {
    expect(read('timestamp', '2024-07-02T03:30:00Z')).toBe('2024-07-02T03:30:00');
    expect(read('timestamp', '2024-07-01T23:59:59.999999-12:00')).toBe('2024-07-02T11:59:59.999999');
    expect(read('timestamp', '2024-07-02T12:00:00Z')).toBe('in_future');
    expect(read('timestamp', '2024-07-03')).toBe('in_future');
  });
});

describe('an id', () => {
  const id = { isId: true } as const;
  test.each([
    'A,1',
    '"',
    "it's",
    ' lead',
    'trail ',
    'Q\u202800005',
    'Q\u202900005',
    'APP-\u{1F600}',
    '\uff21\uff11',
    '\u{1F600}'.repeat(200),
    '%41',
    'A/B',
    '...',
    '\\N',
    'nan',
    '../x',
  ])('may be %j', (value) => expect(read('text', value, id)).toBe(value));
  test.each([
    ['a\nb', 'invalid_id'],
    ['a\rb', 'invalid_id'],
    ['a\tb', 'invalid_id'],
    ['a\u0085b', 'invalid_id'],
    ['a\vb', 'invalid_id'],
    ['.', 'invalid_id'],
    ['..', 'invalid_id'],
    ['L'.repeat(201), 'too_long'],
  ])('may not be %j', (value, fault) => expect(read('text', value, id)).toBe(fault));
});

test('a status is read without regard to case and spaces', () => {
  const allowedValues = ['received', 'approved'];
  expect(read('text', 'Received ', { allowedValues })).toBe('received');
  expect(read('text', 'pending', { allowedValues })).toBe('not_allowed');
});
