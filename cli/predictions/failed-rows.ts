/** Finds the rows without a score in the result of a batch, with their line and why. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { ROW_ERRORS } from '../../lambdas/shared/batch-contract.ts';

export interface UnscoredRow {
  /** Line of the uploaded file; the header is 1. */
  line: string;
  /** Id or reference as sent; empty without one. */
  name: string;
  /** Why it has no score, in words. */
  reason: string;
}

type RowError = (typeof ROW_ERRORS)[number];

/** `%` is the feature or column that causes it. */
const REASONS: Record<RowError, string> = {
  unreadable: 'it cannot be read: quotes that do not close, no UTF-8, or another number of values than the header has',
  missing_application_id: 'application_id is empty',
  invalid_application_id: 'application_id is longer than 200 characters, or has a control character',
  unknown_application: 'no published delivery has this application',
  processing_restricted: "the processing of the customer's data is restricted, or the customer objected to it",
  invalid_value: '% is no number, no whole number, outside of its range, or too long',
  missing_value: '% is empty, and the expected loss cannot be computed without it',
};

/**
 * Reads the first rows without a score.
 * @param path the downloaded result
 * @param count stops after so many
 */
export async function readUnscoredRows(path: string, count: number): Promise<UnscoredRow[]> {
  const records = createReadStream(path)
    .pipe(createGunzip())
    .pipe(parse({ columns: true, relax_column_count: true }));
  const rows: UnscoredRow[] = [];
  for await (const record of records as AsyncIterable<Record<string, string>>) {
    const { line = '', application_id, reference, error, detail = '' } = record;
    if (!error) continue;
    rows.push({ line, name: application_id ?? reference ?? '', reason: describeError(error, detail) });
    if (rows.length === count) break;
  }
  return rows;
}

function describeError(error: string, detail: string): string {
  return REASONS[error as RowError]?.replace('%', detail || 'a value') ?? error;
}
