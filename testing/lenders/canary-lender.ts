/** Deliveries of a lender with one canary person, whose values are also where they do not belong. */

import type { DeliveredTables } from '../workflows/daily-harness.ts';
import { buildDay, type RowFields } from './daily-lender.ts';

/** The person's values by personal column. No other row of any test has one. */
export const CANARY = {
  full_name: 'Zenobia Quixcanary',
  national_id: 'XQ-99417-ZZ',
  email: 'zenobia@quixcanary.example',
  phone: '+999 417 41717',
  address: '7 Quixcanary Lane',
} as const;

/** Matches each personal value, and a piece of it such as an error message might repeat. */
export const CANARY_VALUE = /quixcanary|XQ-99417|999 417 41717/i;

/** The lender's ids of the person, and of the person's applications and transactions. */
export const CANARY_ID = 'cust-qx77';
export const CANARY_APPLICATION = 'appl-qx77-0';
/** A text that nobody else has, in a column of categories. */
export const CANARY_CATEGORY = 'school of qx77';
export const CANARY_IDENTIFIER = /qx77/;

const PERSONAL_HEADER = Object.keys(CANARY).join(',');
const PERSONAL_FIELDS = Object.values(CANARY).join(',');

/** The canary is the sample's customers 0 (with an open application) and 1 (with an outcome). */
const isCanary = (n: number): boolean => n < 2;

/** A day's delivery. The canary's statement of 2005-09-26 comes every day with another balance. */
export function buildCanaryDay(asOf: string): DeliveredTables {
  const day = buildDay(asOf, {
    customers: (row, n) => {
      if (n === 1) return null;
      return isCanary(n) ? { ...rename(row, n), education_level: CANARY_CATEGORY } : row;
    },
    credit_history: (row, n) => {
      if (n === 1) return null;
      return isCanary(n) ? { ...rename(row, n), as_of: '2005-09-26', balance: Date.parse(asOf) / 1e10 } : row;
    },
    // Two transactions that differ in their id only: a quality check shows the first as a sample.
    transactions: (row, n) => (isCanary(n) ? { ...rename(row, n), amount: 7, kind: 'fee' } : row),
    loan_applications: rename,
  });
  return {
    ...day,
    customers: appendFaultyCustomers(day.customers ?? ''),
    transactions: `${day.transactions}t1,${CANARY_ID},2005-09-01T00:00:00Z,${CANARY.national_id},fee\n`,
    loan_applications: appendAttribute(day.loan_applications ?? ''),
  };
}

/** The manifest's declaration of the attribute in the applications. */
export const CANARY_ATTRIBUTES = { loan_applications: { points: { type: 'number', use: 'model' } } };

function rename(row: RowFields, n: number): RowFields {
  if (!isCanary(n)) return row;
  const ids = {
    customer_id: CANARY_ID,
    application_id: `appl-qx77-${n}`,
    transaction_id: `txn-qx77-${row.transaction_id}`,
  };
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, name in ids ? ids[name as keyof typeof ids] : value]),
  );
}

function appendFaultyCustomers(text: string): string {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const sealed = lines.map((line) => `${line},${line.startsWith(`${CANARY_ID},`) ? PERSONAL_FIELDS : ',,,,'}`);
  // Of rows with one key the last one is stored: the good one.
  const faultyValues = [
    `${CANARY_ID},1950-03-01,university,${CANARY.full_name},0,${PERSONAL_FIELDS}`, // a name as income
    `${CANARY_ID},${CANARY.national_id},${CANARY.address},1,0,${PERSONAL_FIELDS}`, // an id as date, an address as category
  ];
  const faultyRows = [
    `${CANARY_ID},1950-03-01,university,1,0,${PERSONAL_FIELDS},${CANARY.email}`, // a field too many
    `,1950-03-01,${CANARY.full_name},1,0,${PERSONAL_FIELDS}`, // without an id
    `${CANARY_ID},1950-03-01,"${CANARY.full_name},broken`,
  ];
  return `${[`${header},${PERSONAL_HEADER}`, ...faultyValues, ...sealed, ...faultyRows].join('\n')}\n`;
}

function appendAttribute(text: string): string {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const faulty = `appl-qx77-9,${CANARY_ID},2005-09-29T10:00:00Z,1,24,0.1,1,received,,,${CANARY.phone}`;
  return `${[`${header},points`, ...lines.map((line) => `${line},7`), faulty].join('\n')}\n`;
}
