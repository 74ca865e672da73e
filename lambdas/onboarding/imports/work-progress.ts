/** Tells the record of an import how far its work is, every few seconds, and ends work that nobody asks for any more. */
import { pipeline, type Readable, Transform } from 'node:stream';
import { RiskError } from '../../shared/errors.ts';
import type { ImportProgress } from '../contract/import-state.ts';
import type { RawFile } from '../contract/raw-file.ts';

/** The person has cancelled the import, or asked for other work. */
export class WorkNotAsked extends RiskError {
  constructor() {
    super('the work is not asked for any more');
  }
}

/** Stores the progress; false when the work is not asked for any more. */
export type StoreProgress = (progress: ImportProgress) => Promise<boolean>;

const STORE_MILLISECONDS = 3000;

export class WorkProgress {
  readonly #totalBytes: number;
  readonly #store: StoreProgress;
  readonly #checkTime: () => void;
  #doneBytes = 0;
  #storedAt = Date.now();
  #isAsked = true;

  /**
   * @param totalBytes bytes of all readings of all files
   * @param checkTime throws when there is no time to read more
   */
  constructor(totalBytes: number, store: StoreProgress, checkTime: () => void) {
    this.#totalBytes = totalBytes;
    this.#store = store;
    this.#checkTime = checkTime;
  }

  /** The same file, whose bytes count as they are read. */
  countBytes(file: RawFile): RawFile {
    const count = (bytes: number) => {
      this.#doneBytes = Math.min(this.#totalBytes, this.#doneBytes + bytes);
    };
    return {
      ...file,
      open: async () => countStream(await file.open(), count),
      read: async (start, end) => {
        const bytes = await file.read(start, end);
        count(bytes.length);
        return bytes;
      },
    };
  }

  /**
   * Takes the rows so far.
   * @throws {WorkNotAsked} when a report has found that the work is not asked for
   * @throws {RawFileRefused} when there is no time to read more rows
   */
  readonly countRows = (rows: number): void => {
    if (!this.#isAsked) throw new WorkNotAsked();
    this.#checkTime();
    if (Date.now() < this.#storedAt + STORE_MILLISECONDS) return;
    this.#storedAt = Date.now();
    this.#store({ done_bytes: this.#doneBytes, total_bytes: this.#totalBytes, rows }).then(
      (isAsked) => {
        this.#isAsked = isAsked;
      },
      () => {}, // a lost report harms nothing; the next one follows
    );
  };
}

function countStream(bytes: Readable, count: (bytes: number) => void): Readable {
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      count(chunk.length);
      callback(null, chunk);
    },
  });
  return pipeline(bytes, counting, () => {}); // an error destroys `counting` too, whose reader gets it
}
