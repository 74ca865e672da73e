/**
 * Converts a record of a delivered file into a line of a part: the contract's columns in order, attributes as JSON,
 * personal data sealed. Open it to change which rows are rejected; value rules are in value-rules.ts.
 */
import { quoteField } from '../../shared/csv/format-line.ts';
import {
  type ContractColumn,
  listIdColumns,
  listMandatoryColumns,
  listNonPersonalColumns,
  listPersonalColumns,
  TABLE_CONTRACTS,
} from '../../shared/landing/table-contract.ts';
import { isTooLong, MAX_TEXT_LENGTH } from '../../shared/landing/text-rules.ts';
import { toEarliestLocalDay } from '../../shared/landing/time-rules.ts';
import type { ValueRule } from '../../shared/landing/value-rule.ts';
import { createValueRule } from '../../shared/landing/value-rules.ts';
import type { AttributeType, TableName } from '../../shared/runs/run.ts';
import { createAttributeConverter } from './attribute-converter.ts';
import { checkHeader } from './check-header.ts';
import { areMisplaced, hasWrongForm } from './misplaced-values.ts';
import { ColumnValues, type InvalidValue, type RejectedValues, saysUnknown } from './rejected-values.ts';

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

export interface RowConverter {
  /** Converts the record of a line. `isPlain`: no field holds a quote, a comma or a line break. */
  convert: (fields: string[], line: number, isPlain: boolean) => ConvertedRow;
  /** The invalid values of the rows so far that cost no row, by column and fault. */
  listRejectedValues: () => RejectedValues[];
}

/**
 * Returns the converter for a file with this header. Without `seal`, personal values are dropped. An invalid value of
 * an optional column is unknown; one of a key or a required column rejects the row.
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
  const attributes = TABLE_CONTRACTS[table].acceptsAttributes ? createAttributeConverter(header, declared) : null;
  const allValues = [...columns.map(({ values }) => values), ...(attributes?.columns ?? [])];
  const sealPersonal = listPersonalColumns(table).length > 0 ? createPersonalSealer(table, header, seal) : null;
  const removePersonalValues = createPersonalValueRemover(table, header, allValues);
  const reject = (reason: string, fields: string[]): ConvertedRow => ({
    reason,
    detail: identifyRow(table, header, fields),
  });

  const convert = (fields: string[], line: number, isPlain: boolean): ConvertedRow => {
    if (fields.length !== header.length) {
      return { reason: 'ragged_line', detail: { columns: fields.length, expected: header.length } };
    }
    const missing = findMissing(fields);
    if (missing) return reject(missing, fields);
    const { text, invalid, reason } = convertColumns(columns, fields, isPlain);
    if (reason !== undefined) return reject(reason, fields);
    const json = attributes?.convert(fields);
    const allInvalid = json ? [...invalid, ...json.invalid] : invalid;
    if (allInvalid.some(hasWrongForm)) {
      if (areMisplaced(allInvalid)) return reject('misplaced_values', fields);
      const withoutPersonal = removePersonalValues(fields, line);
      if (withoutPersonal) return convert(withoutPersonal, line, isPlain);
    }
    for (const { values, fault } of allInvalid) values.reject(fault, line);
    const attributesField = json ? `${quoteField(json.text)},` : '';
    const personalField = sealPersonal ? `${sealPersonal(fields, line)},` : '';
    return { text: `${text}${attributesField}${personalField}${line}\n` };
  };
  return { convert, listRejectedValues: () => allValues.flatMap((values) => values.list()) };
}

/** The contract's columns of a part's line, or the reason of a row with an invalid key or required value. */
function convertColumns(
  columns: readonly LocatedColumn[],
  fields: string[],
  isPlain: boolean,
): { text: string; invalid: InvalidValue[]; reason?: string } {
  const invalid: InvalidValue[] = [];
  let text = '';
  for (const { name, index, check, isOptional, values } of columns) {
    const value = index < 0 ? '' : (fields[index] as string);
    if (value !== '') {
      const checked = check(value, fields);
      const isUnknown = isOptional && typeof checked === 'object' && saysUnknown(checked, value);
      if (!isUnknown) values.delivered += 1;
      if (typeof checked === 'string') text += isPlain ? checked : quoteField(checked);
      else if (!isOptional) return { text, invalid, reason: `${checked.fault}:${name}` };
      else if (!isUnknown) invalid.push({ values, fault: checked.fault, value });
    }
    text += ',';
  }
  return { text, invalid };
}

/**
 * Creates a function that empties the fields of a row whose text is a personal value of the same row, which was written
 * into a wrong column. It returns undefined when there is none.
 */
function createPersonalValueRemover(
  table: TableName,
  header: string[],
  columns: readonly ColumnValues[],
): (fields: string[], line: number) => string[] | undefined {
  const personalNames = new Set(listPersonalColumns(table));
  const mandatoryNames = new Set(listMandatoryColumns(table));
  const personalIndexes = header.flatMap((name, index) => (personalNames.has(name) ? [index] : []));
  const others = header.flatMap((name, index) =>
    personalNames.has(name) || mandatoryNames.has(name)
      ? []
      : [{ index, values: columns.find(({ column }) => column === name) }],
  );
  return (fields, line) => {
    const personal = new Set(personalIndexes.map((index) => fields[index]).filter((value) => value !== ''));
    const found = others.filter(({ index }) => personal.has(fields[index]));
    if (found.length === 0) return undefined;
    const cleaned = [...fields];
    for (const { index, values } of found) {
      cleaned[index] = '';
      values?.reject('personal_value', line);
    }
    return cleaned;
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
  isOptional: boolean;
  /** Checks a value; some are compared with another field of the row. */
  check: (value: string, fields: string[]) => ReturnType<ValueRule>;
  values: ColumnValues;
}

function locateColumns(table: TableName, asOf: string, header: string[]): LocatedColumn[] {
  const columns = listNonPersonalColumns(table);
  const rules = new Map(columns.map((column) => [column.name, createValueRule(column, asOf)]));
  return columns.map((column) => {
    const { name, isKey, isRequired, notBeforeColumn } = column;
    const rule = rules.get(name) as ValueRule;
    const limitIndex = notBeforeColumn === undefined ? -1 : header.indexOf(notBeforeColumn);
    const limitRule = rules.get(notBeforeColumn ?? '');
    // The limit's value is valid: its column comes earlier in the contract, is required and was checked before.
    const findEarliestDay = (fields: string[]) =>
      toEarliestLocalDay((limitRule as ValueRule)(fields[limitIndex] as string) as string);
    const check: LocatedColumn['check'] = limitRule
      ? (value, fields) => {
          const checked = rule(value);
          const isEarly = typeof checked === 'string' && checked !== '' && checked < findEarliestDay(fields);
          return isEarly ? OUT_OF_RANGE : checked;
        }
      : rule;
    const isOptional = isKey !== true && isRequired !== true;
    return { name, column, index: header.indexOf(name), isOptional, check, values: new ColumnValues(name) };
  });
}

const OUT_OF_RANGE = { fault: 'out_of_range' } as const;

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

/** Only a value that begins with a space, or with what no ASCII text begins with, can be blank. */
const isBlank = (value: string): boolean =>
  value === '' || (!isVisibleAscii(value.charCodeAt(0)) && value.trim() === '');

const isVisibleAscii = (code: number): boolean => code > 0x20 && code < 0x7f;

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
