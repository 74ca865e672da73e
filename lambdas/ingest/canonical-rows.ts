/**
 * Turns a record of a delivered file into a line of a part: the contract's columns in their order without the
 * personal ones, the lender's own columns as one JSON object, and the line the record came from. All still text:
 * the types are checked where they are declared, in the database.
 */
import type { AttributeType, TableName } from '../shared/run.ts';
import { Refused } from './refused.ts';
import { indispensableColumns, keptColumns, tableContracts } from './table-contract.ts';

/** The line of the part, or the reason why there can be none. */
export type CanonicalRow = { text: string } | { reason: string; detail: Record<string, number> | null };

export type CanonicalRows = (fields: string[], line: number, plain: boolean) => CanonicalRow;

interface Attribute {
  name: string;
  index: number;
  isNumber: boolean;
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * The conversion for a file with this header.
 * @throws {Refused} UnknownColumn, DuplicateColumn or MissingColumn
 */
export function canonicalRows(
  table: TableName,
  header: string[],
  declared: Record<string, AttributeType>,
): CanonicalRows {
  checkHeader(table, header, declared);
  const order = keptColumns(table).map((name) => header.indexOf(name));
  const attributes = tableContracts[table].attributes ? attributesOf(header, declared) : null;

  return (fields, line, plain) => {
    if (fields.length !== header.length) {
      return { reason: 'ragged_line', detail: { columns: fields.length, expected: header.length } };
    }
    let text = '';
    for (const index of order) {
      if (index >= 0) text += plain ? fields[index] : quoted(fields[index] as string);
      text += ',';
    }
    if (attributes) {
      const json = attributesJson(attributes, fields);
      if ('invalid' in json) return { reason: `not_a_number:${json.invalid}`, detail: null };
      text += `${quoted(json.text)},`;
    }
    return { text: `${text}${line}\n` };
  };
}

/** The columns of a part, in order: what a COPY of it names. */
export function partColumns(table: TableName): string[] {
  return [...keptColumns(table), ...(tableContracts[table].attributes ? ['attributes'] : []), 'source_line'];
}

function checkHeader(table: TableName, header: string[], declared: Record<string, AttributeType>): void {
  const known = new Set([...tableContracts[table].columns.map((column) => column.name), ...Object.keys(declared)]);
  const unknown = header.findIndex((name) => !known.has(name));
  // The name itself may be anything, a person's data if the header is missing: its place says enough.
  if (unknown >= 0) {
    throw new Refused('UnknownColumn', `column ${unknown + 1} is neither of the contract nor declared in the manifest`);
  }
  const duplicate = header.find((name, index) => header.indexOf(name) !== index);
  if (duplicate) throw new Refused('DuplicateColumn', `column ${duplicate} comes twice`);
  const missing = indispensableColumns(table).find((name) => !header.includes(name));
  if (missing) throw new Refused('MissingColumn', `column ${missing} is not there, and no row can do without it`);
}

function attributesOf(header: string[], declared: Record<string, AttributeType>): Attribute[] {
  return Object.entries(declared)
    .map(([name, type]) => ({ name, type, index: header.indexOf(name), isNumber: type === 'number' }))
    .filter(({ type, index }) => type !== 'ignore' && index >= 0);
}

/** Unknown values are left out; a number is one that JSON and the database can hold. */
function attributesJson(attributes: Attribute[], fields: string[]): { text: string } | { invalid: string } {
  if (attributes.length === 0) return { text: '{}' };
  const values: Record<string, string | number> = {};
  for (const { name, index, isNumber } of attributes) {
    const value = fields[index] as string;
    if (value === '') continue;
    if (isNumber && !(number.test(value) && Number.isFinite(Number(value)))) return { invalid: name };
    values[name] = isNumber ? Number(value) : value;
  }
  return { text: JSON.stringify(values) };
}

const needsQuotes = /[",\r\n]/;

/** A CSV field; an empty one stays unquoted, so that it is read as unknown. */
export function quoted(value: string): string {
  return needsQuotes.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
