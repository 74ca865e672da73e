/** Finds the table of a sheet: its header, its columns, its last row, and what a person should know about it. */
import { formatCountOf } from '../../../shared/page/number-format.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { countFilled, isFooter } from '../layout/footer.ts';
import {
  findHeader,
  findLaterHeading,
  findMedian,
  isSame,
  nameColumns,
  quoteName,
  type Values,
} from '../layout/header.ts';
import { formatMerged, isOverRows, MergedColumns } from './merged-cells.ts';
import {
  BlockBuilder,
  isContinuation,
  isOwnTable,
  listColumnRanges,
  type SheetBlock,
  sliceCells,
} from './sheet-blocks.ts';
import { createMarks, readSheetRows, type SheetMarks, type SheetRow } from './sheet-rows.ts';
import type { Sheet, Workbook } from './workbook.ts';

export interface SheetLayout {
  headerRow: number;
  headerValues: Values;
  /** The last row of the table; rows below it are a footer. */
  lastRow: number;
  footerRows: number;
  left: number;
  right: number;
  columns: string[];
  marks: SheetMarks;
  remarks: string[];
}

/** Rows of a table above the main one, which a title or a list of parameters does not have. */
const OTHER_TABLE_ROWS = 3;

/**
 * Reads a sheet once and finds its table.
 * @param givenHeaderRow row of the header where a mapping says it
 * @throws {RawFileRefused} when the reason is HeaderNotFound, SeveralTables, DuplicateColumn, TooManyColumns or EmptyFile
 */
export async function findSheetLayout(
  file: string,
  workbook: Workbook,
  sheet: Sheet,
  limits: RawFileLimits,
  givenHeaderRow?: number,
): Promise<SheetLayout> {
  const name = `${file}, sheet ${quoteName(sheet.name)}`;
  const marks = createMarks();
  const builder = new BlockBuilder();
  for await (const rows of readSheetRows(workbook, sheet, limits, marks)) for (const row of rows) builder.add(row);
  const table = chooseBlock(builder.blocks, givenHeaderRow);
  if (!table) throw new RawFileRefused('EmptyFile', `${name} has no table`);
  const below = checkOtherBlocks(name, builder.blocks, table);
  const range = chooseColumns(name, table);
  const merged = new MergedColumns(marks.merged);
  const head = table.head.map((row) => merged.fill(row));
  const records = head.map((row) => sliceCells(row, range.left, range.right));
  const width = range.right - range.left + 1;
  const given = givenHeaderRow === undefined ? -1 : head.findIndex(({ row }) => row === givenHeaderRow);
  if (givenHeaderRow !== undefined && given === -1) {
    throw new RawFileRefused(
      'MappingMismatch',
      `${name} has no row ${givenHeaderRow}, where the mapping has the header`,
    );
  }
  const header = given === -1 ? findHeader(name, records, width, limits) : null;
  const index = header?.index ?? given;
  const headerRow = head[index]?.row;
  if (headerRow === undefined) {
    throw new RawFileRefused('HeaderNotFound', `${name} has no row with the names of its columns: add one`);
  }
  const headerValues = records[index] ?? [];
  checkLaterHeading(name, head.slice(index + 1), records.slice(index + 1), headerValues);
  const footers = countFooters(table, below, range, records.slice(index + 1));
  const lastRow = footers.lastRow;
  if (lastRow <= headerRow) throw new RawFileRefused('EmptyFile', `${name} has a header and no rows`);
  const preamble = table.head.filter(({ row }) => row < headerRow).length + builder.blocks.indexOf(table);
  return {
    headerRow,
    headerValues,
    lastRow,
    footerRows: footers.count,
    left: range.left,
    right: range.right,
    columns: header?.columns ?? nameColumns(name, headerValues, width, limits),
    marks,
    remarks: [
      ...(preamble > 0 ? [`what stands above row ${headerRow} is no part of the table and not read`] : []),
      ...(footers.count > 0
        ? [
            `${formatCountOf(footers.count, 'row')} below row ${lastRow} ${footers.count === 1 ? 'is not read: a total or a note' : 'are not read: totals or notes'}`,
          ]
        : []),
      ...(header?.remarks ?? []),
      ...range.remarks,
      ...describeMarks(marks, headerRow),
    ],
  };
}

