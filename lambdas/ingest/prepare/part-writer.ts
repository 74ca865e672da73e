/**
 * Writes lines as gzip objects of bounded size, one open at a time, each streamed while it is made. Where a part ends
 * depends on its lines alone, so that writing the same lines again gives the same objects.
 */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { constants, createGzip, type Gzip } from 'node:zlib';
import { RiskError } from '../../shared/errors.ts';
import type { Part } from '../../shared/runs/run.ts';

/** Streams an object into the work bucket with `Content-Encoding: gzip`; must fail when the body fails. */
export type GzipUpload = (key: string, body: Readable) => Promise<void>;

export interface PartLimits {
  rows: number;
  /** UTF-16 units before compression: with no more than three bytes a unit, below the contract's 64 MB. */
  textLength: number;
}

/** An import of a part this large takes two seconds of a processor, or four where keys are stored: far from the Data API's 45. */
export const PART_LIMITS: PartLimits = { rows: 250_000, textLength: 20 * 1024 * 1024 };

class PartAbandoned extends RiskError {}

interface OpenPart extends Part {
  gzip: Gzip;
  uploaded: Promise<void>;
}

export class PartWriter {
  readonly #put: GzipUpload;
  readonly #keyOf: (part: number) => string;
  readonly #limits: PartLimits;
  readonly #parts: Part[] = [];
  /** Lines not yet written: several entries when a part ended in between. */
  #waiting: { text: string; rows: number; isLast: boolean }[] = [];
  #text = '';
  #rows = 0;
  #partRows = 0;
  #partUnits = 0;
  #open: OpenPart | undefined;

  constructor(put: GzipUpload, keyOf: (part: number) => string, limits: PartLimits = PART_LIMITS) {
    this.#put = put;
    this.#keyOf = keyOf;
    this.#limits = limits;
  }

  /** Takes a line with its line break; call `flush` now and then. */
  add(line: string): void {
    this.#text += line;
    this.#rows += 1;
    this.#partRows += 1;
    this.#partUnits += line.length;
    if (this.#partRows >= this.#limits.rows || this.#partUnits >= this.#limits.textLength) this.#cut(true);
  }

  /** Writes what was added, at the pace of the upload. */
  async flush(): Promise<void> {
    this.#cut(false);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { text, rows, isLast } of waiting) {
      if (rows > 0) await this.#write(text, rows);
      if (isLast) await this.#close();
    }
  }

  /** Ends the last part; the parts are complete in the bucket when this returns. No lines, no parts. */
  async end(): Promise<Part[]> {
    await this.flush();
    await this.#close();
    return this.#parts;
  }

  /** Gives up the part being written; complete ones stay in the bucket, referred to by nothing. */
  async abandon(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (!open) return;
    open.gzip.destroy(new PartAbandoned('the file was refused'));
    await open.uploaded.catch(() => undefined); // that it fails is what was asked for
  }

  #cut(isLast: boolean): void {
    this.#waiting.push({ text: this.#text, rows: this.#rows, isLast });
    this.#text = '';
    this.#rows = 0;
    if (isLast) {
      this.#partRows = 0;
      this.#partUnits = 0;
    }
  }

  async #write(text: string, rows: number): Promise<void> {
    this.#open ??= this.#begin();
    const { gzip, uploaded } = this.#open;
    this.#open.rows += rows;
    if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), uploaded]);
  }

  #begin(): OpenPart {
    const key = this.#keyOf(this.#parts.length + 1);
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    const uploaded = this.#put(key, gzip);
    uploaded.catch((error) => gzip.destroy(error)); // seen by the next write or by `#close`
    gzip.on('error', () => undefined);
    return { key, rows: 0, gzip, uploaded };
  }

  async #close(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    open.gzip.end();
    await open.uploaded;
    this.#parts.push({ key: open.key, rows: open.rows });
  }
}
