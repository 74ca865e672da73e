/** Cuts the output of COPY into parts that end with a whole row. */

const LINE_FEED = 0x0a;

export class RowSplitter {
  #partBytes;
  #quote;
  #escape;
  #written = 0;
  #partEnded = false;
  #inQuotes = false;
  #escaped = false;

  /**
   * @param {number} partBytes a part ends at the first end of a row at or past this size
   * @param {{ format?: string, quote?: string, escape?: string }} options of COPY: only in csv, and there only inside
   *   quotes, may a row hold a line feed
   */
  constructor(partBytes, { format, quote = '"', escape: escapeCharacter = quote } = {}) {
    this.#partBytes = partBytes;
    this.#quote = format === 'csv' ? quote.charCodeAt(0) : undefined;
    this.#escape = escapeCharacter === quote ? undefined : escapeCharacter.charCodeAt(0);
  }

  /** The pieces of the next chunk, and for each whether it begins another part. */
  *split(chunk) {
    let from = 0;
    for (let end = this.#endOfPart(chunk, from); end >= 0; end = this.#endOfPart(chunk, from)) {
      yield this.#piece(chunk.subarray(from, end + 1));
      from = end + 1;
      this.#written = 0;
      this.#partEnded = true;
    }
    this.#written += chunk.length - from;
    if (from < chunk.length) yield this.#piece(chunk.subarray(from));
  }

  /** The line feed in the rest of the chunk with which the part ends, or -1. Only csv has to be read byte by byte. */
  #endOfPart(chunk, from) {
    const due = from + this.#partBytes - this.#written - 1;
    if (this.#quote === undefined) return due < chunk.length ? chunk.indexOf(LINE_FEED, Math.max(from, due)) : -1;
    for (let index = from; index < chunk.length; index += 1) {
      if (this.#endsRow(chunk[index]) && index >= due) return index;
    }
    return -1;
  }

  #piece(data) {
    const piece = { data, beginsPart: this.#partEnded };
    this.#partEnded = false;
    return piece;
  }

  #endsRow(byte) {
    if (this.#escaped) {
      this.#escaped = false;
    } else if (this.#inQuotes && byte === this.#escape) {
      this.#escaped = true;
    } else if (byte === this.#quote) {
      this.#inQuotes = !this.#inQuotes;
    }
    return byte === LINE_FEED && !this.#inQuotes;
  }
}
