/** Writes a table's rows to gzipped CSV files of bounded length in constant memory. The same rows give the same bytes. */
import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';

/** A written file as the manifest lists it. */
export interface WrittenFile {
  name: string;
  rows: number;
  sha256: string;
}

/** Characters after which text is passed to the compressor. */
const BUFFER_CHARACTERS = 256 * 1024;

interface OpenFile {
  name: string;
  gzip: Gzip;
  hash: Hash;
  written: Promise<void>;
}

export class TableFiles {
  readonly files: WrittenFile[] = [];
  readonly #folder: string;
  readonly #table: string;
  readonly #header: string;
  readonly #fileRows: number;
  #open: OpenFile | undefined;
  #rows = 0;
  /** Texts to write; null marks the end of a file. */
  #pieces: (string | null)[] = [];
  #text = '';
  readonly #closedRows: number[] = [];

  constructor(folder: string, table: string, columns: readonly string[], fileRows: number) {
    this.#folder = folder;
    this.#table = table;
    this.#header = `${columns.join(',')}\n`;
    this.#fileRows = fileRows;
    this.#text = this.#header;
  }

  /** File and line of the next row. The header is line 1. */
  get nextPosition(): { file: string; line: number } {
    return { file: this.#buildName(this.#closedRows.length + 1), line: this.#rows + 2 };
  }

  /** File and line of the row added last. */
  get lastPosition(): { file: string; line: number } {
    const files = this.#closedRows.length;
    if (this.#rows > 0) return { file: this.#buildName(files + 1), line: this.#rows + 1 };
    return { file: this.#buildName(files), line: (this.#closedRows[files - 1] ?? 0) + 1 };
  }

  /** Adds a row without line break. Call `flush` when `isFull`. */
  add(row: string): void {
    this.#text += row;
    this.#text += '\n';
    this.#rows += 1;
    if (this.#text.length >= BUFFER_CHARACTERS) this.#cutBuffer();
    if (this.#rows >= this.#fileRows) this.#endFile();
  }

  get isFull(): boolean {
    return this.#pieces.length > 0;
  }

  /** Writes the added rows and waits for the disk. */
  async flush(): Promise<void> {
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) {
      if (piece === null) await this.#close();
      else await this.#write(piece);
    }
  }

  /** Ends the last file and returns all. A table without rows has no file. */
  async end(): Promise<WrittenFile[]> {
    if (this.#rows > 0) this.#endFile();
    await this.flush();
    return this.files;
  }

  #buildName(number: number): string {
    return `${this.#table}-${String(number).padStart(4, '0')}.csv.gz`;
  }

  #cutBuffer(): void {
    this.#pieces.push(this.#text);
    this.#text = '';
  }

  #endFile(): void {
    this.#cutBuffer();
    this.#pieces.push(null);
    this.#closedRows.push(this.#rows);
    this.#rows = 0;
    this.#text = this.#header;
  }

  async #write(text: string): Promise<void> {
    this.#open ??= this.#begin();
    const { gzip, written } = this.#open;
    // Every character is one byte. Characters above ASCII occur only in dirty rows.
    if (!gzip.write(Buffer.from(text, 'latin1'))) await Promise.race([once(gzip, 'drain'), written]);
  }

  #begin(): OpenFile {
    const name = this.#buildName(this.files.length + 1);
    const gzip = createGzip({ level: 1, chunkSize: BUFFER_CHARACTERS });
    const hash = createHash('sha256');
    const updateHash = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    const written = pipeline(gzip, updateHash, createWriteStream(join(this.#folder, name)));
    written.catch(() => {}); // `#write` or `#close` awaits and reports it
    return { name, gzip, hash, written };
  }

  async #close(): Promise<void> {
    const { name, gzip, hash, written } = this.#open as OpenFile;
    this.#open = undefined;
    gzip.end();
    await written;
    const rows = this.#closedRows[this.files.length] ?? 0;
    this.files.push({ name, rows, sha256: hash.digest('hex') });
  }
}
