/** Defines how the records of a delimited text are written. */

export interface Dialect {
  /** One character; ' ' stands for any run of spaces and tabs. */
  delimiter: string;
  quote: '"' | "'" | null;
  /** With `backslash` and no quote, the text format of PostgreSQL's COPY and of MySQL: \N is null. */
  escape: 'doubled' | 'backslash';
}

/** What ends a record. A line feed takes a carriage return before it along; the other two are exact. */
export type LineEnd = '\n' | '\r' | '\r\n';
