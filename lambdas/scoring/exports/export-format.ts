/** The rows that prepare-scoring exports and score-part reads: an application's keys, then the features asked for. */

import { isAttribute, type NeededFeature } from '../../shared/decision/needed-features.ts';
import { RiskError } from '../../shared/errors.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { quoteIdentifier, quoteLiteral } from '../../shared/sql-text.ts';
import { decodeCell } from './copy-text.ts';

export type ExportedRow = { application_id: string; customer_id: string; as_of: string; features: FeatureRecord };

/** A line does not have the columns that the model and the policy call for. */
export class InvalidExport extends RiskError {}

/** The SQL expressions of the needed features over a row `f` of risk_features, in order. */
export function buildFeatureColumns(needed: readonly NeededFeature[]): string {
  return needed
    .map(({ name }) => {
      const column = quoteIdentifier(name);
      return isAttribute(name) ? `f.attributes ->> ${quoteLiteral(name)} as ${column}` : `f.${column}`;
    })
    .join(', ');
}

/** Reads lines whose features are `needed`, in order. The reader throws InvalidExport. */
export function createRowReader(needed: readonly NeededFeature[]): (line: string) => ExportedRow {
  return (line) => {
    const cells = line.split('\t');
    if (cells.length !== needed.length + 3) {
      throw new InvalidExport(`an exported line has ${cells.length} columns instead of ${needed.length + 3}`);
    }
    const [application_id, customer_id, as_of] = cells.slice(0, 3).map((cell) => decodeCell(cell) ?? '');
    const features: Record<string, number | string | null> = {};
    for (const [i, { name, type }] of needed.entries()) {
      const cell = cells[i + 3] ?? '';
      features[name] = type === 'number' ? decodeNumber(name, cell) : decodeCell(cell);
    }
    return { application_id: application_id ?? '', customer_id: customer_id ?? '', as_of: as_of ?? '', features };
  };
}

/** A number of an exported line, or null. Throws InvalidExport. */
export function decodeNumber(name: string, cell: string): number | null {
  const text = decodeCell(cell);
  if (text === null) return null;
  const value = text === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value)) throw new InvalidExport(`${name} is no number in an exported line`);
  return value;
}
