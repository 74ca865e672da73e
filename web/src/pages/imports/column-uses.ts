/** What a raw column can become, as choices of a select, and in words. */
import { CONTRACT_COLUMNS } from '../../../api-facts.ts';
import { lowerFirstLetter } from '../../format/labels.ts';
import type { ColumnMapping } from '../../queries/api-types.ts';
import { formatCode } from '../../texts/codes.ts';

type ColumnUse = ColumnMapping['use'];

interface UseGroup {
  label: string;
  options: { value: string; text: string }[];
}

const REASONS = {
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

const TABLE_LABELS: Record<keyof typeof CONTRACT_COLUMNS, string> = {
  customers: 'Customer',
  loan_applications: 'Application',
  credit_history: 'Credit history',
  transactions: 'Transaction',
};

/** The groups of the select, the same for every column. */
export const USE_GROUPS: UseGroup[] = [
  {
    label: 'Own attribute',
    options: [
      { value: 'attribute:number', text: 'Attribute, a number' },
      { value: 'attribute:category', text: 'Attribute, a category' },
    ],
  },
  {
    label: 'Other',
    options: [
      { value: 'target', text: 'The outcome' },
      { value: 'left_out', text: 'Left out' },
    ],
  },
  ...Object.entries(CONTRACT_COLUMNS).map(([table, columns]) => ({
    label: TABLE_LABELS[table as keyof typeof CONTRACT_COLUMNS],
    options: columns.map((name) => ({ value: `field:${table}.${name}`, text: formatCode(name) })),
  })),
];

/** The choice that a use is; a use of several fields is the first of them. */
export function toChoice(use: ColumnUse): string {
  if (use.as === 'field') return `field:${use.fields[0]?.field}`;
  return use.as === 'attribute' ? `attribute:${use.type}` : use.as;
}

/** The column after a person's choice. */
export function applyChoice(column: ColumnMapping, choice: string): ColumnMapping {
  const decided = { ...column, confidence: 1, decided_by: 'person' as const };
  const [as = '', detail = ''] = choice.split(/:(.*)/s);
  if (as === 'field') return { ...decided, use: { as, fields: [{ field: detail }] } };
  if (as === 'target') return { ...decided, use: { as } };
  if (as === 'left_out') return { ...decided, use: { as, because: 'person' } };
  const type = detail === 'number' ? 'number' : 'category';
  const name = toAttributeName(column.column);
  return { ...decided, use: { as: 'attribute', table: 'loan_applications', name, type, use: 'model' } };
}

/** A name that manifests take: small letters, digits and underscores, beginning with a letter. */
function toAttributeName(column: string): string {
  const name = column
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 40);
  return /^[a-z]/.test(name) ? name : `column_${name}`;
}

/** More about a use than its choice says. */
export function describeUse(use: ColumnUse): string | undefined {
  if (use.as === 'left_out') return REASONS[use.because];
  if (use.as === 'attribute') return use.use === 'fairness' ? `${use.name}, for fairness only` : use.name;
  if (use.as === 'field' && use.fields.length > 1) return `and ${use.fields.slice(1).map(formatField).join(', ')}`;
  return undefined;
}

/** `loan_applications.customer_id` → `customer id of the application` */
function formatField({ field }: { field: string }): string {
  const [table = '', name = ''] = field.split('.');
  const label = TABLE_LABELS[table as keyof typeof CONTRACT_COLUMNS] ?? table;
  return `${lowerFirstLetter(formatCode(name))} of the ${lowerFirstLetter(label)}`;
}
