/** What a raw column can become, as choices of a select, and in words. */
import { CONTRACT_COLUMNS } from '../../../api-facts.ts';
import { lowerFirstLetter } from '../../format/labels.ts';
import type { ColumnMapping } from '../../queries/api-types.ts';
import { LEFT_OUT_REASONS, TABLE_LABELS, columnTexts as texts } from '../../texts/cases/import-columns.ts';
import { formatCode } from '../../texts/codes.ts';

type ColumnUse = ColumnMapping['use'];

interface UseGroup {
  label: string;
  options: { value: string; text: string }[];
}

/** The groups of the select, the same for every column. */
export const USE_GROUPS: UseGroup[] = [
  {
    label: texts.attributes,
    options: [
      { value: 'attribute:number', text: texts.number },
      { value: 'attribute:category', text: texts.category },
    ],
  },
  {
    label: texts.other,
    options: [
      { value: 'target', text: texts.outcome },
      { value: 'left_out', text: texts.leftOut },
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
  if (use.as === 'left_out') return LEFT_OUT_REASONS[use.because];
  if (use.as === 'attribute') return use.use === 'fairness' ? texts.forFairness(use.name) : use.name;
  if (use.as !== 'field') return undefined;
  const [first, ...others] = use.fields;
  const details = [
    ...(first?.scale !== undefined && first.scale !== 1 ? [texts.multipliedBy(first.scale)] : []),
    ...(others.length > 0 ? [texts.also(others.map(formatField))] : []),
  ];
  return details.join('; ') || undefined;
}

/** `loan_applications.customer_id` → `customer id of the application` */
function formatField({ field }: { field: string }): string {
  const [table = '', name = ''] = field.split('.');
  const label = TABLE_LABELS[table as keyof typeof CONTRACT_COLUMNS] ?? table;
  return texts.fieldOf(lowerFirstLetter(formatCode(name)), lowerFirstLetter(label));
}
