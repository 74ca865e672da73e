/** Converts the declared attributes of a row into JSON, from which the import fills the column `attributes`. */
import { readAttributeCategory, readAttributeNumber } from '../../shared/landing/attribute-values.ts';
import type { AttributeType } from '../../shared/runs/run.ts';
import { ColumnValues, type InvalidValue, saysUnknown } from './rejected-values.ts';

interface LocatedAttribute {
  name: string;
  index: number;
  isNumber: boolean;
  values: ColumnValues;
}

export interface AttributeConverter {
  /** The attributes of a row as JSON without the unknown and the invalid ones. */
  convert: (fields: string[]) => { text: string; invalid: InvalidValue[] };
  columns: readonly ColumnValues[];
}

/** Creates the converter of a file with this header. */
export function createAttributeConverter(
  header: string[],
  declared: Record<string, AttributeType>,
): AttributeConverter {
  const attributes: LocatedAttribute[] = Object.entries(declared)
    .map(([name, type]) => ({ name, type, index: header.indexOf(name), isNumber: type === 'number' }))
    .filter(({ type, index }) => type !== 'ignore' && index >= 0)
    .map((attribute) => ({ ...attribute, values: new ColumnValues(attribute.name) }));
  const columns = attributes.map(({ values }) => values);
  const none = { text: '{}', invalid: [] };
  if (attributes.length === 0) return { convert: () => none, columns };
  const convert = (fields: string[]) => {
    const converted: Record<string, string | number> = {};
    const invalid: InvalidValue[] = [];
    for (const { name, index, isNumber, values } of attributes) {
      const text = fields[index] as string;
      const value = isNumber ? readAttributeNumber(text) : readAttributeCategory(text);
      if (value === undefined || (typeof value === 'object' && saysUnknown(value, text))) continue;
      values.delivered += 1;
      if (typeof value === 'object') invalid.push({ values, fault: value.fault, value: text });
      else converted[name] = value;
    }
    return { text: JSON.stringify(converted), invalid };
  };
  return { convert, columns };
}
