/** Says in words what a column is. */
import type { ColumnUse, FieldUse, ValueFormat } from '../../contract/mapping.ts';

const REASONS: Readonly<Record<Extract<ColumnUse, { as: 'left_out' }>['because'], string>> = {
  personal: 'personal data',
  identifier: 'an identifier',
  constant: 'the same in every row',
  empty: 'empty',
  free_text: 'free text',
  leak: 'known only after the outcome',
  date: 'a date that no field takes',
  duplicate: 'a copy of another column',
  many_categories: 'too many categories',
  person: 'a person decided so',
};

/** @param format how the column's values are read; a factor in it counts too */
export function describeUse(use: ColumnUse, format?: ValueFormat | null): string {
  const factor = format?.type === 'number' ? format.scale : 1;
  switch (use.as) {
    case 'field':
      return use.fields.map((field) => describeField(field, factor)).join(', ');
    case 'attribute':
      return `attribute ${use.name} of ${use.table} (${use.type}, ${use.use})${describeFactor(factor)}`;
    case 'target':
      return 'target';
    case 'left_out':
      return `left out: ${REASONS[use.because]}`;
  }
}

/** `annual_income × 12`: a monthly amount of the file is a yearly one of the field. */
function describeField({ field, at, before, scale = 1 }: FieldUse, factor: number): string {
  const name = at === undefined ? field : `${field} of ${at}`;
  const source = before
    ? `, ${before.unit} before ${before.day === 'applied_at' ? 'the application' : before.day}`
    : '';
  return `${name}${describeFactor(scale * factor)}${source}`;
}

/** `0.01 * 12` has digits of floating point that no mapping has. */
const describeFactor = (factor: number): string => (factor === 1 ? '' : ` × ${Number(factor.toPrecision(6))}`);
