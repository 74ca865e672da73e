/** Reads a delimited text as a raw table: in the layout that is found, or in the one that a mapping says. */
import type { Readable } from 'node:stream';
import { formatCountOf } from '../../../shared/page/number-format.ts';
import type { RawFile, RawRow, RawTable, UnreadableRow } from '../../contract/raw-file.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { isFooter } from '../layout/footer.ts';
import { isSame, nameColumns } from '../layout/header.ts';
import type { TablePlace } from '../layout/table-place.ts';
import { readArffHeader } from './arff.ts';
import { decodeText, describeDecoding } from './decode-text.ts';
import type { LineEnd } from './dialect.ts';
import { isBlank, listLineEnds } from './find-dialect.ts';
import { type DelimitedFormat, FOOTER_RECORDS, findLayout, findTypicalFill, type TextLayout } from './find-layout.ts';
import { HEAD_BYTES, scanText } from './scan-text.ts';
import { type RawRecord, RecordSplitter, RecordTooLong } from './split-records.ts';

const MAX_UNREADABLE_ROWS = 1000;

/**
 * Opens a delimited text.
 * @throws {RawFileRefused} when it is no table, or not in the given format
 */
export async function openDelimitedTable(
  place: TablePlace,
  bytes: Pick<RawFile, 'name' | 'open'>,
  format: DelimitedFormat | undefined,
  limits: RawFileLimits,
): Promise<RawTable> {
  const layout = format
    ? await readLayout(bytes, format, limits)
    : findLayout(bytes.name, await scanText(await bytes.open()), limits);
  let unreadable: readonly UnreadableRow[] = [];
  return {
    ...place,
    format: layout.format,
    columns: layout.columns,
    remarks: layout.remarks,
    async *rows() {
      const reader = new RowReader(bytes.name, layout, limits);
      yield* reader.read(await bytes.open());
      unreadable = reader.unreadable;
    },
    unreadable: () => unreadable,
  };
}

/** Reads the columns of a text whose format is known. */
async function readLayout(
  bytes: Pick<RawFile, 'name' | 'open'>,
  format: DelimitedFormat,
  limits: RawFileLimits,
): Promise<TextLayout> {
  const text = await readBeginning(bytes, format.encoding);
  const readings = listLineEnds(text).map((lineEnd) => ({ lineEnd, records: readBody(text, format, lineEnd, limits) }));
  const { lineEnd, records } = readings.toSorted((a, b) => countAlike(b.records) - countAlike(a.records))[0] as Reading;
  const first = records[0];
  if (!first) throw new RawFileRefused('EmptyFile', `${bytes.name} has no rows: export it again`);
  const rows = format.header ? records.slice(1) : records;
  const width = findCommonWidth(rows) ?? first.values.length;
  const header = readArffHeader(text)?.columns ?? (format.header ? first.values : null);
  const columns = header
    ? nameColumns(bytes.name, header, isNear(header.length, width) ? width : header.length, limits)
    : Array.from({ length: width }, (_, index) => `column_${index + 1}`);
  return {
    format,
    lineEnd,
    columns,
    headerValues: format.header ? first.values : null,
    typicalFill: findTypicalFill(rows),
    remarks: [],
  };
}

interface Reading {
  lineEnd: LineEnd;
  records: RawRecord[];
}

function readBody(text: string, format: DelimitedFormat, lineEnd: LineEnd, limits: RawFileLimits): RawRecord[] {
  const splitter = new RecordSplitter(format, lineEnd, limits.row_characters);
  const pushed = splitter.push(skipLines(text, format.preamble_lines, lineEnd));
  const isWhole = text.length < HEAD_BYTES / 2;
  return (isWhole ? [...pushed, ...splitter.end()] : pushed).filter((record) => !isBlank(record));
}

/** Share of the records with as many fields as most have. */
function countAlike(records: readonly RawRecord[]): number {
  const width = findCommonWidth(records);
  return records.filter(({ values }) => values.length === width).length / (records.length || 1);
}

const isNear = (header: number, width: number): boolean => Math.abs(header - width) <= 1;

