/** Defines what one reading of a raw table learns about each column, and what is proposed from it. */
import type { ColumnMapping, Mapping, ValueFormat } from './mapping.ts';

/**
 * Rows that have a text before mappings and messages show it. They are kept for years, and no erasure looks for persons in
 * them: a text of fewer rows could be about one.
 */
export const MIN_ROWS_OF_EXAMPLE = 10;

export interface ColumnProfile {
  column: string;
  /** Rows with any text that is not a missing mark. */
  known: number;
  missing: number;
  /** Distinct known texts; a lower bound beyond the first 10,000. */
  distinct: number;
  /** Three typical texts. Of a column that looks like personal data they are masked. */
  examples: string[];
  /** The most frequent texts with their counts, at most 30. */
  frequent: { text: string; rows: number }[];
  /** Texts that mean "unknown" here, for example NA, ?, 999. */
  missing_marks: string[];
  /** How its texts are read, and the share of known texts that fit, 0 to 1. */
  format: ValueFormat;
  fits: number;
  /** Other readings that fit about as well: 03/04/2021 is a day or a month first. */
  alternatives: ValueFormat[];
  /** Numbers as they are, dates as YYYY-MM-DD; null for texts. */
  lowest: string | null;
  highest: string | null;
  longest: number;
  /** First lines of texts that do not fit, one for each text. */
  unfit_lines: number[];
  /** Some texts are dates only with the day first, and others only with the month first. */
  mixed_dates: boolean;
  /** Numbers only: without fractions, and the values below which 5, 50 and 95 percent of the rows are. */
  whole: boolean;
  quantiles: readonly [low: number, median: number, high: number] | null;
  /** Mean words of a text. */
  words: number;
  /** What personal data the texts are, by their content; null when none is seen. */
  personal: 'email' | 'iban' | 'card' | 'national_id' | 'phone' | 'address' | 'name' | 'ip_address' | 'position' | null;
  /** An earlier column with the same text in every row. */
  same_as: string | null;
}

export interface TableProfile {
  file: string;
  part: string | null;
  rows: number;
  columns: ColumnProfile[];
  /** Rows that repeat an earlier row in every column. */
  duplicate_rows: number;
  remarks: string[];
}

/** A question that only a person can answer; `--yes` takes `proposed`, and refuses where there is none. */
export interface Question {
  /**
   * Stable: an answer is kept under it. `target` (an expression, or none), `applied_at` (a column or a day), `amount`,
   * `currency`, `key` (a column or row_number), `statements`, `join:<source>`, and of a column `day_order:`, `unit:` and
   * `income:<column>`.
   */
  id: string;
  /** One plain sentence. */
  text: string;
  choices: { answer: string; label: string }[];
  /** The answer of `choices` that is proposed; null when none is safe. */
  proposed: string | null;
}

/** Something a person should know before the run; a blocking one has to be answered first. */
export interface Finding {
  kind:
    | 'leak'
    | 'duplicate_rows'
    | 'duplicate_column'
    | 'few_outcomes'
    | 'one_class'
    | 'personal_data'
    | 'unfit_values'
    | 'mixed_dates'
    | 'key_not_unique'
    | 'future_date'
    | 'young_outcomes';
  blocks: boolean;
  column: string | null;
  text: string;
}

export interface Proposal {
  mapping: Mapping;
  profiles: TableProfile[];
  questions: Question[];
  findings: Finding[];
}

/** What a person has said: by question id, or a whole column. */
export interface Answers {
  answers: Readonly<Record<string, string>>;
  columns: readonly ColumnMapping[];
}
