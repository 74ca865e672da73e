/**
 * Defines dirty rows: one kind for every reject reason of the preparation and the import, and for quality checks. They
 * are written in turn, in addition to the good rows.
 */
import type { TableName } from '../../lambdas/shared/runs/run.ts';
import { APPLICATION_COLUMNS } from './application.ts';
import { CUSTOMER_COLUMNS } from './customer.ts';
import { CREDIT_HISTORY_COLUMNS, TRANSACTION_COLUMNS } from './history.ts';

export const COLUMNS: Record<TableName, readonly string[]> = {
  customers: CUSTOMER_COLUMNS,
  credit_history: CREDIT_HISTORY_COLUMNS,
  transactions: TRANSACTION_COLUMNS,
  loan_applications: APPLICATION_COLUMNS,
};

/** One kind of dirty row. */
export interface DirtKind {
  /**
   * The reason in staging.rejected_rows. For accepted rows: `value:` with fault and column of the value that is unknown,
   * or `check:` and the quality check that counts them.
   */
  expected: string;
  /** Builds the row from the fields of a good row and a number that is unique among dirty rows. */
  buildRow: (fields: string[], number: number) => string;
  /** Largest number in a delivery, for rows that are long. */
  limit?: number;
}

const FUTURE = '2099-01-01';

/** Creates a kind that replaces the values of columns. The row keeps the key of a good row, so it must be rejected. */
function replaceValues(columns: readonly string[], expected: string, values: Record<string, string>): DirtKind {
  const changes = Object.entries(values).map(([name, value]) => [columns.indexOf(name), value] as const);
  const row = (fields: string[]) => {
    for (const [index, value] of changes) fields[index] = value;
    return fields.join(',');
  };
  return { expected, buildRow: row };
}

/** Creates a kind of accepted row with a key of its own. `createKey` gets the number of the dirty row. */
function acceptValues(
  columns: readonly string[],
  expected: string,
  values: Record<string, string>,
  createKey: (number: number) => Record<string, string>,
): DirtKind {
  const buildRow: DirtKind['buildRow'] = (fields, number) =>
    replaceValues(columns, expected, { ...values, ...createKey(number) }).buildRow(fields, number);
  return { expected, buildRow };
}

/** A day that no good statement has. */
const createStatementDay = (number: number): string =>
  new Date(Date.UTC(1950, 0, 1 + number)).toISOString().slice(0, 10);

/** Rows that the preparation of a file rejects. */
const UNREADABLE_KINDS: DirtKind[] = [
  { expected: 'ragged_line', buildRow: (fields) => fields.slice(0, -1).join(',') },
  { expected: 'broken_quoting', buildRow: ([first, ...rest]) => [`"${first}"x`, ...rest].join(',') },
  { expected: 'nul_byte', buildRow: ([first, ...rest]) => [`${first}\0`, ...rest].join(',') },
  { expected: 'invalid_utf8', buildRow: ([first, ...rest]) => [`${first}\xff`, ...rest].join(',') },
  {
    expected: 'line_too_long',
    buildRow: ([first, ...rest]) => [first + 'x'.repeat(70_000), ...rest].join(','),
    limit: 2,
  },
];

/** The same row twice. The last row is accepted, with unchanged values. */
const DUPLICATE_KIND: DirtKind = { expected: 'duplicate_key', buildRow: (fields) => fields.join(',') };

function listCustomerKinds(): DirtKind[] {
  const createKind = (expected: string, values: Record<string, string>) =>
    replaceValues(CUSTOMER_COLUMNS, expected, values);
  const createAcceptedKind = (expected: string, values: Record<string, string>) =>
    acceptValues(CUSTOMER_COLUMNS, expected, values, (number) => ({ customer_id: `X${number}` }));
  return [
    createKind('missing_key', { customer_id: '' }),
    createAcceptedKind('value:too_long:education_level', { education_level: 'e'.repeat(201) }),
    createAcceptedKind('value:not_a_date:birth_date', { birth_date: '31.12.1980' }),
    createAcceptedKind('value:out_of_range:birth_date', { birth_date: '1875-01-01' }),
    createAcceptedKind('value:in_future:residence_since', { residence_since: FUTURE }),
    createAcceptedKind('value:not_an_integer:dependants', { dependants: 'two' }),
    createAcceptedKind('value:out_of_range:dependants', { dependants: '99' }),
    createAcceptedKind('value:not_a_number:annual_income', { annual_income: '12k' }),
    createAcceptedKind('value:out_of_range:annual_income', { annual_income: '-1.00' }),
    createAcceptedKind('value:not_a_number:savings_months', { savings_months: 'many' }),
  ];
}