function findCommonWidth(rows: readonly RawRecord[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { values } of rows) counts.set(values.length, (counts.get(values.length) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

async function readBeginning(bytes: Pick<RawFile, 'name' | 'open'>, encoding: string): Promise<string> {
  checkEncoding(encoding);
  let text = '';
  try {
    for await (const part of decodeText(await bytes.open(), encoding)) {
      text += part;
      if (text.length >= HEAD_BYTES / 2) break;
    }
  } catch (error) {
    throw describeDecoding(bytes.name, error, 1);
  }
  return text;
}

function checkEncoding(encoding: string): void {
  try {
    new TextDecoder(encoding);
  } catch {
    throw new RawFileRefused('InvalidMapping', `the encoding ${encoding} is not known: write utf-8 or windows-1252`);
  }
}

function skipLines(text: string, lines: number, lineEnd: string): string {
  let at = 0;
  for (let line = 0; line < lines; line += 1) {
    const end = text.indexOf(lineEnd, at);
    if (end === -1) return '';
    at = end + lineEnd.length;
  }
  return text.slice(at);
}

/** One reading of all rows. */
class RowReader {
  readonly unreadable: UnreadableRow[] = [];
  private readonly name: string;
  private readonly layout: TextLayout;
  private readonly splitter: RecordSplitter;
  private isHeaderAhead: boolean;
  private linesToSkip: number;
  /** Whether a piece of the text had a NUL byte. */
  private mayHaveNul = false;
  /** The last records, which may be a footer. */
  private held: RawRecord[] = [];

  constructor(name: string, layout: TextLayout, limits: RawFileLimits) {
    this.name = name;
    this.layout = layout;
    this.isHeaderAhead = layout.headerValues !== null;
    this.linesToSkip = layout.format.preamble_lines;
    this.splitter = new RecordSplitter(layout.format, layout.lineEnd, limits.row_characters, this.linesToSkip + 1);
  }

  async *read(bytes: Readable): AsyncGenerator<RawRow[]> {
    try {
      for await (const text of decodeText(bytes, this.layout.format.encoding)) {
        this.mayHaveNul ||= text.includes('\0');
        const rows = this.toRows(this.splitter.push(this.withoutPreamble(text)));
        if (rows.length > 0) yield rows;
      }
    } catch (error) {
      if (error instanceof RecordTooLong) {
        throw new RawFileRefused(
          'NotATable',
          `${this.name}, line ${error.line}: the row is too long: a quote or a line end is missing before it`,
        );
      }
      throw describeDecoding(this.name, error, this.splitter.nextLine);
    }
    const rows = [...this.toRows(this.splitter.end()), ...this.releaseHeld()];
    if (rows.length > 0) yield rows;
  }

  private withoutPreamble(text: string): string {
    let at = 0;
    while (this.linesToSkip > 0 && at < text.length) {
      const end = text.indexOf(this.layout.lineEnd, at);
      if (end === -1) return '';
      at = end + this.layout.lineEnd.length;
      this.linesToSkip -= 1;
    }
    return at === 0 ? text : text.slice(at);
  }

  private toRows(records: RawRecord[]): RawRow[] {
    let ready = records.filter((record) => !isBlank(record));
    if (this.isHeaderAhead && ready.length > 0) {
      this.isHeaderAhead = false;
      ready = ready.slice(1);
    }
    if (this.layout.format.footer_lines > 0) {
      const all = [...this.held, ...ready];
      ready = all.slice(0, Math.max(0, all.length - FOOTER_RECORDS));
      this.held = all.slice(ready.length);
    }
    return this.selectRows(ready);
  }

  /** The last lines are left out only where they look like a footer: a file without one loses no row. */
  private releaseHeld(): RawRow[] {
    const { columns, typicalFill } = this.layout;
    const last = this.held.findLastIndex(({ values }) => !isFooter(values, columns.length, typicalFill));
    return this.selectRows(this.held.slice(0, last + 1));
  }

  private selectRows(records: RawRecord[]): RawRow[] {
    return records.filter((record) => this.isReadable(record)).map(({ line, values }) => ({ line, values }));
  }

  private isReadable(record: RawRecord): boolean {
    const reason = this.findReason(record);
    if (reason === null) return true;
    if (this.unreadable.length < MAX_UNREADABLE_ROWS) this.unreadable.push({ line: record.line, reason });
    return false;
  }

  private findReason({ values, problem }: RawRecord): string | null {
    const { columns, headerValues } = this.layout;
    if (problem !== null) return problem;
    if (headerValues !== null && values[0] === headerValues[0] && isSame(values, headerValues)) {
      return 'the header again';
    }
    if (values.length !== columns.length) {
      return `the line has ${formatCountOf(values.length, 'field')} and the table ${formatCountOf(columns.length, 'column')}`;
    }
    return this.mayHaveNul && values.some((value) => value?.includes('\0')) ? 'a NUL byte in the line' : null;
  }
}
