/** Defines a row of the first source together with what the other sources know about it. */

/** A row's texts in the order of the source's columns in the mapping. */
export type RawValues = readonly (string | null)[];

export interface JoinedRow {
  file: string;
  /** Line of the file in which the row begins, from 1. */
  line: number;
  /** Number of the row over all files of its source, from 1. */
  number: number;
  /** By source, in the mapping's order; undefined where another source has no such key. */
  sources: readonly (RawValues | undefined)[];
  /** How the application's outcome is delivered on the day that is being written. */
  outcome: DeliveredOutcome | null;
}

/** Texts of three columns of loan_applications; '' is unknown. */
export interface DeliveredOutcome {
  /** What the status is where no column says it, or where the outcome is withheld. */
  status: 'received' | 'active';
  isWithheld: boolean;
  defaulted: '' | 'true' | 'false';
  outcome_date: string;
}

/** A column of a source: where its text stands in a joined row. */
export interface ColumnPosition {
  source: number;
  index: number;
}

export const readText = (row: JoinedRow, { source, index }: ColumnPosition): string | null =>
  row.sources[source]?.[index] ?? null;
