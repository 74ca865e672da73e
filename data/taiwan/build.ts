/**
 * Converts the UCI data set "Default of Credit Card Clients" to two deliveries.
 *
 *   node data/taiwan/build.ts path/to/default_of_credit_card_clients.csv.gz
 *
 * The same source gives the same bytes. README.md in this folder describes what each column becomes.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { type DeliveredValue, isOutcomeOpen, writeDelivery } from '../write-delivery.ts';

type SourceRow = Record<string, string>;

const FIRST_DELIVERY = '2005-10-01';
const SECOND_DELIVERY = '2005-11-01';
const OUTCOME_DATE = '2005-10-31';
/** Newest first: PAY_0, BILL_AMT1 and PAY_AMT1 are of September, PAY_6, BILL_AMT6 and PAY_AMT6 of April. */
const STATEMENT_DATES = ['2005-09-30', '2005-08-31', '2005-07-31', '2005-06-30', '2005-05-31', '2005-04-30'];
const PAY_COLUMNS = ['PAY_0', 'PAY_2', 'PAY_3', 'PAY_4', 'PAY_5', 'PAY_6'];
const OPEN_SEED = 'taiwan-open-20';

const SEX: Record<string, string> = { 1: 'male', 2: 'female' };
const EDUCATION: Record<string, string> = { 1: 'graduate_school', 2: 'university', 3: 'high_school', 4: 'other' };
const MARRIAGE: Record<string, string> = { 1: 'married', 2: 'single', 3: 'other' };

function buildCustomerRow(row: SourceRow): DeliveredValue[] {
  const birthYear = 2005 - Number(row.AGE);
  return [
    row.ID ?? '',
    `${birthYear}-10-01`,
    SEX[row.SEX ?? ''] ?? '',
    EDUCATION[row.EDUCATION ?? ''] ?? '',
    MARRIAGE[row.MARRIAGE ?? ''] ?? '',
    'TW',
  ];
}

function buildStatementRows(row: SourceRow): DeliveredValue[][] {
  return STATEMENT_DATES.map((statementDate, i) => [
    row.ID ?? '',
    statementDate,
    row.LIMIT_BAL ?? '',
    row[`BILL_AMT${i + 1}`] ?? '',
    row[`PAY_AMT${i + 1}`] ?? '',
    row[PAY_COLUMNS[i] ?? ''] ?? '',
  ]);
}

/** Builds payments, negative because money leaves the client. The source names the month only, so the day is the 15th. */
function buildPaymentRows(row: SourceRow): DeliveredValue[][] {
  return STATEMENT_DATES.flatMap((statementDate, i) => {
    const paid = Number(row[`PAY_AMT${i + 1}`]);
    const month = statementDate.slice(0, 7);
    return paid === 0 ? [] : [[`${row.ID}-${month}`, row.ID ?? '', `${month}-15T12:00:00Z`, -paid, 'loan_payment']];
  });
}

function buildApplicationRow(
  row: SourceRow,
  outcome: { defaulted: string; date: string } | undefined,
): DeliveredValue[] {
  const status = outcome ? 'active' : 'received';
  return [
    row.ID ?? '',
    row.ID ?? '',
    `${FIRST_DELIVERY}T00:00:00Z`,
    row.LIMIT_BAL ?? '',
    'credit_card',
    status,
    outcome?.defaulted ?? '',
    outcome?.date ?? '',
  ];
}

function readOutcome(row: SourceRow, date: string) {
  return { defaulted: row['default payment next month'] === '1' ? 'true' : 'false', date };
}

const COLUMNS = {
  customers: ['customer_id', 'birth_date', 'sex', 'education_level', 'marital_status', 'country'],
  credit_history: ['customer_id', 'as_of', 'credit_limit', 'balance', 'payment_made', 'months_past_due'],
  transactions: ['transaction_id', 'customer_id', 'booked_at', 'amount', 'kind'],
  loan_applications: [
    'application_id',
    'customer_id',
    'applied_at',
    'amount',
    'purpose',
    'status',
    'defaulted',
    'outcome_date',
  ],
};

function buildDeliveries(sourcePath: string): void {
  const source: SourceRow[] = parse(gunzipSync(readFileSync(sourcePath)), { columns: true, bom: true });
  const open = source.filter((row) => isOutcomeOpen(OPEN_SEED, row.ID ?? ''));
  const rowsWithOutcome = new Set(source).difference(new Set(open));
  const buildFullTable = (table: keyof typeof COLUMNS, rows: DeliveredValue[][]) => ({
    [table]: { mode: 'full' as const, columns: COLUMNS[table], rows },
  });
  const here = new URL('./', import.meta.url);
  writeDelivery(here, {
    asOf: FIRST_DELIVERY,
    currency: 'TWD',
    tables: {
      ...buildFullTable('customers', source.map(buildCustomerRow)),
      ...buildFullTable('credit_history', source.flatMap(buildStatementRows)),
      ...buildFullTable('transactions', source.flatMap(buildPaymentRows)),
      ...buildFullTable(
        'loan_applications',
        source.map((row) =>
          buildApplicationRow(row, rowsWithOutcome.has(row) ? readOutcome(row, FIRST_DELIVERY) : undefined),
        ),
      ),
    },
  });
  const outcomes = open.map((row) => buildApplicationRow(row, readOutcome(row, OUTCOME_DATE)));
  writeDelivery(here, {
    asOf: SECOND_DELIVERY,
    currency: 'TWD',
    tables: { loan_applications: { mode: 'delta', columns: COLUMNS.loan_applications, rows: outcomes } },
  });
}

const sourcePath = process.argv[2];
if (!sourcePath) {
  console.error('Which file? Usage: node data/taiwan/build.ts default_of_credit_card_clients.csv.gz');
  process.exit(2);
}
buildDeliveries(sourcePath);
