import { env, MissingEnvironmentVariable } from '../../../lambdas/shared/env.ts';
import { oneLine, RiskError } from '../../../lambdas/shared/errors.ts';
import { InvalidSqlFile, sqlFile, sqlFiles } from '../../../lambdas/shared/sql-file.ts';

class Broken extends RiskError {}

test('an error is one line with its causes', () => {
  const cause = new Error('disk\n  full');
  expect(oneLine(new Broken('cannot write', { cause }))).toBe('Broken: cannot write ← Error: disk full');
});

test('a missing environment variable fails by its name', () => {
  expect(() => env('RISK_NO_SUCH_VARIABLE')).toThrow(MissingEnvironmentVariable);
  expect(() => env('RISK_NO_SUCH_VARIABLE')).toThrow('RISK_NO_SUCH_VARIABLE');
});

describe('sqlFile', () => {
  test('reads a statement', () => {
    const [first] = sqlFiles('migrations');
    expect(sqlFile(`migrations/${first}`)).toContain('create extension');
  });

  test('refuses a file that is not there', () => {
    expect(() => sqlFile('no/such.sql')).toThrow(InvalidSqlFile);
  });

  test('refuses a value that the file has no place for', () => {
    const [first] = sqlFiles('migrations');
    expect(() => sqlFile(`migrations/${first}`, { partition: '03' })).toThrow(InvalidSqlFile);
  });

  test('takes nothing but two digits for a partition', () => {
    const [first] = sqlFiles('migrations');
    expect(() => sqlFile(`migrations/${first}`, { partition: '0; drop' })).toThrow('two digits');
  });
});
