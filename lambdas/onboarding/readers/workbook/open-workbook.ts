/** Opens the sheets of an Excel workbook (.xlsx) as raw tables. */
import type { SourceFormat } from '../../contract/mapping.ts';
import type { RawFile, RawRow, RawTable, UnreadableRow } from '../../contract/raw-file.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused, type RawRefusal } from '../../contract/refusals.ts';
import { isSame, quoteName } from '../layout/header.ts';
import type { TablePlace } from '../layout/table-place.ts';
import { MergedColumns } from './merged-cells.ts';
import { sliceCells } from './sheet-blocks.ts';
import { findSheetLayout, type SheetLayout } from './sheet-layout.ts';
import { readSheetRows } from './sheet-rows.ts';
import { readWorkbook, type Sheet, type Workbook } from './workbook.ts';

export type WorkbookFormat = Extract<SourceFormat, { kind: 'workbook' }>;

/** Why a sheet is passed over where another has a table: it is a cover, a note or a chart. */
const NO_TABLE: readonly RawRefusal[] = ['EmptyFile', 'NotATable', 'HeaderNotFound'];
const MAX_UNREADABLE_ROWS = 1000;

/**
 * Opens all sheets that are shown, or the one of the format.
 * @throws {RawFileRefused} when no sheet is a table, or one is two tables
 */
export async function openWorkbook(
  place: TablePlace,
  name: string,
  members: ReadonlyMap<string, RawFile>,
  format: WorkbookFormat | undefined,
  limits: RawFileLimits,
): Promise<RawTable[]> {
  const workbook = await readWorkbook(name, members, limits);
  if (format) return [await openGivenSheet(place, name, workbook, format, limits)];
  const tables: RawTable[] = [];
  const skipped: string[] = [];
  let refusal: RawFileRefused | undefined;
  for (const sheet of workbook.sheets) {
    if (sheet.isHidden) {
      skipped.push(`the hidden sheet ${quoteName(sheet.name)} is not read`);
      continue;
    }
    try {
      tables.push(openSheet(place, workbook, sheet, await findSheetLayout(name, workbook, sheet, limits), limits));
    } catch (error) {
      if (!(error instanceof RawFileRefused) || !NO_TABLE.includes(error.reason)) throw error;
      refusal ??= error;
      skipped.push(`the sheet ${quoteName(sheet.name)} has no table and is not read`);
    }
  }
  if (tables.length === 0) throw refusal ?? new RawFileRefused('EmptyFile', `${name} has no sheet that is shown`);
  for (const table of tables) table.remarks.push(...skipped);
  return tables;
}

async function openGivenSheet(
  place: TablePlace,
  name: string,
  workbook: Workbook,
  format: WorkbookFormat,
  limits: RawFileLimits,
): Promise<RawTable> {
  const sheet = workbook.sheets.find((candidate) => candidate.name === format.sheet);
  if (!sheet) {
    const names = workbook.sheets.map((candidate) => quoteName(candidate.name)).join(', ');
    throw new RawFileRefused(
      'MappingMismatch',
      `${name} has no sheet ${quoteName(format.sheet)}, only ${names}: rename the sheet, or mend \`sheet\` in the mapping`,
    );
  }
  const layout = await findSheetLayout(name, workbook, sheet, limits, format.header_row);
  return openSheet(place, workbook, sheet, layout, limits);
}

function openSheet(
  place: TablePlace,
  workbook: Workbook,
  sheet: Sheet,
  layout: SheetLayout,
  limits: RawFileLimits,
): RawTable {
  const { headerRow: header_row, footerRows: footer_rows } = layout;
  let unreadable: UnreadableRow[] = [];
  return {
    file: place.file,
    part: place.part === null ? sheet.name : `${place.part}/${sheet.name}`,
    format: { kind: 'workbook', sheet: sheet.name, header_row, footer_rows },
    columns: layout.columns,
    remarks: layout.remarks,
    async *rows() {
      const met: UnreadableRow[] = [];
      const merged = new MergedColumns(layout.marks.merged);
      for await (const batch of readSheetRows(workbook, sheet, limits)) {
        const rows: RawRow[] = [];
        for (const sheetRow of batch) {
          const filled = merged.fill(sheetRow);
          const row = toRow(layout, filled.row, sliceCells(filled, layout.left, layout.right), met);
          if (row) rows.push(row);
        }
        if (rows.length > 0) yield rows;
      }
      unreadable = met;
    },
    unreadable: () => unreadable,
  };
}

function toRow(
  { headerRow, lastRow, headerValues }: SheetLayout,
  line: number,
  values: readonly (string | null)[],
  met: UnreadableRow[],
): RawRow | null {
  if (line <= headerRow || line > lastRow || values.every((value) => value === null)) return null;
  if (isSame(values, headerValues)) {
    if (met.length < MAX_UNREADABLE_ROWS) met.push({ line, reason: 'the header again' });
    return null;
  }
  return { line, values: [...values] };
}
