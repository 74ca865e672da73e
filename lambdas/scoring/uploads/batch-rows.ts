/** Reads the rows of a batch's part: each has features that can be scored, or the error why it cannot. No I/O. */
import type { RowError } from '../../shared/batch-contract.ts';
import { DECIMAL_NUMBER } from '../../shared/csv/decimal-number.ts';
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import { decodeCell, encodeLine } from '../../shared/exports/copy-text.ts';
import { decodeNumber, InvalidExport } from '../../shared/exports/export-format.ts';
import { findFeature } from '../../shared/features/catalogue.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { ID, TEXT } from '../../shared/landing/text-rules.ts';
import type { Decision } from '../../shared/policy/decisions.ts';
import { parseLines, type UploadLine } from './parse-lines.ts';
import { REFERENCE_COLUMN } from './read-header.ts';

/** Line in the file, and the client's reference for the row. */
interface RowKey {
  line: number;
  name: string | null;
}

/** The stored application whose features a row has. */
interface RowOrigin {
  application_id: string;
  customer_id: string;
  as_of: string;
  run_id: string;
  /** The override that holds for the application. */
  override: { override_id: string; decision: Decision } | null;
}

export interface ScorableRow extends RowKey {
  features: FeatureRecord;
  /** Null when the file contains the features. */
  origin: RowOrigin | null;
  error?: never;
}

export interface FailedRow extends RowKey {
  error: RowError;
  detail?: string;
}

export type BatchRow = ScorableRow | FailedRow;

/** Encodes a part of applications for the import: line, id, and the reason where the id is missing or invalid. */
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
  return ID.test(id) ? null : 'invalid_application_id';
}

/** Columns before the features. */
const KEY_COLUMNS = 8;

/**
 * Creates a reader of lines of sql/batches/export_part.sql whose features are `columns`.
 * The reader throws {InvalidExport} when a line does not have these columns.
 */
export function createJoinedRowReader(columns: readonly NeededFeature[]): (line: string) => BatchRow {
  return (text) => {
    const cells = text.split('\t');
    if (cells.length !== columns.length + KEY_COLUMNS) {
      throw new InvalidExport(
        `an exported line has ${cells.length} columns instead of ${columns.length + KEY_COLUMNS}`,
      );
    }
    const [line, application_id, error, customer_id, as_of, run_id, override_id, override_decision] = cells
      .slice(0, KEY_COLUMNS)
      .map((cell) => decodeCell(cell));
    const key = { line: Number(line), name: application_id ?? null };
    if (error) return { ...key, error: error as RowError };
    if (!application_id || !customer_id || !as_of || !run_id) return { ...key, error: 'unknown_application' };
    const features: Record<string, number | string | null> = {};
    for (const [i, { name, type }] of columns.entries()) {
      const cell = cells[KEY_COLUMNS + i] ?? '';
      features[name] = type === 'number' ? decodeNumber(name, cell) : decodeCell(cell);
    }
    const override = override_id ? { override_id, decision: override_decision as Decision } : null;
    return { ...key, features, origin: { application_id, customer_id, as_of, run_id, override } };
  };
}

interface FeatureColumn extends NeededFeature {
  /** Position in the file. */
  index: number;
  range: readonly [number, number] | null;
  isWhole: boolean;
}

/** Creates a reader of lines of a part of raw features. It reads and checks each feature of `wanted`. */
export function createFeatureRowReader(
  columns: readonly string[],
  wanted: readonly NeededFeature[],
): (line: UploadLine) => BatchRow {
  const referenceIndex = columns.indexOf(REFERENCE_COLUMN);
  const wantedColumns = wanted.map((feature): FeatureColumn => {
    const entry = findFeature(feature.name);
    const index = columns.indexOf(feature.name);
    return { ...feature, index, range: entry?.range ?? null, isWhole: entry?.type === 'integer' };
  });
  return ({ line, fields }) => {
    if (fields?.length !== columns.length) return { line, name: null, error: 'unreadable' };
    const name = fields[referenceIndex] || null;
    if (name !== null && !ID.test(name)) {
      return { line, name: null, error: 'invalid_value', detail: REFERENCE_COLUMN };
    }
    const features: Record<string, number | string | null> = {};
    for (const column of wantedColumns) {
      const text = fields[column.index] ?? '';
      const value = text === '' ? null : column.type === 'number' ? parseNumber(text, column) : parseCategory(text);
      if (value === undefined) return { line, name, error: 'invalid_value', detail: column.name };
      features[column.name] = value;
    }
    return { line, name, features, origin: null };
  };
}

/** Returns undefined when the text is no number, or a number outside the feature's range or type. */
function parseNumber(text: string, { range, isWhole }: FeatureColumn): number | undefined {
  const value = Number(text);
  if (!Number.isFinite(Math.fround(value)) || !DECIMAL_NUMBER.test(text)) return undefined;
  if (range && (value < range[0] || value > range[1])) return undefined;
  return isWhole && !Number.isInteger(value) ? undefined : value;
}

const parseCategory = (text: string): string | undefined => (TEXT.test(text) ? text : undefined);
