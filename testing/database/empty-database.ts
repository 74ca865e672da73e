/** A database as its migrations left it, for the next case. */
import type { Client } from 'pg';

/** Takes everything delivered and built away; `cascade` also what hangs from a run, such as stages and reports. */
export async function emptyDatabase(superuser: Pick<Client, 'query'>): Promise<void> {
  await superuser.query(`truncate staging.customers, staging.loan_applications, staging.credit_history,
    staging.transactions, staging.attributes, staging.loads, staging.rejected_rows, staging.superseded_rows,
    analytics.runs, analytics.risk_features, analytics.customer_features, analytics.publications,
    analytics.quality_results cascade`);
}
