/** The filter of a report's request: what is not allowed, and the period before. */
import { REPORT_PARAMETERS, type ReportQuery } from '../../../contract/schemas/reports/query.ts';
import type { Report, ReportOf } from '../../../contract/schemas/reports.ts';
import { type FieldError, Problem } from '../../../http/problem.ts';

export type Filter = ReportOf<'overview'>['filter'];

/** Months, both inclusive, `YYYY-MM`. */
interface Period {
  from: string;
  to: string;
}

/** @throws {Problem} when the report does not take a parameter, or `from` is after `to` (400) */
export function checkParameters(report: Report['report'], query: ReportQuery): void {
  const taken: readonly string[] = REPORT_PARAMETERS[report];
  const errors: FieldError[] = Object.entries(query)
    .filter(([name, value]) => value !== undefined && !taken.includes(name))
    .map(([path]) => ({ path, message: `The report ${report} does not take it` }));
  const { from, to } = query;
  if (errors.length === 0 && from !== undefined && to !== undefined && from > to) {
    errors.push({ path: 'from', message: 'Must not be after to' });
  }
  if (errors.length > 0)
    throw new Problem(
      400,
      'invalid-request',
      'A parameter of the query is not valid. The field errors says which, and why.',
      errors,
    );
}

export function toFilter({ from, to, model_version, within, decision, band }: ReportQuery): Filter {
  return {
    from: from ?? null,
    to: to ?? null,
    model_version: model_version ?? null,
    within: within ?? null,
    decision: decision ?? null,
    band: band ?? null,
  };
}

/** Finds the period of the same length directly before; null where the filter has no start or no end. */
export function findPeriodBefore({ from, to }: Pick<Filter, 'from' | 'to'>): Period | null {
  if (from === null || to === null) return null;
  const [first, last] = [toMonthNumber(from), toMonthNumber(to)];
  return { from: toMonth(2 * first - last - 1), to: toMonth(first - 1) };
}

/** Months since year 0. */
function toMonthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}

function toMonth(number: number): string {
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}
