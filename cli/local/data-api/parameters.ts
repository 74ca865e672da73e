/** Binds the parameters of a call to its statement, with the types that the Data API gives them. */
import { createValidationException } from './exceptions.ts';
import { numberParameters } from './named-parameters.ts';
import type { SqlParameter } from './requests.ts';

export interface BoundStatement {
  text: string;
  values: (string | null)[];
}

interface TypedText {
  text: string | null;
  /** Type of the value; undefined for a null without a hint, whose type PostgreSQL infers. */
  type: string | undefined;
}

const TYPE_HINTS = {
  JSON: { type: 'json', format: /^/, name: '' },
  UUID: { type: 'uuid', format: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, name: 'UUID string' },
  DATE: { type: 'date', format: /^\d{4}-\d{2}-\d{2}$/, name: 'Date format must be yyyy-mm-dd' },
  TIME: { type: 'time', format: /^\d{2}:\d{2}:\d{2}(\.\d{1,9})?$/, name: 'Time format must be hh:mm:ss[.fff]' },
  TIMESTAMP: {
    type: 'timestamp',
    format: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,9})?$/,
    name: 'Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff]',
  },
  DECIMAL: { type: 'numeric', format: /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, name: 'Decimal' },
} as const;

/**
 * Binds parameters. A string is sent as text, so a uuid, json or date column needs a type hint or a cast, as on AWS.
 * @throws {DataApiException} when a value is an array, empty or badly formatted, a name has no parameter, or the statement
 *   does not use a parameter, which AWS may accept (ValidationException)
 */
export function bindParameters(sql: string, parameters: SqlParameter[]): BoundStatement {
  const values = new Map(parameters.map((parameter) => [parameter.name, toTypedText(parameter)]));
  if (values.size < parameters.length) throw createValidationException('Duplicate parameter name');
  const { text, names } = numberParameters(sql, (name) => values.get(name)?.type);
  const unused = [...values.keys()].find((name) => !names.includes(name));
  if (unused !== undefined) throw createValidationException(`Parameter "${unused}" is not used by the statement`);
  return {
    text,
    values: names.map((name) => {
      const value = values.get(name);
      if (!value) throw createValidationException(`Cannot find parameter: ${name}`);
      return value.text;
    }),
  };
}

function toTypedText({ name, value, typeHint }: SqlParameter): TypedText {
  if (value.arrayValue !== undefined) throw createValidationException('Array parameters are not supported.');
  const hint = typeHint && TYPE_HINTS[typeHint];
  if (value.isNull) return { text: null, type: hint?.type };
  if (value.stringValue !== undefined) {
    if (hint && !hint.format.test(value.stringValue))
      throw createValidationException(`Parameter "${name}": invalid ${hint.name}`);
    return { text: value.stringValue, type: hint?.type ?? 'text' };
  }
  if (value.longValue !== undefined) return { text: String(value.longValue), type: 'bigint' };
  if (value.doubleValue !== undefined) return { text: String(value.doubleValue), type: 'double precision' };
  if (value.booleanValue !== undefined) return { text: String(value.booleanValue), type: 'boolean' };
  if (value.blobValue !== undefined) {
    return { text: `\\x${Buffer.from(value.blobValue, 'base64').toString('hex')}`, type: 'bytea' };
  }
  throw createValidationException(`Parameter "${name}" has value with no field set`);
}
