/** The cost of a quarter's months, from a server that answers as AWS Budgets does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { BudgetsClient } from '@aws-sdk/client-budgets';
import { expect, test } from '@jest/globals';
import { findEndedQuarter } from '../../../lambdas/reporting/review/quarter.ts';
import { readCost } from '../../../lambdas/reporting/review/read-cost.ts';
import { TEST_CREDENTIALS } from '../../../testing/aws/test-credentials.ts';

const toSeconds = (day: string): number => Date.parse(day) / 1000;

test('is that of each month of the ended quarter, against its budget', async () => {
  const requests: object[] = [];
  const server = createServer(async (request, response) => {
    requests.push((await json(request)) as object);
    const month = (day: string, actual: string) => ({
      ...{ BudgetedAmount: { Amount: '500', Unit: 'USD' }, ActualAmount: { Amount: actual, Unit: 'USD' } },
      TimePeriod: { Start: toSeconds(day) },
    });
    const BudgetedAndActualAmountsList = [month('2026-08-01', '210.5'), month('2026-07-01', '180')];
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ BudgetPerformanceHistory: { BudgetedAndActualAmountsList } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const budgets = new BudgetsClient({ region: 'eu-west-1', credentials: TEST_CREDENTIALS, endpoint });
  const quarter = findEndedQuarter(new Date('2026-10-01T06:00:00Z'));
  const budget = { accountId: '111122223333', name: 'risk-prod-monthly' };
  expect(await readCost(budgets, budget, quarter)).toEqual([
    { month: '2026-07', actual_usd: 180, budget_usd: 500 },
    { month: '2026-08', actual_usd: 210.5, budget_usd: 500 },
  ]);
  const TimePeriod = { Start: toSeconds('2026-07-01'), End: toSeconds('2026-10-01') };
  expect(requests).toEqual([{ AccountId: budget.accountId, BudgetName: budget.name, TimePeriod }]);
  server.close();
});
