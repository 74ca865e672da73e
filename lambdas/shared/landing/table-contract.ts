/**
 * Defines the contract of the four delivered tables: columns, types, valid ranges and how staging stores them. Open it
 * to change what a lender may deliver; manifest, preparation, import and undo follow from it.
 */
import { RANGES } from '../features/catalogue.ts';
import type { TableName } from '../runs/run.ts';

export interface ContractColumn {
  name: string;
  type: 'text' | 'integer' | 'money' | 'rate' | 'date' | 'timestamp' | 'boolean';
  /** An id, by the rule of text-rules.ts. */
  isId?: true;
  /** Part of the delivered key: never empty. */
  isKey?: true;
  /** Never empty, but no part of the key. */
  isRequired?: true;
  /** Lowest and highest valid number, both included. */
  range?: readonly [lowest: number, highest: number];
  /** The only valid texts. */
  allowedValues?: readonly string[];
  /** A date that may be after the delivery's as-of date. */
  mayBeFuture?: true;
  /** Name of a column whose day is the earliest valid one. */
  notBeforeColumn?: string;
  /** Personal data: sealed during preparation, one text for all of a row's personal columns. */
  isPersonal?: true;
}

export interface TableContract {
  columns: readonly ContractColumn[];
  /** Whether a lender may declare attributes. */
  acceptsAttributes: boolean;
  /** Primary key of the staging table. A table with `valid_from` keeps a version for each delivery. */
  stagingKey: readonly string[];
  /** Whether the staging table has hash partitions by customer (lambdas/shared/runs/partitions.ts). */
  isPartitioned: boolean;
}

const idColumn = (name: string): ContractColumn => ({ name, type: 'text', isId: true });
const textColumn = (name: string): ContractColumn => ({ name, type: 'text' });
const personalColumn = (name: string): ContractColumn => ({ name, type: 'text', isPersonal: true });
const integerColumn = (name: string, range: readonly [number, number]): ContractColumn => ({
  name,
  type: 'integer',
  range,
});
const countColumn = (name: string): ContractColumn => integerColumn(name, RANGES.count);
const moneyColumn = (name: string): ContractColumn => ({ name, type: 'money', range: RANGES.money });
const signedMoneyColumn = (name: string): ContractColumn => ({ name, type: 'money', range: RANGES.signed_money });
const dateColumn = (name: string): ContractColumn => ({ name, type: 'date' });
const markKey = (column: ContractColumn): ContractColumn => ({ ...column, isKey: true });
const markRequired = (column: ContractColumn): ContractColumn => ({ ...column, isRequired: true });

export const TABLE_CONTRACTS: Readonly<Record<TableName, TableContract>> = {
  customers: {
    acceptsAttributes: true,
    stagingKey: ['customer_id', 'valid_from'],
    isPartitioned: false,
    columns: [
      markKey(idColumn('customer_id')),
      dateColumn('birth_date'),
      textColumn('sex'),
      textColumn('education_level'),
      textColumn('marital_status'),
      integerColumn('dependants', RANGES.dependants),
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
    stagingKey: ['customer_id', 'as_of'],
    isPartitioned: true,
    columns: [
      markKey(idColumn('customer_id')),
      markKey(dateColumn('as_of')),
      integerColumn('credit_score', RANGES.credit_score),
      countColumn('open_accounts'),
      moneyColumn('credit_limit'),
      signedMoneyColumn('balance'),
      moneyColumn('payment_due'),
      signedMoneyColumn('payment_made'),
      integerColumn('months_past_due', RANGES.months_past_due),
      countColumn('delinquencies_24m'),
      countColumn('inquiries_6m'),
      countColumn('public_records'),
      dateColumn('oldest_account_date'),
    ],
  },
  transactions: {
    acceptsAttributes: false,
    stagingKey: ['customer_id', 'transaction_id'],
    isPartitioned: true,
    columns: [
      markKey(idColumn('transaction_id')),
      markRequired(idColumn('customer_id')),
      { name: 'booked_at', type: 'timestamp' },
      markRequired(signedMoneyColumn('amount')),
      textColumn('kind'),
      signedMoneyColumn('balance_after'),
    ],
  },
  loan_applications: {
    acceptsAttributes: true,
    stagingKey: ['application_id', 'valid_from'],
    isPartitioned: false,
    columns: [
      markKey(idColumn('application_id')),
      markRequired(idColumn('customer_id')),
      markRequired({ name: 'applied_at', type: 'timestamp' }),
      markRequired(moneyColumn('amount')),
      integerColumn('term_months', RANGES.term_months),
      { name: 'annual_rate', type: 'rate', range: RANGES.annual_rate },
      textColumn('purpose'),
      moneyColumn('monthly_debt_payments'),
      moneyColumn('collateral_value'),
      { name: 'status', type: 'text', allowedValues: ['received', 'approved', 'declined', 'active', 'closed'] },
      { name: 'defaulted', type: 'boolean' },
      // A quality check (outcome_date) only warns of an outcome that is dated after its delivery.
      { name: 'outcome_date', type: 'date', mayBeFuture: true, notBeforeColumn: 'applied_at' },
    ],
  },
};

/** The columns that a part contains in clear text, in order. */
export function listNonPersonalColumns(table: TableName): ContractColumn[] {
  return TABLE_CONTRACTS[table].columns.filter((column) => !column.isPersonal);
}

/** Names of the personal columns, in the order in which they are sealed. */
export function listPersonalColumns(table: TableName): string[] {
  return TABLE_CONTRACTS[table].columns.filter((column) => column.isPersonal).map((column) => column.name);
}

/** Names of the columns without which no row can be accepted. */
export function listMandatoryColumns(table: TableName): string[] {
  return TABLE_CONTRACTS[table].columns
    .filter((column) => column.isKey || column.isRequired)
    .map((column) => column.name);
}

/** Names of the id columns that identify a row and its customer. */
export function listIdColumns(table: TableName): string[] {
  return TABLE_CONTRACTS[table].columns.filter((column) => column.isId).map((column) => column.name);
}

/** Names of a part's columns, in order: what the preparation writes and the import reads. */
export function listPartColumns(table: TableName): string[] {
  const attributes = TABLE_CONTRACTS[table].acceptsAttributes ? ['attributes'] : [];
  const personal = listPersonalColumns(table).length > 0 ? ['personal_data'] : [];
  return [...listNonPersonalColumns(table).map(({ name }) => name), ...attributes, ...personal, 'source_line'];
}

/** Whether the staging table keeps a version of a row for each delivery. */
export const isVersioned = (table: TableName): boolean => TABLE_CONTRACTS[table].stagingKey.includes('valid_from');
