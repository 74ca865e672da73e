/** Says in words what a column is. */
import type { ColumnUse } from '../../contract/mapping.ts';

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

export function describeUse(use: ColumnUse): string {
  switch (use.as) {
    case 'field':
      return use.fields.map(({ field, at }) => (at === undefined ? field : `${field} of ${at}`)).join(', ');
    case 'attribute':
      return `attribute ${use.name} of ${use.table} (${use.type}, ${use.use})`;
    case 'target':
      return 'target';
    case 'left_out':
      return `left out: ${REASONS[use.because]}`;
  }
}
