/**
 * Builds the two deliveries of the fault test. They contain all that could make a repeated run end differently: files
 * with common keys, corrections of an earlier day, unreadable lines, invalid rows and attributes that change their use.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { InMemoryAws } from './in-memory-aws.ts';
import { buildFullName, PERSONAL_MARK } from './personal-mark.ts';

/** The customers of two partitions. The other partitions stay empty, because all empty ones are handled in the same way. */
const CUSTOMER_NUMBERS = [
  [7, 8, 9, 35, 60, 66, 69],
  [19, 22, 24, 43, 44, 58, 64, 67, 104],
];
export const INHABITED_PARTITION_COUNT = CUSTOMER_NUMBERS.length;
const MONTHS = ['2005-04-30', '2005-05-31', '2005-06-30', '2005-07-31', '2005-08-31', '2005-09-30'];
const DELIVERY_DAYS = ['2005-10-01', '2005-11-01'] as const;

type CsvLines = string[];
interface FaultFile {
  table: string;
  name: string;
  lines: CsvLines;
}

const customerIds = CUSTOMER_NUMBERS.flat().map((n) => `c${n}`);
const [c1, c2, c3] = customerIds as [string, string, string];
const LATE_CUSTOMER = 'c87'; // delivered on the second day only
const HALF_OF_CUSTOMERS = 10;

const CUSTOMER_HEADER = 'customer_id,full_name,birth_date,sex,education_level,annual_income,segment';
const STATEMENT_HEADER = 'customer_id,as_of,credit_limit,balance,payment_due,payment_made,months_past_due';
const TRANSACTION_HEADER = 'transaction_id,customer_id,booked_at,amount,kind';
const APPLICATION_HEADER =
  'application_id,customer_id,applied_at,amount,term_months,status,defaulted,outcome_date,grade';

const formatCustomer = (id: string, i: number, income: number, day = 1) =>
  `${id},${buildFullName(id, day)},19${50 + (i % 40)}-0${1 + (i % 9)}-11,${i % 2 ? 'f' : 'm'},university,${income},${i % 3 ? 'retail' : 'private'}`;
const formatStatement = (id: string, i: number, month: string, balance: number) =>
  `${id},${month},${10_000 + 100 * i},${balance},${50 + i},${40 + i},${i % 4}`;
const formatTransaction = (id: string, i: number, n: number) =>
  `t${i}-${n},${id},2005-0${6 + n}-1${i % 9}T08:00:00,${n % 2 ? '' : '-'}${100 + i}.50,${n % 2 ? 'salary' : 'card'}`;
const formatApplication = (id: string, i: number) =>
  i % 3 === 0
    ? `a${i},${id},2005-10-01,${1000 + i},24,received,,,B`
    : `a${i},${id},2005-07-15T10:00:00,${1000 + i},36,closed,${i % 4 === 0},2005-09-20,${i % 2 ? 'A' : 'C'}`;

function buildFirstDay(): FaultFile[] {
  const statements = customerIds.flatMap((id, i) =>
    MONTHS.slice(0, 5).map((month, m) => formatStatement(id, i, month, 100 * m + i)),
  );
  const transactions = customerIds.flatMap((id, i) => [0, 1, 2].map((n) => formatTransaction(id, i, n)));
  return [
    {
      table: 'customers',
      name: 'customers-a.csv.gz',
      lines: [
        CUSTOMER_HEADER,
        ...customerIds.slice(0, HALF_OF_CUSTOMERS).map((id, i) => formatCustomer(id, i, 900 + i)),
      ],
    },
    {
      // The third customer is in both files, and the last row wins. Two lines are invalid and contain a name.
      table: 'customers',
      name: 'customers-b.csv.gz',
      lines: [
        CUSTOMER_HEADER,
        formatCustomer(c3, 2, 5555),
        ...customerIds.slice(HALF_OF_CUSTOMERS).map((id, i) => formatCustomer(id, i, 700 + i)),
        formatCustomer('c998', 1, 1).replace(/^c998,/, `c998,"${PERSONAL_MARK}"x,`),
        formatCustomer('..', 1, 1), // no id
      ],
    },
    {
      table: 'credit_history',
      name: 'credit_history.csv.gz',
      lines: [STATEMENT_HEADER, ...statements, 'nobody,2005-09-30,1,1,1,1,0', formatStatement(c1, 0, '2005-08-31', 4)],
    },
    {
      table: 'transactions',
      name: 'transactions.csv.gz',
      lines: [TRANSACTION_HEADER, ...transactions, 'a,ragged,line', `t9,${c1},2005-09-01T00:00:00,NaN,card`],
    },
    {
      table: 'loan_applications',
      name: 'loan_applications.csv.gz',
      lines: [APPLICATION_HEADER, ...customerIds.map(formatApplication)],
    },
  ];
}

