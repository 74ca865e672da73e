/** An erasure that meets a run at its end fails, and the request keeps its person, so that it is repeated. */
import { expect, test } from '@jest/globals';
import {
  type ErasureDependencies,
  ErasureDuringRun,
  eraseCustomer,
} from '../../../lambdas/shared/erasure/erase-customer.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';

test.each([[0], [1], [2]])('of run checks, number %d finds one', async (runAt) => {
  const statements: string[] = [];
  let checks = 0;
  const sql = {
    async query(statement: string) {
      statements.push(statement);
      const isCheck = statement === readSqlFile('privacy/find_running_run.sql');
      return isCheck && checks++ === runAt ? [{ run_id: 'r1' }] : [];
    },
    execute: async () => 0,
  };
  const dependencies = {
    database: { ...sql, transaction: (work: (tx: typeof sql) => unknown) => work(sql) },
    keys: { erase: async () => 0 },
    erasures: { record: async () => {}, list: async () => [] },
  } as unknown as ErasureDependencies;
  const request = { customer_id: 'c1', with_scores: true, actor: 'kim' };
  await expect(eraseCustomer(dependencies, request)).rejects.toThrow(ErasureDuringRun);
  expect(statements).not.toContain(readSqlFile('privacy/forget_requests.sql'));
});
