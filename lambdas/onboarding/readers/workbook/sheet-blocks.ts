/** Cuts a sheet at its empty rows into blocks: one is the table, others are titles, totals, notes or another table. */
import { findCellKind, isTyped } from '../layout/cell-kind.ts';
import { countFilled } from '../layout/footer.ts';
import type { Values } from '../layout/header.ts';
import type { SheetRow } from './sheet-rows.ts';

export interface SheetBlock {
  first: number;
  last: number;
  rows: number;
  /** The first rows. */
  head: SheetRow[];
  /** The last rows. */
  tail: SheetRow[];
  /** Filled cells by column. */
  filled: number[];
}

const HEAD_ROWS = 150;
const TAIL_ROWS = 20;
/** A sheet with more blocks has empty rows among its data. */
const MAX_BLOCKS = 200;

/** Gathers the blocks of a sheet row by row. */
export class BlockBuilder {
  readonly blocks: SheetBlock[] = [];

  add(row: SheetRow): void {
    const block = this.findBlock(row);
    block.last = row.row;
    block.rows += 1;
    if (block.head.length < HEAD_ROWS) block.head.push(row);
    block.tail.push(row);
    if (block.tail.length > 2 * TAIL_ROWS) block.tail.splice(0, TAIL_ROWS);
    for (const [column, cell] of row.cells.entries()) {
      if (cell !== null && cell.trim() !== '') block.filled[column] = (block.filled[column] ?? 0) + 1;
    }
  }

  private findBlock({ row }: SheetRow): SheetBlock {
    const last = this.blocks.at(-1);
    if (last && (row <= last.last + 1 || this.blocks.length >= MAX_BLOCKS)) return last;
    const block: SheetBlock = { first: row, last: row, rows: 0, head: [], tail: [], filled: [] };
    this.blocks.push(block);
    return block;
  }
}

/** Whether a block begins with a heading of its own, at least two texts wide, over at least one row. */
export function isOwnTable(block: SheetBlock, leastRows: number): boolean {
  const [first, second] = block.head;
  if (!first || !second || block.rows < leastRows) return false;
  const kinds = first.cells.map(findCellKind).filter((kind) => kind !== 'empty');
  return kinds.length >= 2 && !kinds.some(isTyped) && countFilled(second.cells) >= 2;
}

/** Whether a block goes on with the rows of the table above it: about as many cells, of the same kinds. */
export function isContinuation(block: SheetBlock, table: SheetBlock): boolean {
  const row = block.head[0]?.cells ?? [];
  const above = table.head[Math.floor(table.head.length / 2)]?.cells ?? [];
  if (countFilled(row) < countFilled(above) / 2) return false;
  return countFilled(above) > 0 && above.every((cell, column) => isAlike(cell, row[column] ?? null));
}

function isAlike(above: string | null, below: string | null): boolean {
  const [kind, other] = [findCellKind(above), findCellKind(below)];
  return kind === 'empty' || other === 'empty' || isTyped(kind) === isTyped(other);
}

/** Columns of a block with a value, as ranges without an empty column, widest content first. */
export function listColumnRanges(block: SheetBlock): { left: number; right: number; cells: number }[] {
  const ranges: { left: number; right: number; cells: number }[] = [];
  for (let column = 0; column < block.filled.length; column += 1) {
    const cells = block.filled[column] ?? 0;
    const last = ranges.at(-1);
    if (cells === 0) continue;
    if (last?.right === column - 1) Object.assign(last, { right: column, cells: last.cells + cells });
    else ranges.push({ left: column, right: column, cells });
  }
  return ranges.toSorted((a, b) => b.cells - a.cells);
}

/** The cells of a row between two columns. */
export const sliceCells = ({ cells }: SheetRow, left: number, right: number): Values =>
  Array.from({ length: right - left + 1 }, (_, index) => cells[left + index] ?? null);
