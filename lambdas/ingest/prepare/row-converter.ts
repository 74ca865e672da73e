/**
 * Converts a record of a delivered file into a line of a part: the contract's columns in order, attributes as JSON,
 * personal data sealed. Open it to change which rows are rejected; value rules are in value-rules.ts.
 */
import { DECIMAL_NUMBER } from '../../shared/csv/decimal-number.ts';
import { quoteField } from '../../shared/csv/format-line.ts';
import { isTooLong, MAX_TEXT_LENGTH } from '../../shared/landing/delivery-limits.ts';
import {
  type ContractColumn,
  listIdColumns,
  listNonPersonalColumns,
  listPersonalColumns,
  TABLE_CONTRACTS,
} from '../../shared/landing/table-contract.ts';
import type { AttributeType, TableName } from '../../shared/runs/run.ts';
import { checkHeader } from './check-header.ts';
import { createValueRule, type ValueRule } from './value-rules.ts';

/**
 * The line of the part, or why the row is rejected. The detail has only the row's ids: a faulty row can have a person's
 * name in any column, and the lender finds its values by file and line.
 */
type ConvertedRow = { text: string } | { reason: string; detail: Record<string, unknown> | null };

/** Seals a row's personal values, one for each column (PersonSealer.seal). */
export type SealValues = (
  customerId: string,
  line: number,
  columns: readonly string[],
  values: readonly string[],
) => string;

/** Converts the record of a line. `isPlain`: no field holds a quote, a comma or a line break. */
export type RowConverter = (fields: string[], line: number, isPlain: boolean) => ConvertedRow;

/**
 * Returns the converter for a file with this header. Without `seal`, personal values are dropped.
 * @throws {DeliveryRefused} when the header is wrong: UnknownColumn, DuplicateColumn or MissingColumn
 */
export function createRowConverter(
  table: TableName,
  asOf: string,
  header: string[],
  declared: Record<string, AttributeType>,
  seal?: SealValues,
): RowConverter {
  checkHeader(table, header, declared);
  const columns = locateColumns(table, asOf, header);
  const findMissing = createMissingValueFinder(columns);
  const attributes = TABLE_CONTRACTS[table].acceptsAttributes ? locateAttributes(header, declared) : null;
  const sealPersonal = listPersonalColumns(table).length > 0 ? createPersonalSealer(table, header, seal) : null;
  const reject = (reason: string, fields: string[]): ConvertedRow => ({
    reason,
    detail: identifyRow(table, header, fields),
  });

  return (fields, line, isPlain) => {
    if (fields.length !== header.length) {
      return { reason: 'ragged_line', detail: { columns: fields.length, expected: header.length } };
    }
    const json = attributes && toAttributesJson(attributes, fields);
    if (json && 'reason' in json) return reject(json.reason, fields);
    const missing = findMissing(fields);
    if (missing) return reject(missing, fields);
    let text = '';
    for (const { name, index, rule, earliestDay } of columns) {
      const value = index < 0 ? '' : (fields[index] as string);
      if (value !== '') {
        const checked = rule(value);
        if (typeof checked !== 'string') return reject(`${checked.fault}:${name}`, fields);
        if (earliestDay && checked < earliestDay(fields)) return reject(`out_of_range:${name}`, fields);
        text += isPlain ? checked : quoteField(checked);
      }
      text += ',';
    }
    if (json) text += `${quoteField(json.text)},`;
    if (sealPersonal) text += `${sealPersonal(fields, line)},`;
    return { text: `${text}${line}\n` };
  };
}

/** Whether a file with this header has personal data to seal. */
export function hasPersonalData(table: TableName, header: string[]): boolean {
  return listPersonalColumns(table).some((name) => header.includes(name));
}

interface LocatedColumn {
  name: string;
  column: ContractColumn;
  /** Position in the file; -1 when the column is not delivered. */
  index: number;
  rule: ValueRule;
  /** The earliest valid day of a row, for a column with `notBeforeColumn`. */
  earliestDay?: (fields: string[]) => string;
}

