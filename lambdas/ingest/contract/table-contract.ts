/**
 * The landing contract's four tables: the one list of what a lender may deliver, with the type and the valid range of
 * every column. The manifest, the preparation of files and the imports read it.
 */
import type { TableName } from '../../shared/runs/run.ts';

export interface Column {
  name: string;
  type: 'text' | 'integer' | 'money' | 'rate' | 'date' | 'timestamp' | 'boolean';
  /** Part of the key: never empty. */
  key?: true;
  /** Not of the key, and never empty either. */
  required?: true;
  /** Least and greatest value of a number. */
  range?: readonly [lowest: number, highest: number];
  /** The only texts that may come. */
  allowed?: readonly string[];
  /** A date that may lie after its delivery. */
  mayBeFuture?: true;
  /** A date that may not lie before the day of this column. */
  notBefore?: string;
  /** Personal data: leaves the preparation sealed, as one text a row. */
  pii?: true;
}

export interface TableContract {
  columns: readonly Column[];
  /** Whether a lender may declare columns of its own. */
  attributes: boolean;
}

/** Beyond it numeric(14,2) ends. */
const most = 999_999_999_999.99;

const text = (name: string): Column => ({ name, type: 'text' });
const pii = (name: string): Column => ({ name, type: 'text', pii: true });
const integer = (name: string, lowest: number, highest: number): Column => ({
  name,
  type: 'integer',
  range: [lowest, highest],
});
const count = (name: string): Column => integer(name, 0, 100_000);
const money = (name: string): Column => ({ name, type: 'money', range: [0, most] });
const signedMoney = (name: string): Column => ({ name, type: 'money', range: [-most, most] });
const date = (name: string): Column => ({ name, type: 'date' });
const key = (column: Column): Column => ({ ...column, key: true });
const required = (column: Column): Column => ({ ...column, required: true });

export const tableContracts: Readonly<Record<TableName, TableContract>> = {
  customers: {
    attributes: true,
    columns: [
      key(text('customer_id')),
      date('birth_date'),
      text('sex'),
      text('education_level'),
      text('marital_status'),
      integer('dependants', 0, 30),
      text('employment_status'),
      date('employment_start_date'),
      money('annual_income'),
      text('residence_status'),
      date('residence_since'),
      text('country'),
      pii('full_name'),
      pii('national_id'),
      pii('email'),
      pii('phone'),
      pii('address'),
    ],
  },
  credit_history: {
    attributes: false,
    columns: [
      key(text('customer_id')),
      key(date('as_of')),
      integer('credit_score', 0, 1000),
      count('open_accounts'),
      money('credit_limit'),
      signedMoney('balance'),
      money('payment_due'),
      signedMoney('payment_made'),
      integer('months_past_due', -2, 1200),
      count('delinquencies_24m'),
      count('inquiries_6m'),
      count('public_records'),
      date('oldest_account_date'),
    ],
  },
  transactions: {
    attributes: false,
    columns: [
      key(text('transaction_id')),
      required(text('customer_id')),
      { name: 'booked_at', type: 'timestamp' },
      required(signedMoney('amount')),
      text('kind'),
      signedMoney('balance_after'),
    ],
  },
  loan_applications: {
    attributes: true,
    columns: [
      key(text('application_id')),
      required(text('customer_id')),
      required({ name: 'applied_at', type: 'timestamp' }),
      required(money('amount')),
      integer('term_months', 1, 600),
      { name: 'annual_rate', type: 'rate', range: [0, 10] },
      text('purpose'),
      money('monthly_debt_payments'),
      money('collateral_value'),
      { name: 'status', type: 'text', allowed: ['received', 'approved', 'declined', 'active', 'closed'] },
      { name: 'defaulted', type: 'boolean' },
      // An outcome dated after its delivery is odd, not impossible: a quality check warns of it.
      { name: 'outcome_date', type: 'date', mayBeFuture: true, notBefore: 'applied_at' },
    ],
  },
};

/** The columns that leave the preparation as they are, in the order of the parts; personal data is not among them. */
export function keptColumns(table: TableName): Column[] {
  return tableContracts[table].columns.filter((column) => !column.pii);
}

/** The personal columns, in the order in which they are sealed. */
export function personalColumns(table: TableName): string[] {
  return tableContracts[table].columns.filter((column) => column.pii).map((column) => column.name);
}

/** The columns that tell whose row it is and which. */
export function identifyingColumns(table: TableName): string[] {
  return indispensableColumns(table).filter((name) => name.endsWith('_id'));
}

/** The columns without which no row of a file could be accepted. */
export function indispensableColumns(table: TableName): string[] {
  return tableContracts[table].columns.filter((column) => column.key || column.required).map((column) => column.name);
}
