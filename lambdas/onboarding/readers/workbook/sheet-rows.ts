/** Reads the rows of a sheet as texts, in pieces, and counts what a person cannot see in them. */
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { checkColumnCount } from '../layout/header.ts';
import { formatNumber } from './cell-formats.ts';
import { type Attributes, unescapeCharacters, visitXml, type XmlVisitor } from './read-xml.ts';
import type { Sheet, Workbook } from './workbook.ts';

export interface SheetRow {
  /** From 1. */
  row: number;
  /** From column A on; null is an empty cell. */
  cells: (string | null)[];
  isHidden: boolean;
}

/** A block of cells that are one, by columns and rows from 0 and 1. */
export interface MergedCells {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** What a reading of a sheet saw beside its values. */
export interface SheetMarks {
  formulas: number;
  /** Formulas that were never calculated. */
  withoutResult: number;
  errors: number;
  hiddenRows: number;
  hiddenColumns: number;
  merged: MergedCells[];
}

const MAX_MERGED_CELLS = 100_000;

/** Reads all rows that have a cell, in batches, and counts into `marks`. */
export async function* readSheetRows(
  workbook: Workbook,
  sheet: Sheet,
  limits: RawFileLimits,
  marks: SheetMarks = createMarks(),
): AsyncGenerator<SheetRow[]> {
  const visitor = new SheetVisitor(workbook, limits, marks);
  for await (const _ of visitXml(await sheet.member.open(), visitor)) {
    if (visitor.rows.length > 0) yield visitor.takeRows();
  }
}

export const createMarks = (): SheetMarks => ({
  formulas: 0,
  withoutResult: 0,
  errors: 0,
  hiddenRows: 0,
  hiddenColumns: 0,
  merged: [],
});

class SheetVisitor implements XmlVisitor {
  rows: SheetRow[] = [];
  private readonly workbook: Workbook;
  private readonly limits: RawFileLimits;
  private readonly marks: SheetMarks;
  private current: SheetRow = { row: 0, cells: [], isHidden: false };
  private column = -1;
  private type = 'n';
  private style = 0;
  private isFormula = false;
  private isValue = false;
  private isPhonetic = false;
  private hasValue = false;
  private content = '';

  constructor(workbook: Workbook, limits: RawFileLimits, marks: SheetMarks) {
    this.workbook = workbook;
    this.limits = limits;
    this.marks = marks;
  }

  takeRows(): SheetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'c') this.openCell(attributes);
    else if (name === 'v' || name === 't') {
      this.isValue = !this.isPhonetic;
      this.hasValue ||= name === 'v' || this.type === 'inlineStr';
    } else if (name === 'f') {
      this.isFormula = true;
      this.marks.formulas += 1;
    } else if (name === 'row') this.openRow(attributes);
    else if (name === 'rPh') this.isPhonetic = true;
    else if (name === 'col' && isTrue(attributes.hidden)) {
      this.marks.hiddenColumns += Math.min(16_384, Number(attributes.max) - Number(attributes.min) + 1) || 0;
    } else if (name === 'mergeCell') this.addMerged(attributes.ref ?? '');
  }

  text(part: string): void {
    if (this.isValue) this.content += part;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.isValue = false;
    else if (name === 'c') this.closeCell();
    else if (name === 'rPh') this.isPhonetic = false;
    else if (name === 'row' && this.current.cells.some((cell) => cell !== null)) {
      if (this.current.isHidden) this.marks.hiddenRows += 1;
      this.rows.push(this.current);
    }
  }

  private openRow(attributes: Attributes): void {
    const row = Number(attributes.r ?? this.current.row + 1);
    this.current = { row, cells: [], isHidden: isTrue(attributes.hidden) };
    this.column = -1;
  }

  private openCell({ r, t, s }: Attributes): void {
    this.column = r === undefined ? this.column + 1 : readColumn(r);
    this.type = t ?? 'n';
    this.style = Number(s ?? 0);
    this.isFormula = false;
    this.hasValue = false;
    this.content = '';
  }

  private closeCell(): void {
    const isEmpty = !this.hasValue || (this.content === '' && this.type !== 'str' && this.type !== 'inlineStr');
    if (this.isFormula && isEmpty) this.marks.withoutResult += 1;
    const value = isEmpty ? null : this.readValue();
    if (value === null || this.column < 0) return;
    checkColumnCount('the sheet', this.column + 1, this.limits);
    const { cells } = this.current;
    while (cells.length < this.column) cells.push(null);
    cells[this.column] = value;
  }

  private readValue(): string | null {
    const { content: text, type } = this;
    if (type === 's') return this.workbook.strings[Number(text)] ?? null;
    if (type === 'b') return text === '1' || text === 'true' ? 'TRUE' : 'FALSE';
    if (type === 'str' || type === 'inlineStr') return unescapeCharacters(text);
    if (type === 'd') return text.replace('T', ' ').replace(/ 00:00:00(?:\.0+)?Z?$/, '');
    if (type !== 'e') return formatNumber(text, this.workbook.formats[this.style] ?? 'plain', this.workbook.is1904);
    this.marks.errors += 1;
    return null;
  }

  private addMerged(reference: string): void {
    const [from = '', to = from] = reference.split(':');
    if (this.marks.merged.length >= MAX_MERGED_CELLS) return;
    this.marks.merged.push({ left: readColumn(from), right: readColumn(to), top: readRow(from), bottom: readRow(to) });
  }
}

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';
const readRow = (reference: string): number => Number(/\d+$/.exec(reference)?.[0] ?? 0);

/** Column of a cell such as BC12, from 0. */
function readColumn(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) & ~32;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column - 1;
}
