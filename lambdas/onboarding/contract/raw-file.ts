/**
 * Defines how the component sees a lender's raw file: bytes that can be read in pieces, and the tables inside as rows of
 * text. Local files, objects in S3 and members of a zip archive all look alike.
 */
import type { Readable } from 'node:stream';
import type { SourceFormat } from './mapping.ts';

/** A file as the lender has it. Two reads that find different contents end with RawFileChanged. */
export interface RawFile {
  /** The name without folders, as people know it. */
  name: string;
  bytes: number;
  /** Reads all bytes, from the first. */
  open(): Promise<Readable>;
  /** Reads the bytes from `start` to `end` (excluded): workbooks, archives and Parquet have their index at the end. */
  read(start: number, end: number): Promise<Buffer>;
  /** Changes when the contents change: size and time of a local file, version of an object. */
  fingerprint(): Promise<string>;
}

/** One data row as text, in the order of the table's columns. */
export interface RawRow {
  /** Line of the file (row of the sheet), counted from 1, in which the row begins: what a person looks up. */
  line: number;
  /**
   * Null only where the format itself has a null (Parquet, JSON lines, empty cell, \N). An empty text stays ''. A text can
   * keep its whole piece of the file in memory: copy what is kept beyond the batch.
   */
  values: (string | null)[];
}

/** A row that the format itself makes unreadable, such as a line with another number of fields. */
export interface UnreadableRow {
  line: number;
  reason: string;
}

/** One table of a raw file, in the format that was found or that the mapping says. */
export interface RawTable {
  file: string;
  /** Sheet of a workbook or member of an archive; null otherwise. */
  part: string | null;
  format: SourceFormat;
  /** Names in the file's order, unique and not empty: a file without header has `column_1`, `column_2`, … */
  columns: string[];
  /** What the reader saw that a person should know: hidden rows, formulas, merged cells, a preamble that is skipped. */
  remarks: string[];
  /** Reads the rows from the first, in batches; at most a few MiB of the file are held at a time. */
  rows(): AsyncGenerator<RawRow[]>;
  /** The unreadable rows that the last complete reading met, at most 1,000. */
  unreadable(): readonly UnreadableRow[];
}
