/** What a file's header says: ids of applications, or raw features, which then have to be all that a score needs. */
import type { BatchInput } from '../../shared/batch-contract.ts';
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import { FEATURES } from '../../shared/features/catalogue.ts';
import { FileRefused } from './batch-file.ts';
import { fieldsOf } from './batch-lines.ts';

/** The one column of a file of applications. */
export const APPLICATION_COLUMN = 'application_id';
/** An optional column of a file of features: a text of the client's own, which the result repeats. */
export const REFERENCE_COLUMN = 'reference';

export type BatchColumns = { input: BatchInput; columns: string[] };

/** So many names are told; a header may hold anything. */
const NAMES_TOLD = 5;

/**
 * Reads the header. A feature that the score does not need may be there, so that the same file can be scored after a
 * promotion; any other column may not, for it is a feature misspelt or something that should not be sent.
 * @throws {FileRefused} when there is no header, or it has other columns
 */
export function readHeader(header: string, needed: readonly NeededFeature[]): BatchColumns {
  const columns = fieldsOf(header);
  if (header.trim() === '') throw new FileRefused('empty-file', 'The file has no header line.');
  if (!columns) throw new FileRefused('wrong-columns', 'The header line cannot be read as CSV.');
  if (columns.length === 1 && columns[0] === APPLICATION_COLUMN) return { input: 'applications', columns };
  const twice = columns.filter((name, i) => columns.indexOf(name) !== i);
  const known = new Set([REFERENCE_COLUMN, ...FEATURES.map(({ name }) => name), ...needed.map(({ name }) => name)]);
  const unknown = columns.filter((name) => !known.has(name));
  const missing = needed.map(({ name }) => name).filter((name) => !columns.includes(name));
  const faults = [told('given twice', twice), told('unknown', unknown), told('missing', missing)].filter(Boolean);
  if (faults.length === 0) return { input: 'features', columns };
  const wanted = `Either ${APPLICATION_COLUMN} alone, or every feature that a score needs`;
  throw new FileRefused('wrong-columns', `${wanted}; ${faults.join('; ')}.`);
}

function told(fault: string, names: string[]): string {
  if (names.length === 0) return '';
  const printable = names.slice(0, NAMES_TOLD).map((name) => name.slice(0, 63).replace(/[^ -~]/g, '?'));
  const more = names.length > NAMES_TOLD ? ` and ${names.length - NAMES_TOLD} more` : '';
  return `${fault}: ${printable.join(', ')}${more}`;
}
