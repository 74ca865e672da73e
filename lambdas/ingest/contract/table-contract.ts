/**
 * The landing contract's four tables: the one list of what a lender may deliver, with the type and the valid range of
 * every column. The manifest, the preparation of files and the imports read it.
 */
import type { TableName } from '../../shared/runs/run.ts';

export interface Column {
  name: string;
  type: 'text' | 'integer' | 'money' | 'rate' | 'date' | 'timestamp' | 'boolean';
  /** Part of the key: never empty. */
  isKey?: true;
  /** Not of the key, and never empty either. */
  isRequired?: true;
  /** Least and greatest value of a number. */
  range?: readonly [lowest: number, highest: number];
  /** The only texts that may come. */
  allowedValues?: readonly string[];
  /** A date that may lie after its delivery. */
  mayBeFuture?: true;
  /** A date that may not lie before the day of this column. */
  notBeforeColumn?: string;
  /** Personal data: leaves the preparation sealed, as one text a row. */
  isPersonal?: true;
}

export interface TableContract {
  columns: readonly Column[];
  /** Whether a lender may declare columns of its own. */
  acceptsAttributes: boolean;
}

/** Beyond it numeric(14,2) ends. */
const MAX_MONEY = 999_999_999_999.99;

const textColumn = (name: string): Column => ({ name, type: 'text' });
const personalColumn = (name: string): Column => ({ name, type: 'text', isPersonal: true });
const integerColumn = (name: string, lowest: number, highest: number): Column => ({
  name,
  type: 'integer',
  range: [lowest, highest],
});
const countColumn = (name: string): Column => integerColumn(name, 0, 100_000);
const moneyColumn = (name: string): Column => ({ name, type: 'money', range: [0, MAX_MONEY] });
const signedMoneyColumn = (name: string): Column => ({ name, type: 'money', range: [-MAX_MONEY, MAX_MONEY] });
const dateColumn = (name: string): Column => ({ name, type: 'date' });
const markKey = (column: Column): Column => ({ ...column, isKey: true });
const markRequired = (column: Column): Column => ({ ...column, isRequired: true });

export const TABLE_CONTRACTS: Readonly<Record<TableName, TableContract>> = {
  customers: {
    acceptsAttributes: true,
    columns: [
      markKey(textColumn('customer_id')),
      dateColumn('birth_date'),
      textColumn('sex'),
      textColumn('education_level'),
      textColumn('marital_status'),
      integerColumn('dependants', 0, 30),
      textColumn('employment_status'),
      dateColumn('employment_start_date'),
      moneyColumn('annual_income'),
      textColumn('residence_status'),
      dateColumn('residence_since'),
      textColumn('country'),
      personalColumn('full_name'),
      personalColumn('national_id'),
      personalColumn('email'),
      personalColumn('phone'),
      personalColumn('address'),
    ],
  },
  credit_history: {
    acceptsAttributes: false,
    columns: [
      markKey(textColumn('customer_id')),
      markKey(dateColumn('as_of')),
      integerColumn('credit_score', 0, 1000),
      countColumn('open_accounts'),
      moneyColumn('credit_limit'),
      signedMoneyColumn('balance'),
      moneyColumn('payment_due'),
      signedMoneyColumn('payment_made'),
      integerColumn('months_past_due', -2, 1200),
      countColumn('delinquencies_24m'),
      countColumn('inquiries_6m'),
      countColumn('public_records'),
      dateColumn('oldest_account_date'),
    ],
  },
  transactions: {
    acceptsAttributes: false,
    columns: [
      markKey(textColumn('transaction_id')),
      markRequired(textColumn('customer_id')),
      { name: 'booked_at', type: 'timestamp' },
      markRequired(signedMoneyColumn('amount')),
      textColumn('kind'),
      signedMoneyColumn('balance_after'),
    ],
  },
  loan_applications: {
    acceptsAttributes: true,
    columns: [
      markKey(textColumn('application_id')),
      markRequired(textColumn('customer_id')),
      markRequired({ name: 'applied_at', type: 'timestamp' }),
      markRequired(moneyColumn('amount')),
      integerColumn('term_months', 1, 600),
      { name: 'annual_rate', type: 'rate', range: [0, 10] },
      textColumn('purpose'),
      moneyColumn('monthly_debt_payments'),
      moneyColumn('collateral_value'),
      { name: 'status', type: 'text', allowedValues: ['received', 'approved', 'declined', 'active', 'closed'] },
      { name: 'defaulted', type: 'boolean' },
      // An outcome dated after its delivery is odd, not impossible: a quality check warns of it.
      { name: 'outcome_date', type: 'date', mayBeFuture: true, notBeforeColumn: 'applied_at' },
    ],
  },
};

/** The columns that leave the preparation as they are, in the order of the parts; personal data is not among them. */
export function listNonPersonalColumns(table: TableName): Column[] {
  return TABLE_CONTRACTS[table].columns.filter((column) => !column.isPersonal);
}

/** The personal columns, in the order in which they are sealed. */
export function listPersonalColumns(table: TableName): string[] {
  return TABLE_CONTRACTS[table].columns.filter((column) => column.isPersonal).map((column) => column.name);
}

/** The columns that tell whose row it is and which. */
export function listIdColumns(table: TableName): string[] {
  return listMandatoryColumns(table).filter((name) => name.endsWith('_id'));
}

/** The columns without which no row of a file could be accepted. */
export function listMandatoryColumns(table: TableName): string[] {
  return TABLE_CONTRACTS[table].columns
    .filter((column) => column.isKey || column.isRequired)
    .map((column) => column.name);
}
