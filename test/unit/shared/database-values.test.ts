/** Tests the conversion of parameters, rows and errors of the Data API. */
import { DatabaseErrorException, RDSDataServiceException } from '@aws-sdk/client-rds-data';
import {
  DatabaseError,
  DatabaseUnavailable,
  StatementRefused,
  StatementTimeout,
  toDatabaseError,
} from '../../../lambdas/shared/aws/database/errors.ts';
import { date, decimal, json, timestamp, toParameters, uuid } from '../../../lambdas/shared/aws/database/parameters.ts';
import { toRows } from '../../../lambdas/shared/aws/database/rows.ts';

describe('toParameters', () => {
  test.each([
    ['x', { value: { stringValue: 'x' } }],
    [7, { value: { longValue: 7 } }],
    [7.5, { value: { doubleValue: 7.5 } }],
    [2 ** 60, { value: { doubleValue: 2 ** 60 } }],
    [false, { value: { booleanValue: false } }],
    [null, { value: { isNull: true } }],
    [
      new Date('2026-01-02T03:04:05.006Z'),
      { typeHint: 'TIMESTAMP', value: { stringValue: '2026-01-02 03:04:05.006' } },
    ],
    [uuid('u'), { typeHint: 'UUID', value: { stringValue: 'u' } }],
    [uuid(null), { typeHint: 'UUID', value: { isNull: true } }],
    [json({ a: [1] }), { typeHint: 'JSON', value: { stringValue: '{"a":[1]}' } }],
    [json(null), { typeHint: 'JSON', value: { isNull: true } }],
    [date('2026-01-02'), { typeHint: 'DATE', value: { stringValue: '2026-01-02' } }],
    [date(new Date('2026-01-02T23:00:00Z')), { typeHint: 'DATE', value: { stringValue: '2026-01-02' } }],
    [timestamp('2026-01-02T03:04:05Z'), { typeHint: 'TIMESTAMP', value: { stringValue: '2026-01-02 03:04:05' } }],
    [
      timestamp('2026-01-02 03:04:05.123456'),
      { typeHint: 'TIMESTAMP', value: { stringValue: '2026-01-02 03:04:05.123456' } },
    ],
    [
      timestamp('2026-01-02T03:04:05+02:00'),
      { typeHint: 'TIMESTAMP', value: { stringValue: '2026-01-02 01:04:05.000' } },
    ],
    [decimal('0.10'), { typeHint: 'DECIMAL', value: { stringValue: '0.10' } }],
  ])('%p', (value, expected) => {
    expect(toParameters({ value })).toEqual([{ name: 'value', ...expected }]);
  });
});

test('toRows returns JavaScript values by column', () => {
  const columns = [
    ['money', 'numeric'],
    ['document', 'jsonb'],
    ['at', 'timestamp'],
    ['none', 'text'],
    ['amounts', '_numeric'],
    ['big', 'int8'],
  ];
  const rows = toRows({
    columnMetadata: columns.map(([label, typeName]) => ({ label, typeName })),
    records: [
      [
        { stringValue: '12.50' },
        { stringValue: '{"a": 1}' },
        { stringValue: '2026-01-02 03:04:05' },
        { isNull: true },
        { arrayValue: { stringValues: ['1.5', '2'] } },
        { longValue: 0 },
      ],
    ],
  });
  expect(rows).toEqual([
    { money: 12.5, document: { a: 1 }, at: '2026-01-02 03:04:05', none: null, amounts: [1.5, 2], big: 0 },
  ]);
});

describe('toDatabaseError', () => {
  const fault = (name: string, message: string) =>
    new RDSDataServiceException({ name, message, $fault: 'client', $metadata: {} });
  const refused = (message: string) => new DatabaseErrorException({ message, $metadata: {} });

  test('keeps a message that names only tables and columns', () => {
    const error = toDatabaseError(refused('ERROR: column "x" does not exist\n  Position: 8; SQLState: 42703'));
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ sqlState: '42703', message: 'column "x" does not exist (SQLSTATE 42703)' });
  });

  test('removes values from the message', () => {
    const error = toDatabaseError(
      refused('ERROR: invalid input syntax for type date: "Jane "J" Doe"\n  Position: 8; SQLState: 22007'),
    );
    expect(String(error)).toBe('DatabaseError: invalid input syntax for type date: "…" (SQLSTATE 22007)');
    expect((error as Error).cause).toBeUndefined();
  });

  test.each([
    'ERROR: duplicate key value violates unique constraint "k"\n  Detail: Key (a)=(Jane) already exists.; SQLState: 23505',
    'ERROR: invalid input syntax for type date: "Jane \n"J" Doe"\n  Where: COPY x, line 1: "Jane"; SQLState: 22007',
    'ERROR: value "Jane" is of a kind unknown to this code',
  ])('keeps no value of details, contexts and lines of an error: %s', (message) => {
    expect(String(toDatabaseError(refused(message)))).not.toMatch(/Jane|Doe/);
  });

  test.each([
    [fault('StatementTimeoutException', 'Request timed out'), StatementTimeout],
    [fault('DatabaseResumingException', 'resuming'), DatabaseUnavailable],
    [fault('UnsupportedResultException', 'too large'), StatementRefused],
    [new Error('connect ECONNREFUSED 127.0.0.1:1'), DatabaseUnavailable],
  ])('names %s', (error, expected) => {
    expect(toDatabaseError(error)).toBeInstanceOf(expected);
  });

  test('returns other errors unchanged', () => {
    const error = new TypeError('x');
    expect(toDatabaseError(error)).toBe(error);
  });
});
