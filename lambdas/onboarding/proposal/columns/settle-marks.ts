/** Asks about amounts that are read in two ways a thousand apart: 12.345 with a decimal point, or with a mark of groups. */
import { type ContractColumn, TABLE_CONTRACTS } from '../../../shared/landing/table-contract.ts';
import type { ValueFormat } from '../../contract/mapping.ts';
import { ask, type Draft, type DraftColumn } from '../draft/draft.ts';

type NumberFormat = Extract<ValueFormat, { type: 'number' }>;

const MONEY_FIELDS: ReadonlySet<string> = new Set(
  Object.entries(TABLE_CONTRACTS).flatMap(([table, { columns }]) =>
    (columns as readonly ContractColumn[]).filter(({ type }) => type === 'money').map(({ name }) => `${table}.${name}`),
  ),
);

/** Asks where both readings fit every row, and no other column says which one the file has. */
export function settleMarks(draft: Draft): void {
  for (const column of draft.columns) {
    if (column.decided || !isMoney(column)) continue;
    const { column: name, examples } = column.profile;
    const formats = [column.profile.format, ...column.profile.alternatives].filter(isNumber);
    const [format] = formats;
    if (!format || formats.length < 2) continue;
    const answer = ask(draft, {
      id: `marks:${name}`,
      text: `In ${name}, such as ${examples[0]}: does the mark separate thousands or decimals?`,
      choices: [
        { answer: 'thousands', label: 'thousands' },
        { answer: 'decimals', label: 'decimals' },
      ],
      // Three decimals in every row are no amount of most currencies.
      proposed: format.thousands === null ? null : 'thousands',
    });
    if (answer)
      column.format = formats.find(({ thousands }) => (thousands !== null) === (answer === 'thousands')) ?? format;
  }
}

const isNumber = (format: ValueFormat): format is NumberFormat => format.type === 'number';

const isMoney = ({ use }: DraftColumn): boolean =>
  use?.as === 'field' && use.fields.some(({ field }) => MONEY_FIELDS.has(field));
