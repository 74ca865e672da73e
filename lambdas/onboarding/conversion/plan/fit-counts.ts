/** Counts for each column how many of its known texts its format reads. */
import type { ColumnPosition } from './joined-row.ts';

export interface Fit {
  known: number;
  unfit: number;
}

export class FitCounts {
  readonly #fits = new Map<string, Fit>();

  /** The counts of a column, which its readers share. */
  of({ source, index }: ColumnPosition): Fit {
    const key = `${source}/${index}`;
    const fit = this.#fits.get(key) ?? { known: 0, unfit: 0 };
    this.#fits.set(key, fit);
    return fit;
  }
}
