/** Schemas of what every report with filters has: the filter, the totals, and those of the period before. */
import { z } from 'zod';
import { ModelVersion } from '../models.ts';
import { count, decision, money, month, pd, refreshed_at, share } from './fields.ts';

export const ReportFilter = z
  .object({
    from: month.nullable(),
    to: month.nullable(),
    model_version: ModelVersion.nullable(),
    within: z.string().nullable(),
    decision: decision.nullable(),
    band: z.string().nullable(),
  })
  .describe('The filter of the request; null where it does not restrict');

export const PortfolioTotals = z
  .object({
    applications: count,
    mean_pd: pd.nullable(),
    mean_score: z.number().nullable(),
    approval_rate: share.nullable(),
    refer_rate: share.nullable(),
    decline_rate: share.nullable(),
    exposure: money.nullable(),
    expected_loss: money.nullable().describe('Money in major units, whatever the decision'),
    expected_loss_approved: money.nullable().describe('Money in major units: what the lender would hold'),
    overrides: count.describe('Applications for which an override holds'),
    outcomes: count.describe('Applications whose outcome has been observed'),
    defaults: count,
    bad_rate: share.nullable().describe('Share of outcomes that are defaults; null without outcomes'),
  })
  .describe('Figures of all applications of the filter; null where there is none');

/** A long period reaches back beyond the months that a request may name. */
const monthBefore = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

export const PeriodBefore = z
  .object({ from: monthBefore, to: monthBefore, totals: PortfolioTotals })
  .describe('The period of the same length directly before, with the same filter otherwise');

export const filteredFields = {
  refreshed_at,
  filter: ReportFilter,
  currency: z.string().nullable().describe('Currency of all money, ISO 4217; null where no delivery has named one'),
  totals: PortfolioTotals,
  before: PeriodBefore.nullable().describe('null without from and to'),
};
