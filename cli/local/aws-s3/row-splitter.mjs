/** Splits the output of COPY into parts that end with a complete row. */

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
   * @param {number} partBytes minimum size: a part ends with the row that reaches it
   * @param {{ format?: string, quote?: string, escape?: string }} options of COPY: a row has line feeds only in csv,
   *   inside quotes
   */
  constructor(partBytes, { format, quote = '"', escape: escapeCharacter = quote } = {}) {
    this.#partBytes = partBytes;
    this.#quote = format === 'csv' ? quote.charCodeAt(0) : undefined;
    this.#escape = escapeCharacter === quote ? undefined : escapeCharacter.charCodeAt(0);
  }

  /** Yields the pieces of the next buffer, and for each whether it begins another part. */
  *split(buffer) {
    let from = 0;
    for (let end = this.#endOfPart(buffer, from); end >= 0; end = this.#endOfPart(buffer, from)) {
      yield this.#piece(buffer.subarray(from, end + 1));
      from = end + 1;
      this.#written = 0;
      this.#partEnded = true;
    }
    this.#written += buffer.length - from;
    if (from < buffer.length) yield this.#piece(buffer.subarray(from));
  }

  /** Index of the line feed in the rest of the buffer that ends the part, or -1. Only csv is read byte by byte. */
  #endOfPart(buffer, from) {
    const earliestEnd = from + this.#partBytes - this.#written - 1;
    if (this.#quote === undefined)
      return earliestEnd < buffer.length ? buffer.indexOf(LINE_FEED, Math.max(from, earliestEnd)) : -1;
    for (let index = from; index < buffer.length; index += 1) {
      if (this.#endsRow(buffer[index]) && index >= earliestEnd) return index;
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