function listCreditHistoryKinds(): DirtKind[] {
  const createKind = (expected: string, values: Record<string, string>) =>
    replaceValues(CREDIT_HISTORY_COLUMNS, expected, values);
  const createAcceptedKind = (expected: string, values: Record<string, string>) =>
    acceptValues(CREDIT_HISTORY_COLUMNS, expected, values, (number) => ({ as_of: createStatementDay(number) }));
  return [
    createKind('missing_key', { as_of: '' }),
    createKind('unknown_customer', { customer_id: 'nobody' }),
    createKind('in_future:as_of', { as_of: FUTURE }),
    createAcceptedKind('value:not_an_integer:credit_score', { credit_score: '6xx' }),
    createAcceptedKind('value:out_of_range:credit_score', { credit_score: '5000' }),
    createAcceptedKind('value:out_of_range:credit_limit', { credit_limit: '-5.00' }),
    createAcceptedKind('value:not_a_number:balance', { balance: '1O0.00' }),
    createAcceptedKind('value:out_of_range:months_past_due', { months_past_due: '-7' }),
    createAcceptedKind('value:not_a_date:oldest_account_date', { oldest_account_date: '2020-02-31' }),
  ];
}

function listTransactionKinds(): DirtKind[] {
  const createKind = (expected: string, values: Record<string, string>) =>
    replaceValues(TRANSACTION_COLUMNS, expected, values);
  const createAcceptedKind = (expected: string, values: Record<string, string>) =>
    acceptValues(TRANSACTION_COLUMNS, expected, values, (number) => ({ transaction_id: `X${number}` }));
  return [
    createKind('missing_key', { transaction_id: '' }),
    createKind('missing_value:customer_id', { customer_id: '' }),
    createKind('missing_value:amount', { amount: '' }),
    createKind('unknown_customer', { customer_id: 'nobody' }),
    createAcceptedKind('value:not_a_timestamp:booked_at', { booked_at: '01.12.2025 10:00' }),
    createAcceptedKind('value:in_future:booked_at', { booked_at: `${FUTURE}T00:00:00` }),
    createKind('not_a_number:amount', { amount: '1.2.3' }),
    createKind('out_of_range:amount', { amount: '99999999999999.00' }),
    createAcceptedKind('value:too_long:kind', { kind: 'k'.repeat(201) }),
  ];
}

function listApplicationKinds(): DirtKind[] {
  const createKind = (expected: string, values: Record<string, string>) =>
    replaceValues(APPLICATION_COLUMNS, expected, values);
  const createAcceptedKind = (expected: string, values: Record<string, string>) =>
    acceptValues(APPLICATION_COLUMNS, expected, values, (number) => ({ application_id: `X${number}` }));
  return [
    createKind('missing_key', { application_id: '' }),
    createKind('missing_value:customer_id', { customer_id: '' }),
    createKind('missing_value:applied_at', { applied_at: '' }),
    createKind('missing_value:amount', { amount: '' }),
    createKind('unknown_customer', { customer_id: 'nobody' }),
    createKind('in_future:applied_at', { applied_at: `${FUTURE}T00:00:00` }),
    createAcceptedKind('value:not_an_integer:term_months', { term_months: '1.5' }),
    createAcceptedKind('value:out_of_range:term_months', { term_months: '0' }),
    createAcceptedKind('value:out_of_range:annual_rate', { annual_rate: '12' }),
    createAcceptedKind('value:not_allowed:status', { status: 'pending' }),
    createAcceptedKind('value:not_a_boolean:defaulted', { defaulted: 'perhaps' }),
    createAcceptedKind('value:out_of_range:outcome_date', { outcome_date: '1999-01-01' }),
    createAcceptedKind('value:not_a_number:prior_loans', { prior_loans: 'two' }),
    createAcceptedKind('check:outcome_date', { status: 'closed', defaulted: 'false', outcome_date: FUTURE }),
  ];
}

export const DIRT_KINDS: Readonly<Record<TableName, readonly DirtKind[]>> = {
  customers: [...UNREADABLE_KINDS, DUPLICATE_KIND, ...listCustomerKinds()],
  credit_history: [...UNREADABLE_KINDS, DUPLICATE_KIND, ...listCreditHistoryKinds()],
  transactions: [...UNREADABLE_KINDS, DUPLICATE_KIND, ...listTransactionKinds()],
  loan_applications: [...UNREADABLE_KINDS, DUPLICATE_KIND, ...listApplicationKinds()],
};

/** Splits a good row into its fields. Only the last one, the address, may be quoted. */
export function splitRow(row: string): string[] {
  const quote = row.indexOf('"');
  return quote < 0 ? row.split(',') : [...row.slice(0, quote - 1).split(','), row.slice(quote)];
}
