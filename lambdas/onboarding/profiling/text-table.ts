/**
 * Counts texts by their hashes in typed arrays: a look-up needs neither the text's own hash nor a comparison, and most of
 * the time of a profile goes into look-ups. Texts are told apart by 64 bits.
 */

export interface CountedEntry {
  text: string;
  rows: number;
  /** The line of its first row. */
  line: number;
}

export class TextTable {
  readonly #texts: string[] = [];
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #rows: Float64Array;
  readonly #lines: Float64Array;
  /** Position of a text, from 1; 0: the slot is free. */
  readonly #slots: Int32Array;

  /** @param maxTexts as many are kept */
  constructor(maxTexts: number) {
    this.#low = new Int32Array(maxTexts);
    this.#high = new Int32Array(maxTexts);
    this.#rows = new Float64Array(maxTexts);
    this.#lines = new Float64Array(maxTexts);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * maxTexts + 1)));
  }

  get size(): number {
    return this.#texts.length;
  }

  /** Counts another row of a text that is kept. Returns false for any other text. */
  count(low: number, high: number): boolean {
    const position = this.#slots[this.#findSlot(low, high)] as number;
    if (position === 0) return false;
    this.#rows[position - 1] = (this.#rows[position - 1] as number) + 1;
    return true;
  }

  /** Keeps a new text. */
  add(text: string, line: number, low: number, high: number): void {
    const position = this.#texts.push(text);
    this.#slots[this.#findSlot(low, high)] = position;
    this.#low[position - 1] = low;
    this.#high[position - 1] = high;
    this.#rows[position - 1] = 1;
    this.#lines[position - 1] = line;
  }

  /** The texts in the order in which they came. */
  list(): CountedEntry[] {
    return this.#texts.map((text, index) => ({
      text,
      rows: this.#rows[index] as number,
      line: this.#lines[index] as number,
    }));
  }

  *hashes(): Generator<[low: number, high: number]> {
    for (let index = 0; index < this.size; index += 1) yield [this.#low[index] as number, this.#high[index] as number];
  }

  /** The slot of the hash, or the free one where it belongs. */
  #findSlot(low: number, high: number): number {
    const mask = this.#slots.length - 1;
    let slot = (low ^ (high >>> 7)) & mask;
    for (;;) {
      const position = this.#slots[slot] as number;
      if (position === 0) return slot;
      if (this.#low[position - 1] === low && this.#high[position - 1] === high) return slot;
      slot = (slot + 1) & mask;
    }
  }
}
