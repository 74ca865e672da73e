/** Gives each row the value of cells that are merged over several rows; the file has it in the first only. */
import type { MergedCells, SheetRow } from './sheet-rows.ts';

export class MergedColumns {
  private readonly byTop = new Map<number, MergedCells[]>();
  private active: { cells: MergedCells; value: string | null }[] = [];

  /** Only cells of one column: a heading over several columns is no value of each. */
  constructor(merged: readonly MergedCells[]) {
    for (const cells of merged.filter(isOverRows)) {
      const others = this.byTop.get(cells.top);
      if (others) others.push(cells);
      else this.byTop.set(cells.top, [cells]);
    }
  }

  /** Fills a row. Rows come in their order. */
  fill(row: SheetRow): SheetRow {
    if (this.byTop.size === 0) return row;
    this.active = this.active.filter(({ cells }) => cells.bottom >= row.row);
    for (const cells of this.byTop.get(row.row) ?? []) {
      this.active.push({ cells, value: row.cells[cells.left] ?? null });
    }
    if (this.active.length === 0) return row;
    const filled = [...row.cells];
    for (const { cells, value } of this.active) {
      while (filled.length < cells.left) filled.push(null);
      filled[cells.left] ??= value;
    }
    return { ...row, cells: filled };
  }
}

export const isOverRows = ({ left, right, top, bottom }: MergedCells): boolean => left === right && bottom > top;

const nameColumn = (column: number): string =>
  (column >= 26 ? nameColumn(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

/** Writes a block of cells as a workbook does: B5:B7. */
export const formatMerged = ({ left, right, top, bottom }: MergedCells): string =>
  `${nameColumn(left)}${top}:${nameColumn(right)}${bottom}`;
