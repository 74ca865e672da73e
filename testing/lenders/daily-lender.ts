/** Builds deliveries of a lender with 200 customers, and changes rows of them on purpose. */
import type { DeliveredTables } from '../workflows/daily-harness.ts';

const CUSTOMERS = 200;

const HEADERS = {
  customers: 'customer_id,birth_date,education_level,annual_income,dependants',
  credit_history: 'customer_id,as_of,credit_limit,balance,payment_made,months_past_due,open_accounts',
  transactions: 'transaction_id,customer_id,booked_at,amount,kind',
  loan_applications:
    'application_id,customer_id,applied_at,amount,term_months,annual_rate,monthly_debt_payments,status,defaulted,outcome_date',
};
type Table = keyof typeof HEADERS;

/** Fields by column name. Other columns are empty. */
export type RowFields = Record<string, string | number>;
/** Changes the fields of a row, or removes the row (null). */
export type ChangeRow = (fields: RowFields, n: number) => RowFields | null;

/**
 * Builds one day's tables: per customer a statement, a transaction and an application, with an outcome for odd customers
 * and open for even ones. Events are new every day and in the month before `asOf`; customers and applications repeat.
 */
export function buildDay(asOf: string, changes: Partial<Record<Table, ChangeRow>> = {}): DeliveredTables {
  const getDayBefore = (days: number) => new Date(Date.parse(asOf) - days * 86_400_000).toISOString().slice(0, 10);
  const rows: Record<Table, (n: number) => RowFields> = {
    customers: (n) => ({
      ...{ customer_id: `c${n}`, birth_date: `19${50 + (n % 45)}-03-01`, dependants: n % 3 },
      ...{ education_level: n % 2 ? 'university' : 'school', annual_income: 30_000 + n },
    }),
    credit_history: (n) => ({
      ...{ customer_id: `c${n}`, as_of: getDayBefore(5), credit_limit: 5000, balance: 10 * n, payment_made: n },
      ...{ months_past_due: n % 3, open_accounts: 2 },
    }),
    transactions: (n) => ({
      ...{
        transaction_id: `${asOf}-${n}`,
        customer_id: `c${n}`,
        booked_at: `${getDayBefore(3)}T10:00:00Z`,
        amount: 100 + n,
      },
      kind: n % 4 ? 'salary' : 'card',
    }),
    loan_applications: (n) => ({
      ...{ application_id: `a${n}`, customer_id: `c${n}`, applied_at: '2005-09-29T10:00:00Z', amount: 1000 + n },
      ...{ term_months: 24, annual_rate: 0.1, monthly_debt_payments: 100 },
      ...(n % 2
        ? { status: 'closed', defaulted: String(n % 10 === 1), outcome_date: '2005-09-30' }
        : { status: 'received' }),
    }),
  };
  const tables = Object.entries(rows).map(([table, rowOf]) => [
    table,
    formatCsv(
      table as Table,
      Array.from({ length: CUSTOMERS }, (_, n) => rowOf(n)),
      changes[table as Table],
    ),
  ]);
  return Object.fromEntries(tables);
}

/** Formats rows as the table's CSV. */
export function formatCsv(table: Table, rows: RowFields[], change: ChangeRow = (fields) => fields): string {
  const columns = HEADERS[table].split(',');
  const lines = rows.flatMap((fields, n) => {
    const changed = change(fields, n);
    return changed ? [columns.map((column) => changed[column] ?? '').join(',')] : [];
  });
  return `${[HEADERS[table], ...lines].join('\n')}\n`;
}
