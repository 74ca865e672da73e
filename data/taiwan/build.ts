/**
 * Turns the UCI set "Default of Credit Card Clients" into two deliveries of the landing contract.
 *
 *   node data/taiwan/build.ts path/to/default_of_credit_card_clients.csv.gz
 *
 * The same source gives the same bytes. What became of each column is told in README.md beside this file.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

type SourceRow = Record<string, string>;
type Row = (string | number)[];

const FIRST_DELIVERY = '2005-10-01';
const SECOND_DELIVERY = '2005-11-01';
const OUTCOME_DATE = '2005-10-31';
/** Newest first: PAY_0, BILL_AMT1 and PAY_AMT1 belong to September, PAY_6, BILL_AMT6 and PAY_AMT6 to April. */
const STATEMENT_DATES = ['2005-09-30', '2005-08-31', '2005-07-31', '2005-06-30', '2005-05-31', '2005-04-30'];
const PAY_COLUMNS = ['PAY_0', 'PAY_2', 'PAY_3', 'PAY_4', 'PAY_5', 'PAY_6'];
const OPEN_SEED = 'taiwan-open-20';

const SEX: Record<string, string> = { 1: 'male', 2: 'female' };
const EDUCATION: Record<string, string> = { 1: 'graduate_school', 2: 'university', 3: 'high_school', 4: 'other' };
const MARRIAGE: Record<string, string> = { 1: 'married', 2: 'single', 3: 'other' };

/** A fifth of the clients, chosen by a hash of their id: their outcome is known in the second delivery only. */
function isOpen(id: string): boolean {
  return createHash('sha256').update(`${OPEN_SEED}:${id}`).digest().readUInt32BE(0) % 5 === 0;
}

function customerRow(row: SourceRow): Row {
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

function statementRows(row: SourceRow): Row[] {
  return STATEMENT_DATES.map((statementDate, i) => [
    row.ID ?? '',
    statementDate,
    row.LIMIT_BAL ?? '',
    row[`BILL_AMT${i + 1}`] ?? '',
    row[`PAY_AMT${i + 1}`] ?? '',
    row[PAY_COLUMNS[i] ?? ''] ?? '',
  ]);
}

/** Money leaving the client, hence negative; the source names the month only, so the middle of it is taken. */
function paymentRows(row: SourceRow): Row[] {
  return STATEMENT_DATES.flatMap((statementDate, i) => {
    const paid = Number(row[`PAY_AMT${i + 1}`]);
    const month = statementDate.slice(0, 7);
    return paid === 0 ? [] : [[`${row.ID}-${month}`, row.ID ?? '', `${month}-15T12:00:00Z`, -paid, 'loan_payment']];
  });
}

function applicationRow(row: SourceRow, outcome: { defaulted: string; date: string } | undefined): Row {
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

function outcomeOf(row: SourceRow, date: string) {
  return { defaulted: row['default payment next month'] === '1' ? 'true' : 'false', date };
}

const HEADERS = {
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
type Table = keyof typeof HEADERS;

function writeDelivery(asOf: string, tables: Partial<Record<Table, { mode: 'full' | 'delta'; rows: Row[] }>>): void {
  const folder = new URL(`as_of=${asOf}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  const entries = Object.entries(tables).map(([table, { mode, rows }]) => {
    const name = `${table}.csv.gz`;
    const lines = [HEADERS[table as Table], ...rows].map((fields) => fields.join(','));
    const bytes = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
    writeFileSync(new URL(name, folder), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    console.log(`as_of=${asOf}/${name}: ${rows.length} rows, ${bytes.length} bytes`);
    return [table, { mode, files: [{ name, rows: rows.length, sha256 }] }] as const;
  });
  const manifest = { as_of: asOf, currency: 'TWD', tables: Object.fromEntries(entries) };
  writeFileSync(new URL('manifest.json', folder), `${JSON.stringify(manifest, null, 2)}\n`);
}

function build(sourcePath: string): void {
  const source: SourceRow[] = parse(gunzipSync(readFileSync(sourcePath)), { columns: true, bom: true });
  const open = source.filter((row) => isOpen(row.ID ?? ''));
  writeDelivery(FIRST_DELIVERY, {
    customers: { mode: 'full', rows: source.map(customerRow) },
    credit_history: { mode: 'full', rows: source.flatMap(statementRows) },
    transactions: { mode: 'full', rows: source.flatMap(paymentRows) },
    loan_applications: {
      mode: 'full',
      rows: source.map((row) => applicationRow(row, isOpen(row.ID ?? '') ? undefined : outcomeOf(row, FIRST_DELIVERY))),
    },
  });
  writeDelivery(SECOND_DELIVERY, {
    loan_applications: { mode: 'delta', rows: open.map((row) => applicationRow(row, outcomeOf(row, OUTCOME_DATE))) },
  });
}

const sourcePath = process.argv[2];
if (!sourcePath) {
  console.error('Which file? Usage: node data/taiwan/build.ts default_of_credit_card_clients.csv.gz');
  process.exit(2);
}
build(sourcePath);
