/** Routes the lines of one delivered file: good rows into parts, bad rows with their reasons into rejected objects. */
import { quoteField } from '../../shared/csv/format-line.ts';
import type { DeliveryLimits } from '../../shared/landing/delivery-limits.ts';
import { DeliveryRefused } from '../../shared/landing/refusals.ts';
import { formatCountOf } from '../../shared/page/number-format.ts';
import type { DeliveredFile } from '../../shared/runs/run.ts';
import { CsvReader, type CsvSink } from './csv-reader.ts';
import type { PartWriter } from './part-writer.ts';
import type { PersonSealer } from './person-sealer.ts';
import type { RejectedValues } from './rejected-values.ts';
import { createRowConverter, hasPersonalData, type RowConverter } from './row-converter.ts';

/** Ends the reading of a file as soon as it has more rows than the manifest says, or too many that are rejected. */
export class FileLines implements CsvSink {
  deliveredRows = 0;
  rejectedRows = 0;
  readonly #asOf: string;
  readonly #file: DeliveredFile;
  readonly #writers: { accepted: PartWriter; rejected: PartWriter };
  readonly #maxRejectedRows: number;
  readonly #reader = new CsvReader(this);
  readonly #sealer: PersonSealer | undefined;
  #converter: RowConverter | undefined;
  /** Whether rows wait for the load's key. Only the rows of the buffer with the header do. */
  #needsLoadKey = false;
  #waitingRows: [fields: string[], line: number, isPlain: boolean][] = [];

  /** @param sealer without one, personal data is dropped */
  constructor(
    asOf: string,
    file: DeliveredFile,
    writers: { accepted: PartWriter; rejected: PartWriter },
    { rejected_rows_per_file }: Pick<DeliveryLimits, 'rejected_rows_per_file'>,
    sealer: PersonSealer | undefined,
  ) {
    this.#maxRejectedRows = rejected_rows_per_file;
    this.#asOf = asOf;
    this.#file = file;
    this.#writers = writers;
    this.#sealer = sealer;
  }

  get hasHeader(): boolean {
    return this.#converter !== undefined;
  }

  /** The invalid values that cost no row. */
  listRejectedValues(): RejectedValues[] {
    return this.#converter?.listRejectedValues() ?? [];
  }

  async readChunk(chunk: Buffer): Promise<void> {
    this.#reader.push(chunk);
    await this.#flush();
  }

  async end(): Promise<void> {
    this.#reader.end();
    await this.#flush();
  }

  /** Stores persons' keys before the rows, so that every stored row can be unsealed. */
  async #flush(): Promise<void> {
    if (this.#needsLoadKey) {
      await this.#sealer?.createLoadKey();
      this.#needsLoadKey = false;
      for (const row of this.#waitingRows) this.#writeRow(...row);
      this.#waitingRows = [];
    }
    await this.#sealer?.flush();
    await this.#writers.accepted.flush();
    await this.#writers.rejected.flush();
  }

  onRecord(fields: string[], line: number, isPlain: boolean): void {
    if (!this.#converter) this.#readHeader(fields);
    else if (this.#needsLoadKey) this.#waitingRows.push([fields, line, isPlain]);
    else this.#writeRow(fields, line, isPlain);
  }

  onUnreadable(line: number, reason: string): void {
    if (!this.#converter) throw new DeliveryRefused('InvalidHeader', `the header cannot be read: ${reason}`);
    this.#rejectRow(line, reason, null);
  }

  #readHeader(header: string[]): void {
    const { table, attributes } = this.#file;
    const sealer = this.#sealer;
    const seal = sealer?.seal.bind(sealer);
    this.#converter = createRowConverter(table, this.#asOf, header, attributes, seal);
    this.#needsLoadKey = sealer !== undefined && hasPersonalData(table, header);
  }

  #writeRow(fields: string[], line: number, isPlain: boolean): void {
    const row = (this.#converter as RowConverter).convert(fields, line, isPlain);
    if ('reason' in row) this.#rejectRow(line, row.reason, row.detail);
    else {
      this.#countRow();
      this.#writers.accepted.add(row.text);
    }
  }

  /** A compressed file can have any number of rows more than it should: none of them is read to the end. */
  #countRow(): void {
    this.deliveredRows += 1;
    const { rows } = this.#file;
    if (this.deliveredRows > rows) {
      throw new DeliveryRefused(
        'RowCountMismatch',
        `the file has more than the ${formatCountOf(rows, 'row')} that the manifest says`,
      );
    }
  }

  /** Keeps the number of an unreadable line but not its text, which may contain personal data. */
  #rejectRow(line: number, reason: string, detail: Record<string, unknown> | null): void {
    this.#countRow();
    this.rejectedRows += 1;
    if (this.rejectedRows > this.#maxRejectedRows) {
      const last = `the last one in line ${line} as ${reason}`;
      throw new DeliveryRefused(
        'TooManyRejectedRows',
        `more than ${formatCountOf(this.#maxRejectedRows, 'row')} are rejected, ${last}`,
      );
    }
    this.#writers.rejected.add(`${line},${quoteField(reason)},${detail ? quoteField(JSON.stringify(detail)) : ''}\n`);
  }
}
