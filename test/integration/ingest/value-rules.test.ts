/**
 * The rules for delivered values accept and reject the same texts as PostgreSQL, and keep their values. Forms that
 * PostgreSQL does not accept, or reads otherwise, are in test/unit/ingest/value-rules.test.ts.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import type { ContractColumn } from '../../../lambdas/shared/landing/table-contract.ts';
import { createValueRule } from '../../../lambdas/shared/landing/value-rules.ts';
import { startTestDatabase, type TestDatabase } from '../../../testing/database/test-database.ts';

let server: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  server = await startTestDatabase();
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await server?.stop();
});

const AS_OF = '2026-01-01';
const most = 999_999_999_999.99;

/** The accepted form of a value, where PostgreSQL accepts more, and its limits. */
const form = {
  date: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  timestamp: '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|\\+00(:?00)?)?)?$',
  integer: '^[+-]?[0-9]+(\\.0*)?$',
  number: '^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?$',
};
const times = (type: 'date' | 'timestamp', isLate: string) => `case
  when value !~ '${form[type]}' or not pg_input_is_valid(value, '${type}') then 'not_a_${type}'
  when value::${type} < '1900-01-01' then 'out_of_range' when ${isLate} then 'in_future' end`;
const numbers = (name: 'integer' | 'number', lowest: number, highest: number) => `case
  when value !~ '${form[name]}' then '${name === 'integer' ? 'not_an_integer' : 'not_a_number'}'
  when value::numeric not between ${lowest} and ${highest} then 'out_of_range' end`;

const column = (type: ContractColumn['type'], rest: Partial<ContractColumn> = {}): ContractColumn => ({
  name: 'it',
  type,
  ...rest,
});
const cases: [name: string, column: ContractColumn, type: string, fault: string][] = [
  ['a date', column('date'), 'date', times('date', `value::date > '${AS_OF}'`)],
  ['a date to come', column('date', { mayBeFuture: true }), 'date', times('date', 'false')],
  [
    'a time',
    column('timestamp'),
    'timestamp',
    times('timestamp', `value::timestamp >= '${AS_OF}'::date + interval '36 hours'`),
  ],
  ['an integer', column('integer', { range: [0, 1000] }), 'numeric::integer', numbers('integer', 0, 1000)],
  ['a signed integer', column('integer', { range: [-2, 1200] }), 'numeric::integer', numbers('integer', -2, 1200)],
  ['money', column('money', { range: [0, most] }), 'numeric(14,2)', numbers('number', 0, most)],
  ['signed money', column('money', { range: [-most, most] }), 'numeric(14,2)', numbers('number', -most, most)],
  ['a rate', column('rate', { range: [0, 10] }), 'numeric(9,6)', numbers('number', 0, 10)],
  [
    'true or false',
    column('boolean'),
    'boolean',
    "case when not pg_input_is_valid(value, 'boolean') then 'not_a_boolean' end",
  ],
  ['a text', column('text'), 'text', "case when length(value) > 200 then 'too_long' end"],
];

