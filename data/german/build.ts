/**
 * Turns the UCI set "Statlog (German Credit Data)" into two deliveries of the landing contract.
 *
 *   node data/german/build.ts path/to/german.data
 *
 * The same source gives the same bytes. What became of each column is told in README.md beside this file.
 */
import { readFileSync } from 'node:fs';
import { type Attribute, type Field, isOpen, writeDelivery } from '../write-delivery.ts';

const FIRST_DELIVERY = '1994-10-01';
const SECOND_DELIVERY = '1994-11-01';
const OUTCOME_DATE = '1994-10-31';
const OPEN_SEED = 'german-open-20';

const category = (label: string, use: Attribute['use'] = 'model'): Attribute => ({ type: 'category', use, label });
const number = (label: string): Attribute => ({ type: 'number', use: 'model', label });

/** The source's columns, in its order: attributes of the application, or fields of the contract. */
const SOURCE_COLUMNS = [
  'checking_account',
  'term_months',
  'credit_record',
  'purpose',
  'amount',
  'savings_account',
  'employment_since',
  'instalment_to_income',
  'personal_status_sex',
  'other_debtors',
  'residence_years',
  'property',
  'age',
  'other_instalment_plans',
  'housing',
  'existing_credits',
  'job',
  'liable_persons',
  'telephone',
  'foreign_worker',
  'label',
] as const;
type Source = Record<(typeof SOURCE_COLUMNS)[number], string>;

const ATTRIBUTES = {
  checking_account: category('Status of the checking account'),
  credit_record: category('Record of earlier credits'),
  savings_account: category('Savings account and bonds'),
  employment_since: category('Time in the present employment'),
  instalment_to_income: number('Instalment, percent of disposable income (class 1 to 4)'),
  personal_status_sex: category('Personal status and sex', 'fairness'),
  other_debtors: category('Other debtors or guarantors'),
  residence_years: number('Time at the present address (class 1 to 4)'),
  property: category('Most valuable property'),
  other_instalment_plans: category('Other instalment plans'),
  housing: category('Housing'),
  existing_credits: number('Credits at this bank'),
  job: category('Kind of job'),
  telephone: category('Telephone registered'),
  foreign_worker: category('Foreign worker', 'fairness'),
} satisfies Partial<Record<keyof Source, Attribute>>;
const ATTRIBUTE_NAMES = Object.keys(ATTRIBUTES) as (keyof typeof ATTRIBUTES)[];

interface Applicant extends Source {
  id: string;
}

function readSource(path: string): Applicant[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line, index) => {
    const values = line.trim().split(/\s+/);
    const source = Object.fromEntries(SOURCE_COLUMNS.map((column, i) => [column, values[i] ?? ''])) as Source;
    return { ...source, id: String(index + 1) };
  });
}

const CUSTOMER_COLUMNS = ['customer_id', 'birth_date', 'dependants', 'country'];
const customerRow = ({ id, age, liable_persons }: Applicant): Field[] => [
  id,
  `${1994 - Number(age)}-10-01`,
  liable_persons,
  'DE',
];

const APPLICATION_COLUMNS = [
  'application_id',
  'customer_id',
  'applied_at',
  'amount',
  'term_months',
  'purpose',
  'status',
  'defaulted',
  'outcome_date',
  ...ATTRIBUTE_NAMES,
];

function applicationRow(applicant: Applicant, outcomeDate: string | undefined): Field[] {
  const defaulted = applicant.label === '2' ? 'true' : 'false';
  return [
    applicant.id,
    applicant.id,
    `${FIRST_DELIVERY}T00:00:00Z`,
    applicant.amount,
    applicant.term_months,
    applicant.purpose,
    outcomeDate ? 'active' : 'received',
    outcomeDate ? defaulted : '',
    outcomeDate ?? '',
    ...ATTRIBUTE_NAMES.map((name) => applicant[name]),
  ];
}

function build(sourcePath: string): void {
  const applicants = readSource(sourcePath);
  const open = applicants.filter(({ id }) => isOpen(OPEN_SEED, id));
  const here = new URL('./', import.meta.url);
  const attributes = { loan_applications: ATTRIBUTES };
  const known = applicants.map((a) => applicationRow(a, isOpen(OPEN_SEED, a.id) ? undefined : FIRST_DELIVERY));
  writeDelivery(here, {
    asOf: FIRST_DELIVERY,
    currency: 'DEM',
    attributes,
    tables: {
      customers: { mode: 'full', columns: CUSTOMER_COLUMNS, rows: applicants.map(customerRow) },
      loan_applications: { mode: 'full', columns: APPLICATION_COLUMNS, rows: known },
    },
  });
  const outcomes = open.map((applicant) => applicationRow(applicant, OUTCOME_DATE));
  writeDelivery(here, {
    asOf: SECOND_DELIVERY,
    currency: 'DEM',
    attributes,
    tables: { loan_applications: { mode: 'delta', columns: APPLICATION_COLUMNS, rows: outcomes } },
  });
}

const sourcePath = process.argv[2];
if (!sourcePath) {
  console.error('Which file? Usage: node data/german/build.ts german.data');
  process.exit(2);
}
build(sourcePath);