/** Builds corrections, outcomes of open applications, new rows and invalid rows. */
function buildSecondDay(): FaultFile[] {
  const outcomes = customerIds.map((id, i) =>
    i % 6 === 0
      ? `a${i},${id},2005-10-01,${1000 + i},24,closed,${i % 12 === 0},2005-10-30,B`
      : formatApplication(id, i),
  );
  const changed = customerIds.slice(0, HALF_OF_CUSTOMERS).map((id, i) => formatCustomer(id, i, 4321 + i, 2));
  return [
    {
      table: 'customers',
      name: 'customers.csv.gz',
      lines: [
        CUSTOMER_HEADER,
        ...changed,
        formatCustomer(LATE_CUSTOMER, 31, 50, 2),
        formatCustomer(LATE_CUSTOMER, 31, 60, 2),
      ],
    },
    {
      table: 'credit_history',
      name: 'credit_history-a.csv.gz',
      lines: [
        STATEMENT_HEADER,
        ...customerIds.map((id, i) => formatStatement(id, i, MONTHS[5] as string, 7 * i)),
        ...customerIds.slice(0, 10).map((id, i) => formatStatement(id, i, MONTHS[2] as string, 9999)),
        formatStatement(customerIds[10] as string, 10, MONTHS[2] as string, 200 + 10), // unchanged
      ],
    },
    {
      // Corrects the other file and an earlier day.
      table: 'credit_history',
      name: 'credit_history-b.csv.gz',
      lines: [
        STATEMENT_HEADER,
        formatStatement(c2, 1, MONTHS[5] as string, 1),
        formatStatement(c3, 2, MONTHS[2] as string, 2),
      ],
    },
    {
      table: 'transactions',
      name: 'transactions.csv.gz',
      lines: [
        TRANSACTION_HEADER,
        ...customerIds.map((id, i) => formatTransaction(id, i, 3)),
        formatTransaction(c1, 0, 1).replace('100', '777'),
        'x"y,1,2,3,4',
      ],
    },
    {
      table: 'loan_applications',
      name: 'loan_applications.csv.gz',
      lines: [
        APPLICATION_HEADER,
        ...outcomes,
        `a900,${LATE_CUSTOMER},2005-10-20T12:00:00,1200,12,received,,,A`,
        `a901,${c2},2005-10-21,-5,12,received,,,A`,
      ],
    },
  ];
}

const ATTRIBUTES: Record<(typeof DELIVERY_DAYS)[number], object> = {
  '2005-10-01': {
    customers: { segment: { type: 'category', use: 'model', label: 'Segment' } },
    loan_applications: { grade: { type: 'category', use: 'model', label: 'Grade' } },
  },
  '2005-11-01': {
    customers: { segment: { type: 'category', use: 'fairness', label: 'Segment, watched' } },
    loan_applications: { grade: { type: 'category', use: 'model', label: 'Loan grade' } },
  },
};

/** The key of the file that the lender overwrites during a run. */
export const OVERWRITTEN_KEY = `landing/as_of=${DELIVERY_DAYS[1]}/transactions.csv.gz`;

/** Stores both deliveries in the landing bucket. */
export function landFaultDeliveries(aws: InMemoryAws, bucket: string): void {
  for (const [day, files] of [
    [DELIVERY_DAYS[0], buildFirstDay()],
    [DELIVERY_DAYS[1], buildSecondDay()],
  ] as const) {
    const tables: Record<string, { mode: string; files: object[] }> = {};
    for (const { table, name, lines } of files) {
      const bytes = gzipSync(`${lines.join('\n')}\n`);
      aws.put(bucket, `landing/as_of=${day}/${name}`, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      tables[table] ??= { mode: day === DELIVERY_DAYS[0] ? 'full' : 'delta', files: [] };
      tables[table].files.push({ name, rows: lines.length - 1, sha256 });
    }
    const manifest = { as_of: day, currency: 'TWD', tables, attributes: ATTRIBUTES[day] };
    aws.put(bucket, `landing/as_of=${day}/manifest.json`, JSON.stringify(manifest));
  }
}
