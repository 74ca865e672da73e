/** Counts what an import could not use: single values that became unknown, and rows that became no row. */
import type { ImportReport, RefusedRow } from '../../contract/import-report.ts';
import type { Fault } from '../plan/value-writers.ts';

/** Refused rows that a report lists; all are counted. */
const MAX_LISTED_ROWS = 10_000;
const MAX_FIRST_LINES = 5;

type UnknownValues = ImportReport['unknown_values'][number];

interface Place {
  file: string;
  line: number;
}

export class FaultCounter {
  readonly refused: RefusedRow[] = [];
  refusedRows = 0;
  readonly #unknown = new Map<string, { entry: UnknownValues; lastPlace: Place | null }>();

  /** Counts a value once for each row, also where it has several uses. */
  countValue({ column, reason }: Fault, place: Place): void {
    const key = `${column}\n${reason}`;
    const counted = this.#unknown.get(key) ?? {
      entry: { column, reason, values: 0, first_lines: [] },
      lastPlace: null,
    };
    this.#unknown.set(key, counted);
    if (counted.lastPlace?.line === place.line && counted.lastPlace.file === place.file) return;
    counted.lastPlace = { line: place.line, file: place.file };
    counted.entry.values += 1;
    if (counted.entry.first_lines.length < MAX_FIRST_LINES) counted.entry.first_lines.push(place.line);
  }

  refuseRow(column: string | null, reason: string, { file, line }: Place): void {
    this.refusedRows += 1;
    if (this.refused.length < MAX_LISTED_ROWS) this.refused.push({ file, line, column, reason });
  }

  /** First lines of a column's faults. */
  findLines(column: string): number[] {
    const unknown = [...this.#unknown.values()].find(({ entry }) => entry.column === column);
    if (unknown) return unknown.entry.first_lines;
    return this.refused
      .filter((row) => row.column === column)
      .slice(0, MAX_FIRST_LINES)
      .map(({ line }) => line);
  }

  /** The values that became unknown, the most frequent first. */
  listUnknownValues(): UnknownValues[] {
    return [...this.#unknown.values()].map(({ entry }) => entry).sort((a, b) => b.values - a.values);
  }
}
