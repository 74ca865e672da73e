/**
 * The landing contract's four tables: the one list of what a lender may deliver. The manifest, the preparation of
 * files and the imports read it; sql/staging/*.sql gives each column its type and its valid range.
 */
import type { TableName } from '../shared/run.ts';

export interface Column {
  name: string;
  type: 'text' | 'integer' | 'money' | 'rate' | 'date' | 'timestamp' | 'boolean';
  /** Part of the key: never empty. */
  key?: true;
  /** Not of the key, and never empty either. */
  required?: true;
  /** Personal data: leaves the preparation sealed, as one text a row. */
  pii?: true;
}

export interface TableContract {
  columns: readonly Column[];
  /** Whether a lender may declare columns of its own. */
  attributes: boolean;
}

const text = (name: string): Column => ({ name, type: 'text' });
const pii = (name: string): Column => ({ name, type: 'text', pii: true });
const integer = (name: string): Column => ({ name, type: 'integer' });
const money = (name: string): Column => ({ name, type: 'money' });
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
      integer('dependants'),
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
      integer('credit_score'),
      integer('open_accounts'),
      money('credit_limit'),
      money('balance'),
      money('payment_due'),
      money('payment_made'),
      integer('months_past_due'),
      integer('delinquencies_24m'),
      integer('inquiries_6m'),
      integer('public_records'),
      date('oldest_account_date'),
    ],
  },
  transactions: {
    attributes: false,
    columns: [
      key(text('transaction_id')),
      required(text('customer_id')),
      { name: 'booked_at', type: 'timestamp' },
      required(money('amount')),
      text('kind'),
      money('balance_after'),
    ],
  },
  loan_applications: {
    attributes: true,
    columns: [
      key(text('application_id')),
      required(text('customer_id')),
      required({ name: 'applied_at', type: 'timestamp' }),
      required(money('amount')),
      integer('term_months'),
      { name: 'annual_rate', type: 'rate' },
      text('purpose'),
      money('monthly_debt_payments'),
      money('collateral_value'),
      text('status'),
      { name: 'defaulted', type: 'boolean' },
      date('outcome_date'),
    ],
  },
};

/** The columns that leave the preparation as they are, in the order of the parts; personal data is not among them. */
export function keptColumns(table: TableName): string[] {
  return tableContracts[table].columns.filter((column) => !column.pii).map((column) => column.name);
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
