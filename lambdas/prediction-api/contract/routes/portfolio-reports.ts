/** The route of the portfolio report, which the dashboard offers as a file. */
import { PORTFOLIO_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { PortfolioReport } from '../schemas/portfolio-reports.ts';

export const createPortfolioReportRoute = defineRoute({
  operationId: 'createPortfolioReport',
  method: 'POST',
  path: '/v1/portfolio-reports',
  handler: 'read',
  scope: 'risk/read',
  roles: PORTFOLIO_READERS,
  summary: 'Make the portfolio report now',
  description:
    'Makes the portfolio risk report, as every week, from the figures of this moment, and returns addresses to download it. Nobody is notified. It takes a few seconds.',
  response: PortfolioReport,
  problems: [...SECURED_STATUSES],
});
