/** Builds one customer with a history small enough to compute every feature by hand, and an application with outcome. */
import type { Client } from 'pg';
import { buildSourceColumns, insertRows, type Row } from '../database/rows.ts';

export const buildCustomer = (fields: Row = {}): Row => ({
  customer_id: 'c1',
  valid_from: '2024-01-01',
  birth_date: '1984-06-15',
  sex: 'female',
  marital_status: 'single',
  education_level: 'university',
  dependants: 2,
  employment_status: 'employed',
  employment_start_date: '2020-06-15',
  annual_income: 60000,
  residence_status: 'owner',
  residence_since: '2024-06-20',
  country: 'TW',
  attributes: {},
  ...buildSourceColumns(1),
  ...fields,
});

export const buildApplication = (fields: Row = {}): Row => ({
  application_id: 'a1',
  valid_from: '2024-06-30',
  customer_id: 'c1',
  applied_at: '2024-06-15 10:00:00',
  amount: 12000,
  term_months: 12,
  annual_rate: 0.12,
  purpose: 'car',
  monthly_debt_payments: 500,
  collateral_value: 24000,
  status: 'closed',
  defaulted: false,
  outcome_date: '2024-06-29',
  attributes: {},
  ...buildSourceColumns(1),
  ...fields,
});

/** as_of, credit limit, balance, payment made, months past due */
export const STATEMENTS = [
  ['2023-11-30', 4000, 1000, 0, 0],
  ['2023-12-31', 4000, 1200, 100, 0],
  ['2024-01-31', 4000, 1600, 0, 1],
  ['2024-02-29', 4000, 2000, 0, 2],
  ['2024-03-31', 4000, 1500, 700, 0],
  ['2024-04-30', 4000, 0, 1500, -1],
  ['2024-05-31', 5000, 400, 0, -1],
  ['2024-06-30', 5000, 9999, 9999, 9],
] as const;

type Statement = (typeof STATEMENTS)[number];
export const buildStatement = ([as_of, credit_limit, balance, payment_made, months_past_due]: Statement): Row => ({
  customer_id: 'c1',
  as_of,
  credit_score: 640,
  open_accounts: 3,
  inquiries_6m: 2,
  delinquencies_24m: 1,
  public_records: 0,
  oldest_account_date: '2016-06-15',
  credit_limit,
  balance,
  payment_made,
  months_past_due,
  ...buildSourceColumns(1),
});

/** booked_at, amount, kind, balance after */
export const TRANSACTIONS = [
  ['2023-12-01 00:00:00', -999, 'card', -5],
  ['2024-01-10 00:00:00', -100, 'card', 50],
  ['2024-04-01 12:00:00', -800, 'card', 300],
  ['2024-05-01 12:00:00', 5000, 'salary', 7000],
  ['2024-06-10 12:00:00', 5000, 'salary', 6000],
  ['2024-06-12 23:00:00', -200, 'cash', 5800],
  ['2024-06-15 10:00:00', -9999, 'gambling', -9999],
] as const;

type Transaction = (typeof TRANSACTIONS)[number];
export const buildTransaction = ([booked_at, amount, kind, balance_after]: Transaction, n: number): Row => ({
  customer_id: 'c1',
  transaction_id: `t${n}`,
  booked_at,
  amount,
  kind,
  balance_after,
  ...buildSourceColumns(1),
});

/** Inserts the whole delivery with its load records. */
export async function deliverOneCustomer(client: Client): Promise<void> {
  const delivery = {
    customers: [buildCustomer()],
    loan_applications: [buildApplication()],
    credit_history: STATEMENTS.map(buildStatement),
    transactions: TRANSACTIONS.map(buildTransaction),
  };
  for (const [table, rows] of Object.entries(delivery)) {
    await insertRows(client, `staging.${table}`, rows);
    await insertRows(client, 'staging.loads', [buildLoad(table, rows.length)]);
  }
}

/** Builds the load record of a table's one delivered file. */
export const buildLoad = (table_name: string, rows_delivered: number, run = 1): Row => ({
  run_id: buildSourceColumns(run).run_id,
  table_name,
  file: 'file.csv',
  sha256: '0',
  size_bytes: 1,
  mode: 'full',
  rows_delivered,
  rows_rejected_unparsed: 0,
});
