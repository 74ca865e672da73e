/** Makes texts of Parquet values, exactly: integers and decimals of any size, dates, instants, single-precision floats. */
import type { ParquetParsers, SchemaElement } from 'hyparquet';
import { formatJson } from '../json/flatten-object.ts';

export type Render = (value: unknown) => string | null;

const MILLISECONDS_PER_DAY = 86_400_000;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** `2024-05-31 12:00:00`, with a fraction where there is one. */
function formatInstant(units: bigint, unitsPerSecond: bigint): string {
  const seconds = units / unitsPerSecond - (units % unitsPerSecond < 0n ? 1n : 0n);
  const fraction = units - seconds * unitsPerSecond;
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const digits = String(unitsPerSecond).length - 1;
  return fraction === 0n ? text : `${text}.${String(fraction).padStart(digits, '0').replace(/0+$/, '')}`;
}

/** What hyparquet calls for typed values, null excluded. */
export const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => formatInstant(BigInt(millis), 1000n),
  timestampFromMicroseconds: (micros) => formatInstant(BigInt(micros), 1_000_000n),
  timestampFromNanoseconds: (nanos) => formatInstant(BigInt(nanos), 1_000_000_000n),
  dateFromDays: (days) => new Date(days * MILLISECONDS_PER_DAY).toISOString().slice(0, 10),
  stringFromBytes: (bytes) => bytes && utf8.decode(bytes),
  jsonFromBytes: (bytes) => bytes && utf8.decode(bytes),
};

/** How the values of a leaf are written. */
export function chooseRender(element: SchemaElement, decimalScale: number | undefined): Render {
  const { logical_type: logical, type } = element;
  if (decimalScale !== undefined) return (value) => renderDecimal(value, decimalScale);
  if (logical?.type === 'TIME') return (value) => renderTime(value, logical.unit);
  if (element.converted_type === 'TIME_MILLIS') return (value) => renderTime(value, 'MILLIS');
  if (element.converted_type === 'TIME_MICROS') return (value) => renderTime(value, 'MICROS');
  if (logical?.type === 'TIMESTAMP' && logical.isAdjustedToUTC) {
    return (value) => (typeof value === 'string' ? `${value}Z` : renderPlain(value));
  }
  return type === 'FLOAT' ? renderFloat : renderPlain;
}

export function renderPlain(value: unknown): string | null {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return utf8.decode(value);
  return typeof value === 'object' ? formatJson(value) : String(value);
}

/** The shortest text that is the same single-precision number: 0.1 and not 0.10000000149011612. */
function renderFloat(value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return renderPlain(value);
  for (let precision = 6; precision <= 9; precision += 1) {
    const short = Number(value.toPrecision(precision));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/** A decimal is an integer, of bytes or of a number, and the place of its point. */
function renderDecimal(value: unknown, scale: number): string | null {
  if (value === null || value === undefined) return null;
  const unscaled = value instanceof Uint8Array ? readInteger(value) : BigInt(value as number | bigint);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function readInteger(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes).toString('hex');
  return hex === '' ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
}

function renderTime(value: unknown, unit: 'MILLIS' | 'MICROS' | 'NANOS'): string | null {
  if (value === null || value === undefined) return null;
  const perSecond = { MILLIS: 1000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n }[unit];
  return formatInstant(BigInt(value as number | bigint), perSecond).slice(11);
}
