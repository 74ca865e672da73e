/**
 * Converts the UCI data set "Statlog (German Credit Data)" to two deliveries.
 *
 *   node data/german/build.ts path/to/german.data
 *
 * The same source gives the same bytes. README.md in this folder describes what each column becomes.
 */
import { readFileSync } from 'node:fs';
import { type DeclaredAttribute, type DeliveredValue, isOutcomeOpen, writeDelivery } from '../write-delivery.ts';

const FIRST_DELIVERY = '1994-10-01';
const SECOND_DELIVERY = '1994-11-01';
const OUTCOME_DATE = '1994-10-31';
const OPEN_SEED = 'german-open-20';

const declareCategory = (label: string, use: DeclaredAttribute['use'] = 'model'): DeclaredAttribute => ({
  type: 'category',
  use,
  label,
});
const declareNumber = (label: string): DeclaredAttribute => ({ type: 'number', use: 'model', label });

/** The columns of the source, in order: attributes of the application, or fields of the landing contract. */
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
  'telephone_registered',
  'foreign_worker',
  'label',
] as const;
type SourceRow = Record<(typeof SOURCE_COLUMNS)[number], string>;

const ATTRIBUTES = {
  checking_account: declareCategory('Status of the checking account'),
  credit_record: declareCategory('Record of earlier credits'),
  savings_account: declareCategory('Savings account and bonds'),
  employment_since: declareCategory('Time in the present employment'),
  instalment_to_income: declareNumber('Instalment, percent of disposable income (class 1 to 4)'),
  personal_status_sex: declareCategory('Personal status and sex', 'fairness'),
  other_debtors: declareCategory('Other debtors or guarantors'),
  residence_years: declareNumber('Time at the present address (class 1 to 4)'),
  property: declareCategory('Most valuable property'),
  other_instalment_plans: declareCategory('Other instalment plans'),
  housing: declareCategory('Housing'),
  existing_credits: declareNumber('Credits at this bank'),
  job: declareCategory('Kind of job'),
  telephone_registered: declareCategory('Telephone registered'),
  foreign_worker: declareCategory('Foreign worker', 'fairness'),
} satisfies Partial<Record<keyof SourceRow, DeclaredAttribute>>;
const ATTRIBUTE_NAMES = Object.keys(ATTRIBUTES) as (keyof typeof ATTRIBUTES)[];

interface Applicant extends SourceRow {
  id: string;
}

function readSource(path: string): Applicant[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line, index) => {
    const values = line.trim().split(/\s+/);
    const source = Object.fromEntries(SOURCE_COLUMNS.map((column, i) => [column, values[i] ?? ''])) as SourceRow;
    return { ...source, id: String(index + 1) };
  });
}

const CUSTOMER_COLUMNS = ['customer_id', 'birth_date', 'dependants', 'country'];
const buildCustomerRow = ({ id, age, liable_persons }: Applicant): DeliveredValue[] => [
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

function buildApplicationRow(applicant: Applicant, outcomeDate: string | undefined): DeliveredValue[] {
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

function buildDeliveries(sourcePath: string): void {
  const applicants = readSource(sourcePath);
  const open = applicants.filter(({ id }) => isOutcomeOpen(OPEN_SEED, id));
  const here = new URL('./', import.meta.url);
  const attributes = { loan_applications: ATTRIBUTES };
  const applicationRows = applicants.map((a) =>
    buildApplicationRow(a, isOutcomeOpen(OPEN_SEED, a.id) ? undefined : FIRST_DELIVERY),
  );
  writeDelivery(here, {
    asOf: FIRST_DELIVERY,
    currency: 'DEM',
    attributes,
    tables: {
      customers: { mode: 'full', columns: CUSTOMER_COLUMNS, rows: applicants.map(buildCustomerRow) },
      loan_applications: { mode: 'full', columns: APPLICATION_COLUMNS, rows: applicationRows },
    },
  });
  const outcomes = open.map((applicant) => buildApplicationRow(applicant, OUTCOME_DATE));
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
buildDeliveries(sourcePath);
