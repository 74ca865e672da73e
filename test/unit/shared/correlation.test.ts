/** Tests that ids reach the database as a harmless comment. */
import { expect, test } from '@jest/globals';
import { appendCorrelation, runWithCorrelation } from '../../../lambdas/shared/correlation.ts';

test('a statement without ids stays unchanged', () => {
  expect(appendCorrelation('select 1 -- one')).toBe('select 1 -- one');
});

test('a statement ends with the ids, and an ARN is shortened to its last part', async () => {
  const execution = 'arn:aws:states:eu-west-1:000000000000:execution:daily-etl:abc-1';
  const sql = await runWithCorrelation({ service: 'ingest/open-run', execution, partition: 3 }, async () => {
    await Promise.resolve();
    return appendCorrelation('select 1 -- one');
  });
  expect(sql).toBe("select 1 -- one\n/* service='ingest/open-run',execution='abc-1',partition='3' */");
});

test.each(['*/ drop table x; /*', "a'b", 'x:name', '/**/', 'a\nb'])(
  '%j neither ends the comment nor names a parameter',
  async (id) => {
    const sql = await runWithCorrelation({ id }, async () => appendCorrelation('select 1'));
    const comment = sql.slice('select 1\n/* '.length, -' */'.length);
    expect(comment).toMatch(/^id='[\w./-]*'$/);
    expect(comment).not.toMatch(/\*|\/\*|:/);
  },
);