function locateColumns(table: TableName, asOf: string, header: string[]): LocatedColumn[] {
  const columns = listNonPersonalColumns(table).map((column) => ({
    name: column.name,
    column,
    index: header.indexOf(column.name),
    rule: createValueRule(column, asOf),
  }));
  return columns.map((located) => {
    const limit = columns.find(({ name }) => name === located.column.notBeforeColumn);
    if (!limit) return located;
    // The limit's value is valid: its column comes earlier in the contract and was checked before.
    const earliestDay = (fields: string[]) => (limit.rule(fields[limit.index] as string) as string).slice(0, 10);
    return { ...located, earliestDay };
  });
}

/** Finds the reason of a row that lacks a mandatory value. A missing key takes precedence over any other value. */
function createMissingValueFinder(columns: readonly LocatedColumn[]): (fields: string[]) => string | undefined {
  const mandatory = [
    ...columns.filter(({ column }) => column.isKey).map(({ index }) => ({ index, reason: 'missing_key' })),
    ...columns
      .filter(({ column }) => column.isRequired)
      .map(({ name, index }) => ({ index, reason: `missing_value:${name}` })),
  ];
  return (fields) => mandatory.find(({ index }) => isBlank(fields[index] as string))?.reason;
}

const isBlank = (value: string): boolean => value === '' || (value[0] === ' ' && /^ *$/.test(value));

function createPersonalSealer(
  table: TableName,
  header: string[],
  seal: SealValues | undefined,
): (fields: string[], line: number) => string {
  const columns = listPersonalColumns(table).filter((name) => header.includes(name));
  if (!seal || columns.length === 0) return () => '';
  const indexes = columns.map((name) => header.indexOf(name));
  const customerIndex = header.indexOf('customer_id');
  return (fields, line) => {
    const values = indexes.map((index) => fields[index] as string);
    return seal(fields[customerIndex] as string, line, columns, values);
  };
}

/** The ids of a row that are not empty, by column. They are no personal data. */
function identifyRow(table: TableName, header: string[], fields: string[]): Record<string, string> {
  const ids = listIdColumns(table).map((name) => [name, shorten(fields[header.indexOf(name)] as string)] as const);
  return Object.fromEntries(ids.filter(([, value]) => value !== ''));
}

/** The value as a rejected row keeps it: whoever delivers long values must not fill the database with them. */
const shorten = (value: string): string =>
  isTooLong(value) ? `${value.slice(0, MAX_TEXT_LENGTH).toWellFormed()}…` : value;

interface LocatedAttribute {
  name: string;
  index: number;
  isNumber: boolean;
}

function locateAttributes(header: string[], declared: Record<string, AttributeType>): LocatedAttribute[] {
  return Object.entries(declared)
    .map(([name, type]) => ({ name, type, index: header.indexOf(name), isNumber: type === 'number' }))
    .filter(({ type, index }) => type !== 'ignore' && index >= 0);
}

/**
 * Attributes as JSON without the unknown ones, or why a value is invalid. A number must be valid in JSON and in the
 * database; a text must fit the indexes of reporting.
 */
function toAttributesJson(attributes: LocatedAttribute[], fields: string[]): { text: string } | { reason: string } {
  if (attributes.length === 0) return { text: '{}' };
  const values: Record<string, string | number> = {};
  for (const { name, index, isNumber } of attributes) {
    const value = fields[index] as string;
    if (value === '') continue;
    if (!isNumber && isTooLong(value)) return { reason: `too_long:${name}` };
    if (isNumber && !(DECIMAL_NUMBER.test(value) && Number.isFinite(Number(value)))) {
      return { reason: `not_a_number:${name}` };
    }
    values[name] = isNumber ? Number(value) : value;
  }
  return { text: JSON.stringify(values) };
}
