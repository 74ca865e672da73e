/** Makes raw exports for tests: every column by a recipe, with the truth of what it is beside it. */

import type { RawTable } from '../../lambdas/onboarding/contract/raw-file.ts';
import { createRandom, type SeededRandom } from '../random.ts';
import { createRawTable } from './raw-table.ts';

/** What a column is. Several uses are right where a lender could mean either; the first is the best. */
export type TrueUse =
  | `${'customers' | 'loan_applications' | 'credit_history' | 'transactions'}.${string}`
  | 'number'
  | 'category'
  | 'target'
  | 'personal'
  | 'identifier'
  | 'constant'
  | 'empty'
  | 'free_text'
  | 'leak'
  | 'duplicate'
  | 'many_categories'
  | 'date'
  | 'join'
  /** A question has to be asked: nobody can know it. */
  | 'asked';

export interface TrueColumn {
  name: string;
  is: TrueUse | readonly TrueUse[];
  /** How some texts are read, as the landing contract writes values; null is unknown. */
  reads?: Readonly<Record<string, string | null>>;
}

export interface RawExport {
  name: string;
  tables: RawTable[];
  columns: TrueColumn[];
  /** Values of the target column that mean bad; null: nobody can know. */
  bad: readonly string[] | null;
  /** Kinds of findings that have to be there. */
  findings: readonly string[];
}

/** What all recipes of a row share, so that columns hang together. */
export interface LoanRow {
  index: number;
  random: SeededRandom;
  isBad: boolean;
  amount: number;
  term: number;
  rate: number;
  income: number;
  age: number;
  /** Days since 1970 of the application. */
  day: number;
}

export interface ColumnRecipe extends TrueColumn {
  make: (row: LoanRow) => string | null;
}

export interface TableRecipe {
  file: string;
  rows?: number;
  seed?: number;
  badRate?: number;
  columns: readonly ColumnRecipe[];
}

const FIRST_DAY = 16_500;

function createLoanRow(index: number, random: SeededRandom, badRate: number): LoanRow {
  const isBad = random.chance(badRate);
  const age = 20 + random.below(50);
  const income = Math.round(18_000 * Math.exp(1.2 * random.next() - (isBad ? 0.1 : 0)));
  return {
    ...{ index, random, isBad, age, income },
    amount: 100 * (10 + random.below(300)),
    term: random.pick([12, 24, 36, 48, 60, 72]),
    rate: Math.round(100 * (4 + 14 * random.next() + (isBad ? 2 : 0))) / 100,
    day: FIRST_DAY + random.below(1200),
  };
}

/** Makes one table; the same recipe gives the same rows. */
function makeTable({ file, rows = 400, seed = 7, badRate = 0.2, columns }: TableRecipe): RawTable {
  const random = createRandom(seed);
  const texts = Array.from({ length: rows }, (_, index) => {
    const row = createLoanRow(index, random, badRate);
    return columns.map(({ make }) => make(row));
  });
  return createRawTable(
    file,
    columns.map(({ name }) => name),
    texts,
  );
}

export interface ExportRecipe extends Partial<Omit<RawExport, 'tables' | 'columns'>> {
  name: string;
  tables: readonly TableRecipe[];
}

export const makeExport = ({ name, tables, bad = null, findings = [] }: ExportRecipe): RawExport => ({
  ...{ name, bad, findings },
  tables: tables.map(makeTable),
  columns: tables.flatMap(({ columns }) => columns.map(({ make: _, ...column }) => column)),
});

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Year, month and day of a day since 1970. */
export function toParts(day: number): { y: number; m: number; d: number } {
  const date = new Date(day * 86_400_000);
  return { y: date.getUTCFullYear(), m: date.getUTCMonth() + 1, d: date.getUTCDate() };
}

/** Writes a day by a pattern of yyyy, yy, MM, dd. */
export function writeDay(day: number, pattern: string): string {
  const { y, m, d } = toParts(day);
  return pattern
    .replace('yyyy', String(y))
    .replace('yy', pad(y % 100, 2))
    .replace('MM', pad(m, 2))
    .replace('dd', pad(d, 2));
}

/** Writes a number with marks, for example 1.234,50. */
export function writeNumber(value: number, decimals: number, decimal: string, thousands: string): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${value < 0 ? '-' : ''}${grouped}${fraction ? `${decimal}${fraction}` : ''}`;
}

const FIRST = [
  'Anna',
  'Maria',
  'Peter',
  'Thomas',
  'Julia',
  'Michael',
  'Laura',
  'Paul',
  'Emma',
  'David',
  'Sofia',
  'Lukas',
];
const LAST = [
  'Berger',
  'Novak',
  'Silva',
  'Keller',
  'Moreau',
  'Rossi',
  'Jansen',
  'Kowal',
  'Garcia',
  'Brandt',
  'Dupont',
  'Weiss',
];

export const pickName = ({ random }: LoanRow): string =>
  `${random.pick(FIRST)} ${random.pick(LAST)}${random.pick(['', 'er', 'mann'])}`;

/** Two letters of a country, check digits and an account, as ISO 13616 has it. */
export function makeIban({ random }: LoanRow): string {
  const account = `37040044${pad(random.below(1e9), 10)}`;
  let rest = 0;
  for (const digit of `${account}131400`) rest = (rest * 10 + Number(digit)) % 97;
  return `DE${pad(98 - rest, 2)}${account}`;
}

export function makeCard({ random }: LoanRow): string {
  const digits = `4${pad(random.below(1e7), 7)}${pad(random.below(1e7), 7)}`;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? 2 * Number(digit) : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

export function makePesel({ random, index }: LoanRow): string {
  const digits = `${pad(50 + random.below(50), 2)}${pad(1 + random.below(12), 2)}${pad(1 + random.below(28), 2)}${pad(index % 10_000, 4)}`;
  const weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

export function makeDni({ index }: LoanRow): string {
  const number = 10_000_000 + 7919 * (index + 1);
  return `${number}${'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}`;
}
