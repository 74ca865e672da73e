/** Totals of applications from sums, and how figures are rounded in every report. */
import type { Decision } from '../../../../shared/policy/decisions.ts';
import type { ReportOf } from '../../../contract/schemas/reports.ts';

export type Totals = ReportOf<'overview'>['totals'];

/** Sums over applications with the same band and decision: a row of sql/api/reports/sum_decisions.sql. */
export interface DecisionSums {
  band: string;
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

/** Means and rates are null where there is no application. */
export function computeTotals(rows: readonly DecisionSums[]): Totals {
  const [applications, outcomes, defaults] = [sum(rows, 'applications'), sum(rows, 'outcomes'), sum(rows, 'defaults')];
  const approved = selectDecision(rows, 'approve');
  const computeRate = (decided: DecisionSums[]) => divide(sum(decided, 'applications'), applications);
  const toMoney = (value: number) => (applications === 0 ? null : roundMoney(value));
  return {
    applications,
    mean_pd: divide(sum(rows, 'pd_sum'), applications),
    mean_score: divide(sum(rows, 'score_sum'), applications),
    approval_rate: computeRate(approved),
    refer_rate: computeRate(selectDecision(rows, 'refer')),
    decline_rate: computeRate(selectDecision(rows, 'decline')),
    exposure: toMoney(sum(rows, 'exposure')),
    expected_loss: toMoney(sum(rows, 'expected_loss')),
    expected_loss_approved: toMoney(sum(approved, 'expected_loss')),
    overrides: sum(rows, 'overrides'),
    ...{ outcomes, defaults },
    bad_rate: divide(defaults, outcomes),
  };
}

export function selectDecision(rows: readonly DecisionSums[], decision: Decision): DecisionSums[] {
  return rows.filter((row) => row.decision === decision);
}

/** Sums a field of rows; 0 without rows. */
export function sum<Field extends string>(rows: readonly Record<Field, number>[], field: Field): number {
  return rows.reduce((total, row) => total + row[field], 0);
}

/** A share or a mean; null where there is nothing to divide by. */
export function divide(value: number, by: number): number | null {
  return by === 0 ? null : roundShare(value / by);
}

/** Shares and means have 8 decimals in every report. */
export function roundShare(value: number): number {
  return Math.round(value * 1e8) / 1e8;
}

/** Money has 2 decimals in every report. */
export function roundMoney(value: number): number {
  return Math.round(value * 100) / 100;
}