function checkLaterHeading(name: string, rows: readonly SheetRow[], records: readonly Values[], header: Values): void {
  const ordinary = rows.filter((_, index) => !isSame(records[index] ?? [], header));
  const later = ordinary[findLaterHeading(records.filter((values) => !isSame(values, header)))];
  if (!later) return;
  throw new RawFileRefused(
    'SeveralTables',
    `${name} has a second header in row ${later.row}: move each table to a sheet of its own, or hide the sheet`,
  );
}

function chooseBlock(blocks: readonly SheetBlock[], headerRow: number | undefined): SheetBlock | undefined {
  if (headerRow !== undefined)
    return blocks.find(({ first, last }) => first <= headerRow && headerRow <= last) ?? blocks[0];
  return blocks.toSorted((a, b) => b.rows - a.rows)[0];
}

/** Refuses a second table; returns the blocks below the table, those that go on with it first. */
function checkOtherBlocks(name: string, blocks: readonly SheetBlock[], table: SheetBlock): SheetBlock[] {
  const place = blocks.indexOf(table);
  const above = blocks.slice(0, place).find((block) => isOwnTable(block, OTHER_TABLE_ROWS) && countCells(block) >= 3);
  const below = blocks.slice(place + 1);
  const other = above ?? below.find((block) => !isContinuation(block, table) && isOwnTable(block, 2));
  if (!other) return below;
  throw new RawFileRefused(
    'SeveralTables',
    `${name} has two tables, from rows ${Math.min(other.first, table.first)} and ${Math.max(other.first, table.first)} on: move each to a sheet of its own, or hide the sheet`,
  );
}

const countCells = (block: SheetBlock): number => countFilled(block.head[0]?.cells ?? []);

function chooseColumns(name: string, table: SheetBlock) {
  const [main = { left: 0, right: 0, cells: 0 }, ...others] = listColumnRanges(table);
  const second = others.find(({ left, right, cells }) => {
    const heading = table.head.find((row) => countFilled(sliceCells(row, main.left, main.right)) > 1);
    return cells >= OTHER_TABLE_ROWS * 2 && heading !== undefined && countFilled(sliceCells(heading, left, right)) >= 2;
  });
  if (second) {
    throw new RawFileRefused(
      'SeveralTables',
      `${name} has two tables side by side: move each to a sheet of its own, or hide the sheet`,
    );
  }
  const remarks = others.length > 0 ? ['cells beside the table, after an empty column, are not read'] : [];
  return { left: main.left, right: main.right, remarks };
}

/** Totals and notes: at the end of the table's block, and in the blocks below that do not go on with it. */
function countFooters(
  table: SheetBlock,
  below: readonly SheetBlock[],
  { left, right }: { left: number; right: number },
  rows: readonly Values[],
): { count: number; lastRow: number } {
  const going = below.findLastIndex((block) => isContinuation(block, table));
  const last = going === -1 ? table : (below[going] as SheetBlock);
  let count = below.slice(going + 1).reduce((sum, block) => sum + block.rows, 0);
  const typicalFill = findMedian(rows.map(countFilled));
  const tail = last.tail.toReversed();
  const end = tail.findIndex((row) => !isFooter(sliceCells(row, left, right), right - left + 1, typicalFill));
  count += Math.max(0, end);
  return { count, lastRow: end === -1 ? last.first - 1 : (tail[end]?.row ?? last.last) };
}

function describeMarks(marks: SheetMarks, headerRow: number): string[] {
  const remarks: string[] = [];
  const add = (count: number, text: string) => {
    if (count > 0) remarks.push(`${count} ${text}`);
  };
  add(marks.hiddenRows, 'rows are hidden and are read as the others');
  add(marks.hiddenColumns, 'columns are hidden and are read as the others');
  add(marks.formulas - marks.withoutResult, 'cells are formulas, read with their last result');
  add(marks.withoutResult, 'formulas have no result and are read as empty: open the workbook, calculate and save it');
  add(marks.errors, 'cells show an error such as #N/A and are read as empty');
  const body = marks.merged.filter(({ bottom }) => bottom > headerRow);
  const overRows = body.find(isOverRows);
  const overColumns = body.find((cells) => !isOverRows(cells));
  if (overRows) remarks.push(`cells are merged over rows (first ${formatMerged(overRows)}): each row gets their value`);
  if (overColumns) {
    remarks.push(
      `cells are merged over columns (first ${formatMerged(overColumns)}): the first column gets their value`,
    );
  }
  return remarks;
}
