/**
 * Reads and checks the header of an uploaded file: one column of application ids, or columns of raw features that
 * include every feature that a score needs.
 */
import type { BatchInput } from '../../shared/batch-contract.ts';
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import { FEATURES } from '../../shared/features/catalogue.ts';
import { parseFields } from './parse-lines.ts';
import { FileRefused } from './read-upload.ts';

/** The only column of a file of applications. */
const APPLICATION_COLUMN = 'application_id';
/** Optional column of a file of features: the client's name for the row, which the result repeats. */
export const REFERENCE_COLUMN = 'reference';

export interface BatchColumns {
  input: BatchInput;
  columns: string[];
}

/** Most columns in one fault. */
const MAX_LISTED_COLUMNS = 5;

/**
 * Accepts features that the score does not need, so that the same file can be scored after a promotion. Refuses other
 * columns, because they are misspelt features or data that should not be sent.
 * @throws {FileRefused} when there is no header, or it has other columns
 */
export function readHeader(header: string, needed: readonly NeededFeature[]): BatchColumns {
  const columns = parseFields(header);
  if (header.trim() === '') throw new FileRefused('empty-file', 'The file has no header line.');
  if (!columns) throw new FileRefused('wrong-columns', 'The header line cannot be read as CSV.');
  if (columns.length === 1 && columns[0] === APPLICATION_COLUMN) return { input: 'applications', columns };
  const acceptedNames = new Set([
    REFERENCE_COLUMN,
    ...FEATURES.map(({ name }) => name),
    ...needed.map(({ name }) => name),
  ]);
  const seen = new Set<string>();
  const repeated = columns.filter((name) => acceptedNames.has(name) && seen.size === seen.add(name).size);
  // By position: in a file without a header the first row's values, which can be personal data, stand for the names.
  const unknown = columns.flatMap((name, i) => (acceptedNames.has(name) ? [] : [`column ${i + 1}`]));
  const missing = needed.map(({ name }) => name).filter((name) => !columns.includes(name));
  const faults = [
    describeColumns('given twice', repeated),
    describeColumns('unknown', unknown),
    describeColumns('missing', missing),
  ].filter(Boolean);
  if (faults.length === 0) return { input: 'features', columns };
  const wanted = `Either ${APPLICATION_COLUMN} alone, or every feature that a score needs`;
  throw new FileRefused('wrong-columns', `${wanted}; ${faults.join('; ')}.`);
}

function describeColumns(fault: string, columns: string[]): string {
  if (columns.length === 0) return '';
  const more = columns.length > MAX_LISTED_COLUMNS ? ` and ${columns.length - MAX_LISTED_COLUMNS} more` : '';
  return `${fault}: ${columns.slice(0, MAX_LISTED_COLUMNS).join(', ')}${more}`;
}
