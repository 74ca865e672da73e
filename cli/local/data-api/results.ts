/** Converts rows of PostgreSQL into records, metadata and JSON of the Data API. */
import type { FieldDef } from 'pg';
import pg from 'pg';
import type { ColumnType } from './column-types.ts';
import { createUnsupportedResultException } from './exceptions.ts';
import type { ExecuteRequest } from './requests.ts';

/** A value of a row in PostgreSQL's text format, or null. */
export type RawValue = string | null;

export interface ResultColumn {
  field: FieldDef;
  type: ColumnType;
}

type ResultSetOptions = ExecuteRequest['resultSetOptions'];
type FieldValue = Record<string, unknown>;

const NO_MODIFIER = -1;
const TEXT_ARRAY: number = 1009;
const splitArray = pg.types.getTypeParser(TEXT_ARRAY, 'text') as (text: string) => unknown[];

/** Converts a row into a record with a field for each column. */
export function toRecord(row: RawValue[], columns: ResultColumn[], options: ResultSetOptions): FieldValue[] {
  return columns.map(({ type, field }, index) => {
    const text = row[index] ?? null;
    if (text === null) return { isNull: true };
    return type.element ? { arrayValue: toArrayValue(text, type.element) } : toField(text, type, field, options);
  });
}

function toField(text: string, type: ColumnType, field: FieldDef, options: ResultSetOptions): FieldValue {
  switch (type.resultField) {
    case 'boolean':
      return { booleanValue: text === 't' };
    case 'long':
      return options.longReturnType === 'STRING' ? { stringValue: text } : { longValue: Number(text) };
    case 'double':
      return { doubleValue: parseDouble(text) };
    case 'decimal':
      if (options.decimalReturnType === 'STRING') return { stringValue: text };
      return hasScale(text, field) ? { doubleValue: parseDouble(text) } : { longValue: Number(text) };
    case 'blob':
      return { blobValue: toBase64(text) };
    case 'timestamptz':
      return { stringValue: removeOffset(text) };
    case 'string':
      return { stringValue: text };
  }
}

function toArrayValue(text: string, element: ColumnType): FieldValue {
  const values = splitArray(text) as (RawValue | unknown[])[];
  if (values.some(Array.isArray))
    throw createUnsupportedResultException('The result contains a multidimensional array');
  const texts = values as RawValue[];
  const convertAll = <T>(convert: (value: string) => T) =>
    texts.map((value) => (value === null ? null : convert(value)));
  if (element.resultField === 'boolean') return { booleanValues: convertAll((value) => value === 't') };
  if (element.resultField === 'long') return { longValues: convertAll(Number) };
  if (element.resultField === 'double') return { doubleValues: convertAll(parseDouble) };
  return { stringValues: texts };
}

/** Converts rows into one JSON text: an array of objects by column label. */
export function toJsonRecords(rows: RawValue[][], columns: ResultColumn[]): string {
  const labels = columns.map(({ field }) => field.name);
  const duplicate = labels.find((label, index) => labels.indexOf(label) !== index);
  if (duplicate !== undefined)
    throw createUnsupportedResultException(`The result contains the column label ${duplicate} twice`);
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map(({ type, field }, index) => [field.name, toJsonValue(row[index] ?? null, type)])),
  );
  return JSON.stringify(objects);
}

function toJsonValue(text: RawValue, type: ColumnType): unknown {
  if (text === null) return null;
  if (type.element) return Object.values(toArrayValue(text, type.element))[0];
  switch (type.resultField) {
    case 'boolean':
      return text === 't';
    case 'long':
    case 'double':
    case 'decimal':
      return parseDouble(text);
    case 'blob':
      return toBase64(text);
    case 'timestamptz':
      return removeOffset(text);
    case 'string':
      return text;
  }
}

/** The metadata of a column, for `includeResultMetadata`. */
export function toColumnMetadata({ field, type }: ResultColumn) {
  const { precision, scale } = type.resultField === 'decimal' ? readNumericModifier(field) : { precision: 0, scale: 0 };
  return {
    name: field.name,
    label: field.name,
    typeName: type.name,
    type: type.jdbcType,
    precision,
    scale,
    nullable: 2, // java.sql.ResultSetMetaData.columnNullableUnknown
    isSigned: ['long', 'double', 'decimal'].includes(type.resultField),
    isCaseSensitive: type.resultField === 'string',
    isAutoIncrement: false,
    isCurrency: false,
    arrayBaseColumnType: type.element?.jdbcType ?? 0,
    schemaName: '',
    tableName: '',
  };
}

/** Reads precision and scale of a numeric(precision, scale) from its type modifier. */
function readNumericModifier({ dataTypeModifier }: FieldDef): { precision: number; scale: number } {
  if (dataTypeModifier === NO_MODIFIER) return { precision: 0, scale: 0 };
  return { precision: ((dataTypeModifier - 4) >> 16) & 0xffff, scale: (dataTypeModifier - 4) & 0x7ff };
}

function hasScale(text: string, field: FieldDef): boolean {
  return field.dataTypeModifier === NO_MODIFIER ? /[.N]/.test(text) : readNumericModifier(field).scale > 0;
}

/** JSON has no NaN and no infinities: the protocol has them as strings. */
function parseDouble(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

function toBase64(text: string): string {
  return Buffer.from(text.slice('\\x'.length), 'hex').toString('base64');
}

/** The Data API returns UTC times without an offset; its sessions run in UTC. */
function removeOffset(text: string): string {
  return text.replace(/\+00$/, '');
}
