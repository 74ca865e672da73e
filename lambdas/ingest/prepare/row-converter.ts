/**
 * Turns a record of a delivered file into a line of a part: the contract's columns in their order, the lender's own
 * columns as one JSON object, the personal ones as one sealed text, and the line the record came from. Every value is of
 * its column's type and within its range then: the database takes the line as it is.
 */
import type { AttributeType, TableName } from '../../shared/runs/run.ts';
import { DeliveryRefused } from '../contract/refusals.ts';
import {
  type Column,
  listIdColumns,
  listMandatoryColumns,
  listNonPersonalColumns,
  listPersonalColumns,
  TABLE_CONTRACTS,
} from '../contract/table-contract.ts';
import { createValueRule, type ValueRule } from './delivered-values.ts';

/** The line of the part, or the reason why there can be none; the detail is the row, or says of which row it is. */
export type ConvertedRow = { text: string } | { reason: string; detail: Record<string, unknown> | null };

/** Seals a row's personal values, one a column; see PersonSealer. */
export type SealValues = (
  customerId: string,
  line: number,
  columns: readonly string[],
  values: readonly string[],
) => string;

export type RowConverter = (fields: string[], line: number, plain: boolean) => ConvertedRow;

interface Attribute {
  name: string;
  index: number;
  isNumber: boolean;
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * The conversion for a file with this header, delivered as of a day. Without a `seal` personal values are dropped.
 * @throws {DeliveryRefused} UnknownColumn, DuplicateColumn or MissingColumn
 */
export function createRowConverter(
  table: TableName,
  asOf: string,
  header: string[],
  declared: Record<string, AttributeType>,
  seal?: SealValues,
): RowConverter {
  checkHeader(table, header, declared);
  const columns = deliveredColumns(table, asOf, header);
  const missing = missingReason(columns);
  const attributes = TABLE_CONTRACTS[table].acceptsAttributes ? attributesOf(header, declared) : null;
  const personal = listPersonalColumns(table).length > 0 ? personalText(table, header, seal) : null;
  const refused = (reason: string, fields: string[], json: string | undefined): ConvertedRow => {
    const known = columns.filter(({ index }) => fields[index]).map(({ name, index }) => [name, fields[index]]);
    const own = json === undefined ? {} : { attributes: JSON.parse(json) };
    return { reason, detail: { ...Object.fromEntries(known), ...own } };
  };

  return (fields, line, plain) => {
    if (fields.length !== header.length) {
      return { reason: 'ragged_line', detail: { columns: fields.length, expected: header.length } };
    }
    const json = attributes && attributesJson(attributes, fields);
    if (json && 'invalid' in json) {
      return { reason: `not_a_number:${json.invalid}`, detail: identifiers(table, header, fields) };
    }
    const absent = missing(fields);
    if (absent) return refused(absent, fields, json?.text);
    let text = '';
    for (const { name, index, rule, earliest } of columns) {
      const value = index < 0 ? '' : (fields[index] as string);
      if (value !== '') {
        const checked = rule(value);
        if (typeof checked !== 'string') return refused(`${checked.fault}:${name}`, fields, json?.text);
        if (earliest && checked < earliest(fields)) return refused(`out_of_range:${name}`, fields, json?.text);
        text += plain ? checked : quoted(checked);
      }
      text += ',';
    }
    if (json) text += `${quoted(json.text)},`;
    if (personal) text += `${personal(fields, line)},`;
    return { text: `${text}${line}\n` };
  };
}

interface DeliveredColumn {
  name: string;
  column: Column;
  /** Place in the file; -1 when it is not delivered. */
  index: number;
  rule: ValueRule;
  /** The first day that a row's value may be, where another column says so. */
  earliest?: (fields: string[]) => string;
}

function deliveredColumns(table: TableName, asOf: string, header: string[]): DeliveredColumn[] {
  const columns = listNonPersonalColumns(table).map((column) => ({
    name: column.name,
    column,
    index: header.indexOf(column.name),
    rule: createValueRule(column, asOf),
  }));
  return columns.map((delivered) => {
    const limit = columns.find(({ name }) => name === delivered.column.notBeforeColumn);
    if (!limit) return delivered;
    // Found good already, for it comes earlier in the contract.
    const earliest = (fields: string[]) => (limit.rule(fields[limit.index] as string) as string).slice(0, 10);
    return { ...delivered, earliest };
  });
}

/** Names the first fault of a row without which no other counts: a key, then another value that must be there. */
function missingReason(columns: readonly DeliveredColumn[]): (fields: string[]) => string | undefined {
  const needed = [
    ...columns.filter(({ column }) => column.isKey).map(({ index }) => ({ index, reason: 'missing_key' })),
    ...columns
      .filter(({ column }) => column.isRequired)
      .map(({ name, index }) => ({ index, reason: `missing_value:${name}` })),
  ];
  return (fields) => needed.find(({ index }) => isBlank(fields[index] as string))?.reason;
}

const isBlank = (value: string): boolean => value === '' || (value[0] === ' ' && /^ *$/.test(value));

/** The columns of a part, in order: what a COPY of it names. */
export function listPartColumns(table: TableName): string[] {
  const attributes = TABLE_CONTRACTS[table].acceptsAttributes ? ['attributes'] : [];
  const personal = listPersonalColumns(table).length > 0 ? ['personal_data'] : [];
  return [...listNonPersonalColumns(table).map(({ name }) => name), ...attributes, ...personal, 'source_line'];
}

/** Whether a file with this header has anything to seal. */
export function hasPersonalData(table: TableName, header: string[]): boolean {
  return listPersonalColumns(table).some((name) => header.includes(name));
}

function personalText(
  table: TableName,
  header: string[],
  seal: SealValues | undefined,
): (fields: string[], line: number) => string {
  const columns = listPersonalColumns(table).filter((name) => header.includes(name));
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
  return Object.fromEntries(listIdColumns(table).map((name) => [name, fields[header.indexOf(name)] as string]));
}

function checkHeader(table: TableName, header: string[], declared: Record<string, AttributeType>): void {
  const known = new Set([...TABLE_CONTRACTS[table].columns.map((column) => column.name), ...Object.keys(declared)]);
  const unknown = header.findIndex((name) => !known.has(name));
  // The name itself may be anything, a person's data if the header is missing: its place says enough.
  if (unknown >= 0) {
    throw new DeliveryRefused(
      'UnknownColumn',
      `column ${unknown + 1} is neither of the contract nor declared in the manifest`,
    );
  }
  const duplicate = header.find((name, index) => header.indexOf(name) !== index);
  if (duplicate) throw new DeliveryRefused('DuplicateColumn', `column ${duplicate} comes twice`);
  const missing = listMandatoryColumns(table).find((name) => !header.includes(name));
  if (missing)
    throw new DeliveryRefused('MissingColumn', `column ${missing} is not there, and no row can do without it`);
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
