/** Empties a migrated database for the next test case. */
import type { Client } from 'pg';

/** Deletes all delivered and built rows. `cascade` also deletes rows that reference a run, such as stages and reports. */
export async function emptyDatabase(superuser: Pick<Client, 'query'>): Promise<void> {
  await superuser.query(`truncate staging.customers, staging.loan_applications, staging.credit_history,
    staging.transactions, staging.attributes, staging.loads, staging.rejected_rows, staging.superseded_rows,
    analytics.runs, analytics.risk_features, analytics.customer_features, analytics.publications,
    analytics.quality_results cascade`);
}
