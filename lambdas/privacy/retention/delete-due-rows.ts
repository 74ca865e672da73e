/** The statement of each place of the retention schedule. A call deletes a bounded number of rows. */
import { json, type Sql } from '../../shared/aws/database.ts';
import { erasePerson, type PersonKeyStore } from '../../shared/personal-data/person.ts';
import type { RetentionRule } from '../../shared/retention/schedule.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

type SimplePlace = Exclude<RetentionRule['place'], 'staging.customers'>;

const STATEMENTS: Record<SimplePlace, string> = {
  'staging.rejected_rows': 'retention/delete_rejected_rows.sql',
  'staging.superseded_rows': 'retention/delete_superseded_rows.sql',
  'analytics.quality_results.sample_keys': 'retention/clear_sample_keys.sql',
  'staging.transactions': 'retention/delete_transactions.sql',
  'staging.credit_history': 'retention/delete_statements.sql',
  'staging.loan_applications': 'retention/delete_applications.sql',
  'cases.cases': 'retention/delete_cases.sql',
  'notices.notices': 'retention/delete_notices.sql',
  'notices.duties': 'retention/delete_duties.sql',
  'predictions.risk_scores': 'retention/delete_scores.sql',
  'predictions.batch_requests': 'retention/delete_list_responses.sql',
  'privacy.restrictions': 'retention/delete_restrictions.sql',
  'privacy.rectifications': 'retention/delete_rectifications.sql',
};

/** One statement deletes so many in a few seconds: a score has triggers, and a customer the rows of years. */
const MOST_ROWS: Partial<Record<RetentionRule['place'], number>> = {
  'predictions.risk_scores': 2000,
  'staging.loan_applications': 2000,
  'staging.customers': 200,
};
const MOST_SMALL_ROWS = 20_000;

export interface DeletedBatch {
  deleted: number;
  /** Whether nothing that is due is left. */
  is_complete: boolean;
}

/**
 * Deletes one batch of what is due by a rule, in the caller's transaction.
 * @param keys a person's keys go before the rows that they sealed: a batch that fails between both is repeated
 */
export async function deleteDueRows(tx: Sql, keys: PersonKeyStore, rule: RetentionRule): Promise<DeletedBatch> {
  const { place, days } = rule;
  const most = MOST_ROWS[place] ?? MOST_SMALL_ROWS;
  const deleted =
    place === 'staging.customers'
      ? await deleteCustomers(tx, keys, { days, most })
      : await countDeleted(tx, STATEMENTS[place], { days, most });
  return { deleted, is_complete: deleted < most };
}

async function deleteCustomers(tx: Sql, keys: PersonKeyStore, bounds: { days: number; most: number }): Promise<number> {
  const due = await tx.query<{ customer_id: string }>(readSqlFile('retention/list_customers.sql'), bounds);
  if (due.length === 0) return 0;
  const customers = due.map(({ customer_id }) => customer_id);
  for (const customer of customers) await erasePerson(keys, customer);
  return countDeleted(tx, 'retention/delete_customers.sql', { customers: json(customers) });
}

async function countDeleted(tx: Sql, file: string, parameters: Parameters<Sql['query']>[1]): Promise<number> {
  const [row] = await tx.query<{ deleted: number }>(readSqlFile(file), parameters);
  return row?.deleted ?? 0;
}
