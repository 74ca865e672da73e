/** Values of a statement's parameters, and the type hints without which the Data API sends a string as text. */
import type { SqlParameter, TypeHint } from '@aws-sdk/client-rds-data';

/** A value that PostgreSQL must see as a type that JavaScript has not got. */
type HintedValue =
  | { uuid: string | null }
  | { json: unknown }
  | { date: string | null }
  | { timestamp: string | null }
  | { decimal: string | null };

/** A number is sent as bigint when it is whole, as double precision otherwise; a Date as a timestamp in UTC. */
export type SqlValue = string | number | boolean | null | Date | HintedValue;

/** By name, without the colon; each must occur in the statement. */
export type SqlParameters = Record<string, SqlValue>;

export const uuid = (value: string | null) => ({ uuid: value });

/** Any value that JSON can hold; null is SQL's null. */
export const json = (value: unknown) => ({ json: value });

/** A day: an ISO date, or the UTC day of a Date. */
export function date(value: string | Date | null) {
  return { date: value instanceof Date ? value.toISOString().slice(0, 'yyyy-mm-dd'.length) : value };
}

/** A point in time without a zone, in UTC: a Date, or an ISO timestamp, whose zone (UTC without one) is counted in. */
export function timestamp(value: string | Date | null) {
  return { timestamp: value === null ? null : formatUtcTimestamp(value) };
}

/** An exact decimal, for example money. */
export function decimal(value: string | number | null) {
  return { decimal: value === null ? null : String(value) };
}

/** The Data API's form of the parameters. */
export function toParameters(parameters: SqlParameters): SqlParameter[] {
  return Object.entries(parameters).map(([name, value]) => ({ name, ...toField(value) }));
}

function toField(value: SqlValue): Omit<SqlParameter, 'name'> {
  if (value === null) return { value: { isNull: true } };
  if (typeof value === 'string') return { value: { stringValue: value } };
  if (typeof value === 'boolean') return { value: { booleanValue: value } };
  if (typeof value === 'number') {
    return { value: Number.isSafeInteger(value) ? { longValue: value } : { doubleValue: value } };
  }
  if (value instanceof Date) return toHintedField('TIMESTAMP', formatUtcTimestamp(value));
  if ('uuid' in value) return toHintedField('UUID', value.uuid);
  if ('date' in value) return toHintedField('DATE', value.date);
  if ('timestamp' in value) return toHintedField('TIMESTAMP', value.timestamp);
  if ('decimal' in value) return toHintedField('DECIMAL', value.decimal);
  return toHintedField('JSON', value.json === null || value.json === undefined ? null : JSON.stringify(value.json));
}

function toHintedField(typeHint: TypeHint, value: string | null): Omit<SqlParameter, 'name'> {
  return { typeHint, value: value === null ? { isNull: true } : { stringValue: value } };
}

/** The only form the Data API takes: `yyyy-mm-dd hh:mm:ss.fff`. A text's own digits are kept, microseconds included. */
function formatUtcTimestamp(value: string | Date): string {
  const local =
    typeof value === 'string' && /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|\+00(?::?00)?)?$/.exec(value);
  if (local) return `${local[1]} ${local[2]}`;
  return new Date(value).toISOString().replace('T', ' ').replace('Z', '');
}
