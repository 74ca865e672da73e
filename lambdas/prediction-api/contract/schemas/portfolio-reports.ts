/** Schema of a portfolio report that a person asked for. */
import { z } from 'zod';

export const PortfolioReport = z
  .object({
    as_of: z.iso.date().nullable().describe('Newest day of the portfolio; null while nothing is scored'),
    html_url: z.url().describe('Signed address of the report as a page; it needs no token until it expires'),
    csv_url: z.url().describe('Signed address of its figures as CSV'),
    expires_at: z.iso.datetime().describe('When the addresses stop working'),
  })
  .describe('A portfolio risk report of this moment');

export type PortfolioReport = z.infer<typeof PortfolioReport>;

/** Components of the OpenAPI document. */
export const portfolioReportComponents = { PortfolioReport };
