/**
 * Dirty rows, one of every kind that the preparation of files, the imports in sql/staging and the checks in
 * sql/quality name, in turn. They come in addition to the good rows and leave those as they are.
 */
import type { TableName } from '../../lambdas/shared/runs/run.ts';
import { applicationColumns } from './application.ts';
import { customerColumns } from './customer.ts';
import { creditHistoryColumns, transactionColumns } from './history.ts';

export const columnsOf: Record<TableName, readonly string[]> = {
  customers: customerColumns,
  credit_history: creditHistoryColumns,
  transactions: transactionColumns,
  loan_applications: applicationColumns,
};

/** One way to be dirty. */
export interface Kind {
  /** The reason in staging.rejected_rows; of rows that are accepted, `check:` and the quality check that counts them. */
  expected: string;
  /** Makes the row from the fields of a good one and a number that no other dirty row has. */
  row: (fields: string[], number: number) => string;
  /** At most so many in a delivery, because they are long. */
  atMost?: number;
}

const FUTURE = '2099-01-01';

/** Gives the column another value. */
function having(columns: readonly string[], expected: string, values: Record<string, string>): Kind {
  const changes = Object.entries(values).map(([name, value]) => [columns.indexOf(name), value] as const);
  const row = (fields: string[]) => {
    for (const [index, value] of changes) fields[index] = value;
    return fields.join(',');
  };
  return { expected, row };
}

/** What the preparation of a file refuses. */
const unreadable: Kind[] = [
  { expected: 'ragged_line', row: (fields) => fields.slice(0, -1).join(',') },
  { expected: 'broken_quoting', row: ([first, ...rest]) => [`"${first}"x`, ...rest].join(',') },
  { expected: 'nul_byte', row: ([first, ...rest]) => [`${first}\0`, ...rest].join(',') },
  { expected: 'invalid_utf8', row: ([first, ...rest]) => [`${first}\xff`, ...rest].join(',') },
  { expected: 'line_too_long', row: ([first, ...rest]) => [first + 'x'.repeat(70_000), ...rest].join(','), atMost: 2 },
];

/** The same row twice: the last wins, and the values stay as they are. */
const duplicate: Kind = { expected: 'duplicate_key', row: (fields) => fields.join(',') };

function customerKinds(): Kind[] {
  const of = (expected: string, values: Record<string, string>) => having(customerColumns, expected, values);
  return [
    of('missing_key', { customer_id: '' }),
    of('too_long:education_level', { education_level: 'e'.repeat(201) }),
    of('not_a_date:birth_date', { birth_date: '31.12.1980' }),
    of('out_of_range:birth_date', { birth_date: '1875-01-01' }),
    of('in_future:residence_since', { residence_since: FUTURE }),
    of('not_an_integer:dependants', { dependants: 'two' }),
    of('out_of_range:dependants', { dependants: '99' }),
    of('not_a_number:annual_income', { annual_income: '12k' }),
    of('out_of_range:annual_income', { annual_income: '-1.00' }),
    of('not_a_number:savings_months', { savings_months: 'many' }),
    {
      expected: 'check:customer_feature_ranges',
      row: (fields, number) =>
        having(customerColumns, '', { customer_id: `X${number}`, birth_date: '1900-01-01' }).row(fields, number),
    },
  ];
}

function creditHistoryKinds(): Kind[] {
  const of = (expected: string, values: Record<string, string>) => having(creditHistoryColumns, expected, values);
  return [
    of('missing_key', { as_of: '' }),
    of('unknown_customer', { customer_id: 'nobody' }),
    of('in_future:as_of', { as_of: FUTURE }),
    of('not_an_integer:credit_score', { credit_score: '6xx' }),
    of('out_of_range:credit_score', { credit_score: '5000' }),
    of('out_of_range:credit_limit', { credit_limit: '-5.00' }),
    of('not_a_number:balance', { balance: 'NaN' }),
    of('out_of_range:months_past_due', { months_past_due: '-7' }),
    of('not_a_date:oldest_account_date', { oldest_account_date: '2020-02-31' }),
  ];
}

function transactionKinds(): Kind[] {
  const of = (expected: string, values: Record<string, string>) => having(transactionColumns, expected, values);
  return [
    of('missing_key', { transaction_id: '' }),
    of('missing_value:customer_id', { customer_id: '' }),
    of('missing_value:amount', { amount: '' }),
    of('unknown_customer', { customer_id: 'nobody' }),
    of('not_a_timestamp:booked_at', { booked_at: '2025-12-01T10:00:00+02:00' }),
    of('in_future:booked_at', { booked_at: `${FUTURE}T00:00:00` }),
    of('not_a_number:amount', { amount: '1.2.3' }),
    of('out_of_range:amount', { amount: '99999999999999.00' }),
    of('too_long:kind', { kind: 'k'.repeat(201) }),
  ];
}

function applicationKinds(): Kind[] {
  const of = (expected: string, values: Record<string, string>) => having(applicationColumns, expected, values);
  /** Accepted, for an application of its own. */
  const odd = (check: string, values: Record<string, string>): Kind => ({
    expected: `check:${check}`,
    row: (fields, number) =>
      having(applicationColumns, '', { application_id: `X${number}`, ...values }).row(fields, number),
  });
  const open = { status: 'received', defaulted: '', outcome_date: '' };
  return [
    of('missing_key', { application_id: '' }),
    of('missing_value:customer_id', { customer_id: '' }),
    of('missing_value:applied_at', { applied_at: '' }),
    of('missing_value:amount', { amount: '' }),
    of('unknown_customer', { customer_id: 'nobody' }),
    of('in_future:applied_at', { applied_at: `${FUTURE}T00:00:00` }),
    of('not_an_integer:term_months', { term_months: '1.5' }),
    of('out_of_range:term_months', { term_months: '0' }),
    of('out_of_range:annual_rate', { annual_rate: '12' }),
    of('not_allowed:status', { status: 'pending' }),
    of('not_a_boolean:defaulted', { defaulted: 'perhaps' }),
    of('out_of_range:outcome_date', { outcome_date: '1999-01-01' }),
    of('not_a_number:prior_loans', { prior_loans: 'none' }),
    odd('outcome_date', { status: 'closed', defaulted: 'false', outcome_date: FUTURE }),
    odd('feature_ranges', { monthly_debt_payments: '900000000.00', ...open }),
  ];
}

export const kindsOf: Readonly<Record<TableName, readonly Kind[]>> = {
  customers: [...unreadable, duplicate, ...customerKinds()],
  credit_history: [...unreadable, duplicate, ...creditHistoryKinds()],
  transactions: [...unreadable, duplicate, ...transactionKinds()],
  loan_applications: [...unreadable, duplicate, ...applicationKinds()],
};

/** The fields of a good row. Only a last one, the address, may be quoted. */
export function fieldsOf(row: string): string[] {
  const quote = row.indexOf('"');
  return quote < 0 ? row.split(',') : [...row.slice(0, quote - 1).split(','), row.slice(quote)];
}
