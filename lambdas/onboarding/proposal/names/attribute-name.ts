/** Names attributes after raw columns: letters of ASCII, not too long, no name of the system, no two alike. */
import { findNameFault, foldName } from '../../../shared/landing/attribute-rules.ts';
import { TABLE_CONTRACTS } from '../../../shared/landing/table-contract.ts';
import { foldText } from '../../profiling/units.ts';

export type AttributeTable = 'customers' | 'loan_applications';

const MAX_LENGTH = 50;

/**
 * Finds a permitted name for an attribute. `taken` has the folded names of the table and gets the new one. A name like
 * that of personal data gets the suffix that says what the values are, because they are not personal.
 */
export function chooseAttributeName(
  table: AttributeTable,
  column: string,
  suffix: 'flag' | 'count' | 'type',
  taken: Set<string>,
): string {
  const plain = toPlainName(column);
  const fault = isContractColumn(table, plain) ? 'reserved' : findNameFault(table, plain);
  const base =
    fault === 'personal' ? shorten(plain, `_${suffix}`) : fault === 'reserved' ? shorten(plain, '_given') : plain;
  const permitted = findNameFault(table, base) ? `attribute_${taken.size + 1}` : base;
  let name = permitted;
  for (let copy = 2; taken.has(foldName(name)); copy += 1) name = shorten(permitted, `_${copy}`);
  taken.add(foldName(name));
  return name;
}

/** A delivered file has the columns of the contract and the attributes side by side. */
const isContractColumn = (table: AttributeTable, name: string): boolean =>
  TABLE_CONTRACTS[table].columns.some((column) => column.name === foldName(name));

const shorten = (name: string, suffix: string): string => `${name.slice(0, MAX_LENGTH - suffix.length)}${suffix}`;

/** A column that is written in other letters alone becomes `attribute`. */
function toPlainName(column: string): string {
  const hasOddLetters = /[^A-Za-z0-9_ .-]/.test(column);
  const plain = (hasOddLetters ? foldText(column) : column)
    .replace(/%/g, ' percent ')
    .replace(/[^A-Za-z0-9_ .-]+/g, '_')
    .replace(/[_ ]{2,}/g, '_')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
    .slice(0, MAX_LENGTH)
    .replace(/[^A-Za-z0-9]+$/, '');
  return plain === '' ? 'attribute' : plain;
}
