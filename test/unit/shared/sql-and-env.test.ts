/** Tests the SQL file reader, required environment variables and the formatting of errors. */
import { globSync, readFileSync } from 'node:fs';
import { MissingEnvironmentVariable, requireEnv } from '../../../lambdas/shared/env.ts';
import { formatError, RiskError } from '../../../lambdas/shared/errors.ts';
import { SET_IDLE_TRANSACTION_TIMEOUT } from '../../../lambdas/shared/locks/run-fence.ts';
import { InvalidSqlFile, listSqlFiles, readSqlFile } from '../../../lambdas/shared/sql-file.ts';

class Broken extends RiskError {}

test('an error is formatted as one line with its causes', () => {
  const cause = new Error('disk\n  full');
  expect(formatError(new Broken('cannot write', { cause }))).toBe('Broken: cannot write ← Error: disk full');
});

test('a missing environment variable is named by the error', () => {
  expect(() => requireEnv('RISK_NO_SUCH_VARIABLE')).toThrow(MissingEnvironmentVariable);
  expect(() => requireEnv('RISK_NO_SUCH_VARIABLE')).toThrow('RISK_NO_SUCH_VARIABLE');
});

describe('readSqlFile', () => {
  test('reads a statement', () => {
    const [first] = listSqlFiles('migrations');
    expect(readSqlFile(`migrations/${first}`)).toContain('create extension');
  });

  test('refuses a file that does not exist', () => {
    expect(() => readSqlFile('no/such.sql')).toThrow(InvalidSqlFile);
  });

  test('refuses a value without a placeholder in the file', () => {
    const [first] = listSqlFiles('migrations');
    expect(() => readSqlFile(`migrations/${first}`, { partition: '03' })).toThrow(InvalidSqlFile);
  });

  test('puts in the facts that statements share with the code', () => {
    expect(readSqlFile('features/customer_attributes.sql')).toContain("'customer_' || declared.name");
    expect(readSqlFile('features/application_attributes.sql')).toContain("'application_' || declared.name");
  });

  test('finds those facts in no statement itself', () => {
    const files = globSync('sql/**/*.sql').filter((file) => !file.startsWith('sql/migrations/'));
    expect(files.length).toBeGreaterThan(100);
    const stating = files.filter((file) => /'(customer|application)_'/.test(readFileSync(file, 'utf8')));
    expect(stating).toEqual([]);
  });

  test('sets the idle transaction timeout as the run fence does', () => {
    const files = globSync('sql/**/*.sql').map((file) => readFileSync(file, 'utf8'));
    const setting = files.filter((text) => text.includes("set_config('idle_in_transaction_session_timeout'"));
    expect(setting).not.toEqual([]);
    for (const text of setting) expect(text).toContain(SET_IDLE_TRANSACTION_TIMEOUT);
  });

  test('compares outcomes with the scores that the journey lists', () => {
    const [scores, outcomes] = ['list_scores', 'measure_outcomes'].map((name) =>
      readSqlFile(`cli/journey/${name}.sql`)
        .replace(/^--.*\n/gm, '')
        .replace(/\s+/g, ' ')
        .trim(),
    );
    expect(outcomes).toContain(`with scored as ( ${scores} )`);
  });

  test('accepts only two digits as a partition', () => {
    const [first] = listSqlFiles('migrations');
    expect(() => readSqlFile(`migrations/${first}`, { partition: '0; drop' })).toThrow('two digits');
  });
});
