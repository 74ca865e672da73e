/** Defines the sheets of a policy's spreadsheet as lists of rows, and the errors of reading them. */
import type { PolicyProblem } from '../policy/policy-problem.ts';

/** What a cell holds; null is an empty cell. */
export type Cell = string | number | null;

export interface Sheet {
  name: string;
  rows: Cell[][];
}

/** Collects what is wrong with the cells of a sheet. */
export class CellReader {
  readonly sheet: Sheet;
  readonly problems: PolicyProblem[];

  constructor(sheet: Sheet, problems: PolicyProblem[]) {
    this.sheet = sheet;
    this.problems = problems;
  }

  cell(row: number, column: number): Cell {
    return this.sheet.rows[row]?.[column] ?? null;
  }

  /** Reads a cell by a function; its error becomes the problem of the cell. */
  read<T>(row: number, column: number, convert: (cell: Cell) => T): T | undefined {
    try {
      return convert(this.cell(row, column));
    } catch (error) {
      this.report(row, column, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  report(row: number, column: number, problem: string): void {
    this.problems.push({ path: `${this.sheet.name}!${nameColumn(column)}${row + 1}`, problem });
  }
}

/** Names a column as spreadsheets do: A, B, …, Z, AA. */
function nameColumn(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${nameColumn(Math.floor(index / 26) - 1)}${letter}`;
}

/** Whether a row has no content. */
export const isEmptyRow = (row: readonly Cell[]): boolean => row.every((cell) => cell === null || cell === '');
