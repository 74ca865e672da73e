/**
 * Defines the columns of exported rows: an application's keys, then the needed features. Builds the SQL of the columns
 * and reads the lines.
 */

import type { NeededFeature } from '../decision/needed-features.ts';
import { RiskError } from '../errors.ts';
import { isAttribute } from '../features/attribute-names.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import { quoteIdentifier, quoteLiteral } from '../sql-text.ts';
import { decodeCell } from './copy-text.ts';

export interface ExportedRow {
  application_id: string;
  customer_id: string;
  as_of: string;
  features: FeatureRecord;
}

/** A line does not have the columns that the model and the policy need. */
export class InvalidExport extends RiskError {}

/** Builds the SQL expressions of the needed features, in order, over a row `f` of analytics.risk_features. */
export function buildFeatureColumns(needed: readonly NeededFeature[]): string {
  return needed
    .map(({ name }) => {
      const column = quoteIdentifier(name);
      return isAttribute(name) ? `f.attributes ->> ${quoteLiteral(name)} as ${column}` : `f.${column}`;
    })
    .join(', ');
}

/** Columns before the features. */
const KEY_COLUMNS = 3;

/**
 * Creates a reader of exported lines whose features are `needed`, in order.
 * The reader throws {InvalidExport} when a line does not have these columns.
 */
export function createRowReader(needed: readonly NeededFeature[]): (line: string) => ExportedRow {
  return (line) => {
    const cells = line.split('\t');
    if (cells.length !== needed.length + KEY_COLUMNS) {
      throw new InvalidExport(`an exported line has ${cells.length} columns instead of ${needed.length + KEY_COLUMNS}`);
    }
    const [application_id, customer_id, as_of] = cells.slice(0, KEY_COLUMNS).map((cell) => decodeCell(cell) ?? '');
    const features: Record<string, number | string | null> = {};
    for (const [i, { name, type }] of needed.entries()) {
      const cell = cells[KEY_COLUMNS + i] ?? '';
      features[name] = type === 'number' ? decodeNumber(name, cell) : decodeCell(cell);
    }
    return { application_id: application_id ?? '', customer_id: customer_id ?? '', as_of: as_of ?? '', features };
  };
}

/**
 * Decodes a number of an exported line.
 * @throws {InvalidExport} when the cell is neither a number nor null
 */
export function decodeNumber(name: string, cell: string): number | null {
  const text = decodeCell(cell);
  if (text === null) return null;
  const value = text === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value)) throw new InvalidExport(`${name} is no number in an exported line`);
  return value;
}
