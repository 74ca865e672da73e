/** Texts about the columns of imported files: what each can become, and why. */
import type { CONTRACT_COLUMNS } from '../../../api-facts.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const columnTexts = {
  title: 'Columns',
  rowsOf: (file: string, rows: number) => `${file}: ${formatPlural(rows, 'row')}`,
  currency: (code: string) => `amounts in ${code}`,
  unsure: (columns: number) => `check ${formatCount(columns)} unsure ${columns === 1 ? 'column' : 'columns'} first`,
  allSure: 'every column is recognised',
  target: (definition: string) => `Outcome of a loan: ${definition}`,
  caption: 'Columns of your files',
  column: 'Column',
  use: 'Becomes',
  useOf: (column: string) => `${column} becomes`,
  examples: 'Examples',
  filled: 'Filled',
  confidence: 'Confidence',
  decided: 'Decided by',
  byYou: 'you',
  attributes: 'Own attribute',
  number: 'Attribute, a number',
  category: 'Attribute, a category',
  other: 'Other',
  outcome: 'The outcome',
  leftOut: 'Left out',
  forFairness: (name: string) => `${name}, for fairness only`,
  multipliedBy: (factor: number) => `multiplied by ${factor}`,
  also: (fields: readonly string[]) => `and ${fields.join(', ')}`,
  fieldOf: (field: string, table: string) => `${field} of the ${table}`,
} as const;

/** Why a column is left out. */
export const LEFT_OUT_REASONS = {
  personal: 'personal data',
  date: 'a date that no feature needs',
  identifier: 'an identifier',
  constant: 'always the same',
  empty: 'empty',
  free_text: 'free text',
  leak: 'known only after the outcome',
  duplicate: 'repeats another column',
  many_categories: 'too many categories',
  person: 'as you decided',
} as const;

/** What a row of each table describes. */
export const TABLE_LABELS: Record<keyof typeof CONTRACT_COLUMNS, string> = {
  customers: 'Customer',
  loan_applications: 'Application',
  credit_history: 'Credit history',
  transactions: 'Transaction',
};
