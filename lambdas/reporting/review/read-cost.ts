/** Reads the cost of a quarter's months against the environment's monthly budget. */
import { type BudgetsClient, DescribeBudgetPerformanceHistoryCommand } from '@aws-sdk/client-budgets';
import type { Quarter } from './quarter.ts';
import type { MonthCost } from './review.ts';

export interface Budget {
  accountId: string;
  /** `risk-<env>-monthly`. */
  name: string;
}

/** One row per month, oldest first. `budgets:ViewBudget` permits the call, as every reading of budgets. */
export async function readCost(
  budgets: BudgetsClient,
  { accountId: AccountId, name: BudgetName }: Budget,
  { from: Start, to: End }: Quarter,
): Promise<MonthCost[]> {
  const { BudgetPerformanceHistory } = await budgets.send(
    new DescribeBudgetPerformanceHistoryCommand({ AccountId, BudgetName, TimePeriod: { Start, End } }),
  );
  const months = (BudgetPerformanceHistory?.BudgetedAndActualAmountsList ?? []).map(
    ({ TimePeriod, ActualAmount, BudgetedAmount }) => ({
      month: TimePeriod?.Start?.toISOString().slice(0, 7) ?? '',
      actual_usd: Number(ActualAmount?.Amount ?? 0),
      budget_usd: Number(BudgetedAmount?.Amount ?? 0),
    }),
  );
  return months.sort((a, b) => a.month.localeCompare(b.month));
}
