/** Publishes a run with one customer and one open application, whose features the real statements build. */
import type { MigratedDatabase } from '../database/migrated-database.ts';
import { insertRows, openTestRun, publishTestRun, type Row } from '../database/rows.ts';
import { buildFeatures } from '../workflows/build-features.ts';
import {
  buildApplication,
  buildCustomer,
  buildLoad,
  buildStatement,
  buildTransaction,
  STATEMENTS,
  TRANSACTIONS,
} from './one-customer.ts';

/** Fields of the open application `a-open` of the customer `c1`. */
export const OPEN_APPLICATION = {
  amount: 12_000.5,
  term_months: 24,
  annual_rate: 0.095,
  purpose: 'car',
  monthly_debt_payments: 350.25,
  collateral_value: 20_000,
};
const AS_OF = '2024-07-01';

/** Delivers, builds and publishes run 1 as of 2024-07-01, with attributes of customers and applications. */
export async function publishKnownCustomer(db: MigratedDatabase): Promise<void> {
  const { superuser } = db;
  const run = await openTestRun(superuser, 1, AS_OF);
  const buildAttribute = (table_name: string, name: string, type: string, use: string): Row => ({
    ...{ table_name, name, type, use, run_id: run.run_id },
  });
  const delivery: Record<string, Row[]> = {
    attributes: [
      buildAttribute('customers', 'points', 'number', 'model'),
      buildAttribute('loan_applications', 'grade', 'category', 'model'),
      buildAttribute('loan_applications', 'months_known', 'number', 'model'),
      buildAttribute('loan_applications', 'origin', 'category', 'fairness'),
    ],
    customers: [buildCustomer({ attributes: { points: 7 } })],
    loan_applications: [
      buildApplication({
        ...{ application_id: 'a-open', applied_at: '2024-06-30 10:00:00', status: 'received', defaulted: null },
        ...{ outcome_date: null, attributes: { grade: 'A', months_known: 30, origin: 'north' }, ...OPEN_APPLICATION },
      }),
    ],
    credit_history: STATEMENTS.map(buildStatement),
    transactions: TRANSACTIONS.map(buildTransaction),
  };
  for (const [table, rows] of Object.entries(delivery)) await insertRows(superuser, `staging.${table}`, rows);
  await insertRows(superuser, 'staging.loads', [buildLoad('customers', 1), buildLoad('loan_applications', 1)]);
  await buildFeatures(db, run, 'c1');
  await publishTestRun(superuser, run);
}
