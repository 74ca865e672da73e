/**
 * Turns a record of a delivered file into a line of a part: the contract's columns in their order, the lender's own
 * columns as one JSON object, the personal ones as one sealed text, and the line the record came from. All still text:
 * the types are checked where they are declared, in the database.
 */
import type { AttributeType, TableName } from '../shared/run.ts';
import { Refused } from './refused.ts';
import {
  identifyingColumns,
  indispensableColumns,
  keptColumns,
  personalColumns,
  tableContracts,
} from './table-contract.ts';

/** The line of the part, or the reason why there can be none; the detail says of which row, where that can be told. */
export type CanonicalRow = { text: string } | { reason: string; detail: Record<string, number | string> | null };

/** Seals a row's personal values, one a column; see PersonSealer. */
export type Seal = (customerId: string, line: number, columns: readonly string[], values: readonly string[]) => string;

export type CanonicalRows = (fields: string[], line: number, plain: boolean) => CanonicalRow;

interface Attribute {
  name: string;
  index: number;
  isNumber: boolean;
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * The conversion for a file with this header. Without a `seal` personal values are dropped.
 * @throws {Refused} UnknownColumn, DuplicateColumn or MissingColumn
 */
export function canonicalRows(
  table: TableName,
  header: string[],
  declared: Record<string, AttributeType>,
  seal?: Seal,
): CanonicalRows {
  checkHeader(table, header, declared);
  const order = keptColumns(table).map((name) => header.indexOf(name));
  const attributes = tableContracts[table].attributes ? attributesOf(header, declared) : null;
  const personal = personalColumns(table).length > 0 ? personalText(table, header, seal) : null;

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
      if ('invalid' in json) {
        return { reason: `not_a_number:${json.invalid}`, detail: identifiers(table, header, fields) };
      }
      text += `${quoted(json.text)},`;
    }
    if (personal) text += `${personal(fields, line)},`;
    return { text: `${text}${line}\n` };
  };
}

/** The columns of a part, in order: what a COPY of it names. */
export function partColumns(table: TableName): string[] {
  const attributes = tableContracts[table].attributes ? ['attributes'] : [];
  const personal = personalColumns(table).length > 0 ? ['personal_data'] : [];
  return [...keptColumns(table), ...attributes, ...personal, 'source_line'];
}

/** Whether a file with this header has anything to seal. */
export function hasPersonalData(table: TableName, header: string[]): boolean {
  return personalColumns(table).some((name) => header.includes(name));
}

function personalText(
  table: TableName,
  header: string[],
  seal: Seal | undefined,
): (fields: string[], line: number) => string {
  const columns = personalColumns(table).filter((name) => header.includes(name));
  if (!seal || columns.length === 0) return () => '';
  const places = columns.map((name) => header.indexOf(name));
  const customer = header.indexOf('customer_id');
  return (fields, line) =>
    seal(
      fields[customer] as string,
      line,
      columns,
      places.map((place) => fields[place] as string),
    );
}

/** Of which row a reason is: its keys, which are no personal data. */
function identifiers(table: TableName, header: string[], fields: string[]): Record<string, string> {
  return Object.fromEntries(identifyingColumns(table).map((name) => [name, fields[header.indexOf(name)] as string]));
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
