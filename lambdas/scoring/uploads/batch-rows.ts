/** The rows of a part, read: each one has either features that can be scored, or the reason why it cannot. Pure. */
import type { RowError } from '../../shared/batch-contract.ts';
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import type { Policy } from '../../shared/decision/policy.ts';
import { findFeature } from '../../shared/features/catalogue.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { decodeCell, encodeLine } from '../exports/copy-text.ts';
import { decodeNumber, InvalidExport } from '../exports/export-format.ts';
import { parseLines, type UploadLine } from './batch-lines.ts';
import { REFERENCE_COLUMN } from './read-header.ts';

/** Where a row stands in the file, and what the client calls it. */
export type RowKey = { line: number; name: string | null };

/** Whose features a row has: of a stored application, or its own. */
export type RowOrigin = { application_id: string; customer_id: string; as_of: string; run_id: string } | null;

export type BatchRow = RowKey &
  ({ features: FeatureRecord; origin: RowOrigin; error?: never } | { error: RowError; detail?: string });

/** An id, a category or a reference as the API takes it: printable, so that none holds what the database cannot. */
const PRINTABLE = /^[ -~\u00a0-\ud7ff]{1,100}$/;

/** The rows of a part of applications, as the database imports them: line, id, or why there is none. */
export function* encodeApplicationRows(part: Buffer, firstLine: number): Generator<string> {
  for (const { line, fields } of parseLines(part, firstLine)) {
    const [id = ''] = fields ?? [];
    const error = findApplicationError(fields, id);
    yield encodeLine([line, error === null || error === 'unknown_application' ? id : null, error]);
  }
}

function findApplicationError(fields: string[] | null, id: string): RowError | null {
  if (fields?.length !== 1) return 'unreadable';
  if (id === '') return 'missing_application_id';
  return PRINTABLE.test(id) ? null : 'invalid_application_id';
}

/** Reads a line of sql/batches/export_part.sql whose features are `columns`. The reader throws InvalidExport. */
export function createJoinedRowReader(columns: readonly NeededFeature[]): (line: string) => BatchRow {
  const keys = 6;
  return (text) => {
    const cells = text.split('\t');
    if (cells.length !== columns.length + keys) {
      throw new InvalidExport(`an exported line has ${cells.length} columns instead of ${columns.length + keys}`);
    }
    const [line, application_id, error, customer_id, as_of, run_id] = cells
      .slice(0, keys)
      .map((cell) => decodeCell(cell));
    const key = { line: Number(line), name: application_id ?? null };
    if (error) return { ...key, error: error as RowError };
    if (!application_id || !customer_id || !as_of || !run_id) return { ...key, error: 'unknown_application' };
    const features: Record<string, number | string | null> = {};
    for (const [i, { name, type }] of columns.entries()) {
      const cell = cells[keys + i] ?? '';
      features[name] = type === 'number' ? decodeNumber(name, cell) : decodeCell(cell);
    }
    return { ...key, features, origin: { application_id, customer_id, as_of, run_id } };
  };
}

type Column = NeededFeature & { index: number; range: readonly [number, number] | null; isWhole: boolean };

/** Reads the lines of a part of raw features: what `wanted` names, each checked by itself. */
export function createFeatureRowReader(
  columns: readonly string[],
  wanted: readonly NeededFeature[],
): (line: UploadLine) => BatchRow {
  const reference = columns.indexOf(REFERENCE_COLUMN);
  const read = wanted.map((feature): Column => {
    const known = findFeature(feature.name);
    const index = columns.indexOf(feature.name);
    return { ...feature, index, range: known?.range ?? null, isWhole: known?.type === 'integer' };
  });
  return ({ line, fields }) => {
    if (fields?.length !== columns.length) return { line, name: null, error: 'unreadable' };
    const name = fields[reference] || null;
    if (name !== null && !PRINTABLE.test(name)) {
      return { line, name: null, error: 'invalid_value', detail: REFERENCE_COLUMN };
    }
    const features: Record<string, number | string | null> = {};
    for (const column of read) {
      const text = fields[column.index] ?? '';
      const value = text === '' ? null : column.type === 'number' ? parseNumber(text, column) : parseCategory(text);
      if (value === undefined) return { line, name, error: 'invalid_value', detail: column.name };
      features[column.name] = value;
    }
    return { line, name, features, origin: null };
  };
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Undefined where the text is no number, or not one that the feature can have. */
function parseNumber(text: string, { range, isWhole }: Column): number | undefined {
  const value = Number(text);
  if (!Number.isFinite(Math.fround(value)) || !DECIMAL.test(text)) return undefined;
  if (range && (value < range[0] || value > range[1])) return undefined;
  return isWhole && !Number.isInteger(value) ? undefined : value;
}

const parseCategory = (text: string): string | undefined => (PRINTABLE.test(text) ? text : undefined);

/** A row that the policy cannot decide on has no score: without the exposure there is no loss to expect. */
export function requireExposure(row: BatchRow, { ead }: Policy): BatchRow {
  if (row.error !== undefined || row.features[ead.feature] !== null) return row;
  return { line: row.line, name: row.name, error: 'missing_value', detail: ead.feature };
}
