/** Reads the present month's cost against the environment's budget. */
import { type BudgetsClient, DescribeBudgetCommand } from '@aws-sdk/client-budgets';
import type { Cost } from './review.ts';

/** @param budgetName `risk-<env>-monthly` */
export async function readCost(budgets: BudgetsClient, accountId: string, budgetName: string): Promise<Cost> {
  const { Budget } = await budgets.send(new DescribeBudgetCommand({ AccountId: accountId, BudgetName: budgetName }));
  const { ActualSpend, ForecastedSpend } = Budget?.CalculatedSpend ?? {};
  return {
    actual_usd: Number(ActualSpend?.Amount ?? 0),
    forecast_usd: ForecastedSpend?.Amount === undefined ? null : Number(ForecastedSpend.Amount),
    budget_usd: Number(Budget?.BudgetLimit?.Amount ?? 0),
  };
}