const known = [
  '0 5 -5 +5 5. 5.0 5.00 .5 -.5 5- - . -. -0 -0.00 0.0001 -0.0001 1e5 1E-3 1e-999 1e999 NaN Infinity 1_000 0x10 5.123',
  '5.125 -5.125 99999999999 999999999999.99 999999999999.991 999999999999.995 9999999999999 2147483648 -2147483648 10',
  '10.000000 10.0000001 9.9999999 1000 1001 12345678901234567890 --5 5-5 1.2.3 000000000000000000007 t TRUE tru f o of',
  'ON no Y maybe 2025-01-01 2025-02-29 2024-02-29 1900-02-29 2025-02-31 2025-1-01 2025-01-1 1875-01-01 1899-12-31',
  '1900-01-01 2099-01-01 0000-01-01 0001-01-01 20250101 2025/01/01 2025-Jan-1 -025-01-01 2025-01--1 T025-01-01',
  '2025-01-01T10:00:00 2025-01-01T10:00 2025-01-01T10 2025-01-01T10:00:00Z 2025-01-01T10:00Z 2025-01-01T10:00:00+00:00',
  '2025-01-01T10:00:00+0000 2025-01-01T10:00:00+00 2025-01-01T10:00:00+02:00 2025-01-01T25:00:00 2025-01-01T10:00:60',
  '2025-12-31T23:59:60 2025-01-01T10:00:61 2025-01-01T24:00:00 2025-01-01T24:00:01 2025-01-01T24:00 2025-01-01T10:60:00',
  '2025-01-01T10:00:00.123 2025-01-01T10:00:00.1234567 2025-01-01T10:00:60.5 2026-01-01 2026-01-02 2026-01-01T23:59:59',
  '2026-01-01T23:59:60 2026-01-02T00:00:00 2026-01-01T24:00:00 1900-01-01T00:00:00 1899-12-31T24:00:00',
].flatMap((line) => line.split(' '));
const spaced = [' ', ' 5', '5 ', ' true ', '2025-01-01 10:00:00', '2025-01-01T10:00:0 ', '2025-01-01T 9:00:00'];
const long = [
  'x'.repeat(200),
  'x'.repeat(201),
  '😀'.repeat(200),
  '😀'.repeat(201),
  '9'.repeat(400),
  `0.${'1'.repeat(400)}`,
];
const drawn = fc.sample(
  fc.oneof(
    fc.stringMatching(/^[+-]?\d{1,14}(\.\d{0,8})?([eE][+-]?\d{1,2})?$/),
    fc.stringMatching(/^(19|20)\d\d-[01]\d-[0-3]\d([T ][0-2]\d:[0-6]\d(:[0-6]\d(\.\d{1,6})?)?Z?)?$/),
    fc.stringMatching(/^[\d.+eETZ: -]{1,20}$/),
  ),
  { numRuns: 3000, seed: 4 },
);
const values = [...known, ...spaced, ...long, ...drawn];

/** Forms that only the rules accept, by type. */
const ACCEPTED_BESIDES: Partial<Record<ContractColumn['type'], RegExp>> = {
  integer: /^[+-]?\d*\.?\d*[eE]|^[+-]?\d*\.\d+$|^[+-]?\.\d/,
  date: /^\d{4}[-/.]?\d{1,2}[-/.]?\d{1,2}([T ]\d\d:.*)$|^\d{4}[-/.]?\d{1,2}[-/.]?\d{1,2}$(?<!^\d{4}-\d\d-\d\d)/,
  timestamp:
    /^\d{4}[-/.]?\d{1,2}[-/.]?\d{1,2}$(?<!^\d{4}-\d\d-\d\d)|^\d{4}[-/.]?\d{1,2}[-/.]?\d{1,2}[T ].*([+-]\d|\.\d{7}| Z)/,
  boolean: /^[01]\.0*$/,
};
const isComparable = (type: ContractColumn['type'], value: string): boolean =>
  type === 'text' || (value === value.trim() && !ACCEPTED_BESIDES[type]?.test(value));

test.each(cases)('%s', async (_, wanted, type, fault) => {
  const rule = createValueRule(wanted, AS_OF);
  const compared = values.filter((value) => isComparable(wanted.type, value));
  const found = compared.map((value) => {
    const checked = rule(value);
    return typeof checked === 'string' ? { value, checked } : { value, fault: checked.fault };
  });
  const { rows } = await client.query<{ value: string; fault: string | null; is_same: boolean | null }>(
    `select value, ${fault} as fault, case when checked is not null and ${fault} is null
       then value::${type} is not distinct from checked::${type.replace('numeric::', '')} end as is_same
     from unnest($1::text[], $2::text[]) with ordinality as given (value, checked, n) order by n`,
    [compared, found.map(({ checked }) => checked ?? null)],
  );
  expect(found.map(({ value, fault = null }) => ({ value, fault }))).toEqual(
    rows.map(({ value, fault }) => ({ value, fault })),
  );
  expect(rows.filter(({ is_same }) => is_same === false)).toEqual([]);
});
