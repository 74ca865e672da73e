/** Counts the rows of each file, over however many readings, and tells the progress. */
import type { SourceRow } from './source-rows.ts';

export class RowCounter {
  readonly #onProgress: ((rows: number) => void) | undefined;
  readonly #files = new Map<string, { first: number; last: number }>();
  #rowsRead = 0;

  constructor(onProgress: ((rows: number) => void) | undefined) {
    this.#onProgress = onProgress;
  }

  /** Rows of a file are numbered without gaps, so a second reading counts nothing twice. */
  readonly countRows = (rows: readonly SourceRow[]): void => {
    const [first] = rows;
    const last = rows.at(-1);
    // A batch is of one file.
    for (const { file, number } of first && last ? [first, last] : []) {
      const counted = this.#files.get(file);
      if (!counted) this.#files.set(file, { first: number, last: number });
      else if (number > counted.last) counted.last = number;
    }
    this.#rowsRead += rows.length;
    this.#onProgress?.(this.#rowsRead);
  };

  /** Rows of a file, with all of its sheets or members. */
  rowsOf(file: string): number {
    const counts = [...this.#files].filter(([name]) => name === file || name.startsWith(`${file}/`));
    return counts.reduce((sum, [, { first, last }]) => sum + last - first + 1, 0);
  }
}
