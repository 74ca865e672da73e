/** Draws synthetic customers: their personal data, income and risk. Nothing here describes a real person. */

import { formatDay, formatMoney } from './format.ts';
import type { RandomStream } from './random.ts';

/** The constant properties of a customer. Money is in cents, days are counted from 1970-01-01. */
export interface SyntheticCustomer {
  id: string;
  index: number;
  /** Standard normal; a higher value means a higher risk. It is not delivered, but all delivered values depend on it. */
  risk: number;
  /** Per year, at the first delivery. */
  income: number;
  employment: string;
  creditLimit: number;
  payday: number;
  openAccounts: number;
  publicRecords: number;
  oldestAccountDay: number;
  /** The row's columns before and after the income, which alone changes. */
  rowBefore: string;
  rowAfter: string;
}

/** The last columns are the attributes and the personal data. The address comes last, because only it has a comma. */
export const CUSTOMER_COLUMNS = [
  ...['customer_id', 'birth_date', 'sex', 'education_level', 'marital_status', 'dependants', 'employment_status'],
  ...['employment_start_date', 'annual_income', 'residence_status', 'residence_since', 'country', 'savings_months'],
  ...['region', 'branch_code', 'full_name', 'national_id', 'email', 'phone', 'address'],
];

export const CUSTOMER_ATTRIBUTES = {
  savings_months: { type: 'number', use: 'model', label: 'Savings, months of income' },
  region: { type: 'category', use: 'fairness', label: 'Region of residence' },
  branch_code: { type: 'category', use: 'ignore', label: 'Branch that keeps the file' },
};

const EDUCATIONS = [
  ['secondary', 0.42],
  ['bachelor', 0.3],
  ['vocational', 0.16],
  ['master', 0.09],
  ['', 0.03],
] as const;
const EDUCATION_INCOME_EFFECTS: Record<string, number> = {
  secondary: -0.1,
  vocational: 0,
  bachelor: 0.25,
  master: 0.45,
};
const EMPLOYMENTS = [
  ['employed', 0.72],
  ['self_employed', 0.12],
  ['retired', 0.09],
  ['unemployed', 0.05],
  ['', 0.02],
] as const;
const MARITAL_STATUSES = [
  ['married', 0.47],
  ['single', 0.38],
  ['divorced', 0.12],
  ['', 0.03],
] as const;
const RESIDENCES = [
  ['owner', 0.34],
  ['mortgage', 0.28],
  ['tenant', 0.33],
  ['with_family', 0.05],
] as const;

/** Draws the customer number `index` as of `today`. */
export function drawCustomer(random: RandomStream, index: number, today: number): SyntheticCustomer {
  const id = buildCustomerId(index);
  const risk = random.normal();
  const ageYears = 19 + Math.floor(random.next() * random.next() * 55 + random.next() * 12);
  const education = random.pick(EDUCATIONS);
  const employment = ageYears >= 66 ? 'retired' : random.pick(EMPLOYMENTS);
  const spread = 0.45 * random.normal() - 0.12 * risk + (EDUCATION_INCOME_EFFECTS[education] ?? 0);
  const income = employment === 'unemployed' ? 700_000 : Math.round(3_200_000 * Math.exp(spread));
  const workedYears = Math.max(0, ageYears - 18) * random.next() * Math.exp(-0.3 * Math.max(risk, 0));
  const employedSince = today - 30 - Math.floor(workedYears * 365.25);
  const hasJob = employment === 'employed' || employment === 'self_employed';
  const drawKnown = (share: number, text: string) => (random.next() < share ? text : '');
  const number = String(index).padStart(9, '0');
  const details = [
    id,
    formatDay(today - Math.floor((ageYears + random.next()) * 365.25)),
    random.next() < 0.49 ? 'female' : 'male',
    education,
    random.pick(MARITAL_STATUSES),
    String(Math.floor(random.next() ** 2 * 4)),
    employment,
    hasJob ? drawKnown(0.95, formatDay(employedSince)) : '',
  ].join(',');
  const rest = [
    random.pick(RESIDENCES),
    drawKnown(0.92, formatDay(today - 60 - Math.floor(random.next() ** 2 * 20 * 365.25))),
    'ZZ',
    drawKnown(0.9, String(Math.round(Math.max(0, 4 - 2 * risk + 2 * random.normal()) * 10) / 10)),
    `region_${1 + random.below(6)}`,
    `B${100 + random.below(40)}`,
    `Testa Synthetic-${number}`,
    `SYN-${number}`,
    `customer.${number}@example.invalid`,
    `+999 555 ${number}`,
    `"${1 + random.below(400)} Imaginary Street, Nowhere ${number}"`,
  ].join(',');
  return {
    id,
    index,
    risk,
    income,
    employment,
    creditLimit: 10_000 * Math.round((income * (0.15 + 0.35 * random.next())) / 10_000),
    payday: random.next(),
    openAccounts: 1 + random.below(8),
    publicRecords: random.next() < 0.02 + 0.02 * Math.max(risk, 0) ? 1 : 0,
    oldestAccountDay: today - 400 - Math.floor(random.next() * Math.max(1, ageYears - 18) * 365.25),
    rowBefore: `${details},`,
    rowAfter: `,${rest}`,
  };
}

const buildCustomerId = (index: number): string => `C${String(index).padStart(8, '0')}`;

/** Formats the customer's row with this income, in cents per year. */
export function formatCustomerRow(customer: SyntheticCustomer, income: number): string {
  return customer.rowBefore + formatMoney(income) + customer.rowAfter;
}
