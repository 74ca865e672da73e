/** Totals of the applications of a filter, from sums; means and rates are null where there is no application. */
import { DECISIONS, type Decision } from '../../../shared/decision/policy.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';

export type Totals = ReportOf<'overview'>['totals'];

/** Sums over applications with the same decision. */
export interface DecisionSums {
  decision: Decision;
  applications: number;
  pd_sum: number;
  score_sum: number;
  exposure: number;
  expected_loss: number;
  overrides: number;
  outcomes: number;
  defaults: number;
}

export function computeTotals(rows: readonly DecisionSums[]): Totals {
  const [applications, outcomes, defaults] = [sum(rows, 'applications'), sum(rows, 'outcomes'), sum(rows, 'defaults')];
  const [approval_rate, refer_rate, decline_rate] = DECISIONS.map((decision) =>
    divide(sum(selectDecision(rows, decision), 'applications'), applications),
  ) as [number | null, number | null, number | null];
  const money = (value: number) => (applications === 0 ? null : roundMoney(value));
  return {
    applications,
    mean_pd: divide(sum(rows, 'pd_sum'), applications),
    mean_score: divide(sum(rows, 'score_sum'), applications),
    ...{ approval_rate, refer_rate, decline_rate },
    exposure: money(sum(rows, 'exposure')),
    expected_loss: money(sum(rows, 'expected_loss')),
    expected_loss_approved: money(sum(selectDecision(rows, 'approve'), 'expected_loss')),
    overrides: sum(rows, 'overrides'),
    ...{ outcomes, defaults },
    bad_rate: divide(defaults, outcomes),
  };
}

/** Sums a field of rows; 0 without rows. */
export function sum<Field extends string>(rows: readonly Record<Field, number>[], field: Field): number {
  return rows.reduce((total, row) => total + row[field], 0);
}

/** Means and shares have 8 decimals in every report; null where there is nothing to divide by. */
function divide(value: number, by: number): number | null {
  return by === 0 ? null : roundShare(value / by);
}

function roundShare(value: number): number {
  return Math.round(value * 1e8) / 1e8;
}

/** Money has 2 decimals in every report. */
export function roundMoney(value: number): number {
  return Math.round(value * 100) / 100;
}

function selectDecision(rows: readonly DecisionSums[], decision: Decision): DecisionSums[] {
  return rows.filter((row) => row.decision === decision);
}
