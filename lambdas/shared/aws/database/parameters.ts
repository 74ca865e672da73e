/** Converts values to parameters of the Data API, with the type hints without which it sends a string as text. */
import type { SqlParameter, TypeHint } from '@aws-sdk/client-rds-data';

/** A value of a PostgreSQL type that JavaScript does not have. */
type HintedValue =
  | { uuid: string | null }
  | { json: unknown }
  | { date: string | null }
  | { timestamp: string | null }
  | { decimal: string | null };

/** A whole number is sent as bigint, any other as double precision, a Date as a timestamp in UTC. */
export type SqlValue = string | number | boolean | null | Date | HintedValue;

/** Values by parameter name, without the colon. Each must occur in the statement. */
export type SqlParameters = Record<string, SqlValue>;

/** A uuid parameter. */
export const uuid = (value: string | null) => ({ uuid: value });

/** A json parameter. null becomes SQL's null. */
export const json = (value: unknown) => ({ json: value });

/** A date parameter: an ISO date, or the UTC day of a Date. */
export function date(value: string | Date | null) {
  return { date: value instanceof Date ? value.toISOString().slice(0, 'yyyy-mm-dd'.length) : value };
}

/** A timestamp parameter in UTC: a Date, or an ISO timestamp, which is converted from its zone (UTC where it has none). */
export function timestamp(value: string | Date | null) {
  return { timestamp: value === null ? null : formatUtcTimestamp(value) };
}

/** A numeric parameter that keeps every digit, for example money. */
export function decimal(value: string | number | null) {
  return { decimal: value === null ? null : String(value) };
}

/** Converts parameters to the form of the Data API. */
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

/** Formats as `yyyy-mm-dd hh:mm:ss.fff`, the only form that the Data API accepts. Keeps microseconds of a text. */
function formatUtcTimestamp(value: string | Date): string {
  const local =
    typeof value === 'string' && /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|\+00(?::?00)?)?$/.exec(value);
  if (local) return `${local[1]} ${local[2]}`;
  return new Date(value).toISOString().replace('T', ' ').replace('Z', '');
}
