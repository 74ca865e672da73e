/**
 * Remembers for each key the row that wins: 24 bytes a key instead of the key itself, so that a file of tens of millions
 * of rows fits into memory. Keys are told apart by 64 bits of hash: among ten million, two meet with a chance of 3e-6.
 */

const FIRST_CAPACITY = 1 << 16;
const MAX_LOAD = 0.6;

export class KeyTable {
  /** Keys that were added more than once, counted once for each further time. */
  repeats = 0;
  #size = 0;
  #capacity = FIRST_CAPACITY;
  #high = new Uint32Array(FIRST_CAPACITY);
  #low = new Uint32Array(FIRST_CAPACITY);
  #ages = new Float64Array(FIRST_CAPACITY);
  /** 0: the slot is free. */
  #rows = new Float64Array(FIRST_CAPACITY);

  get size(): number {
    return this.#size;
  }

  /** Adds a row, numbered from 1. The newest row of a key wins, among equally new ones the last. */
  add(key: string, age: number, row: number): void {
    const [high, low] = hashKey(key);
    const slot = this.#findSlot(high, low);
    if (this.#rows[slot] === 0) {
      this.#size += 1;
      this.#set(slot, high, low, age, row);
      if (this.#size > this.#capacity * MAX_LOAD) this.#grow();
      return;
    }
    this.repeats += 1;
    if (age >= (this.#ages[slot] as number)) this.#set(slot, high, low, age, row);
  }

  has(key: string): boolean {
    const [high, low] = hashKey(key);
    return this.#rows[this.#findSlot(high, low)] !== 0;
  }

  /** One bit for each row up to `rows`: whether it wins its key. */
  listWinners(rows: number): RowSet {
    const winners = new RowSet(rows);
    for (const row of this.#rows) if (row > 0) winners.add(row);
    return winners;
  }

  #findSlot(high: number, low: number): number {
    const mask = this.#capacity - 1;
    let slot = (high ^ low) & mask;
    while (this.#rows[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low)) slot = (slot + 1) & mask;
    return slot;
  }

  #set(slot: number, high: number, low: number, age: number, row: number): void {
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#ages[slot] = age;
    this.#rows[slot] = row;
  }

  #grow(): void {
    const old = { high: this.#high, low: this.#low, ages: this.#ages, rows: this.#rows };
    this.#capacity *= 2;
    this.#high = new Uint32Array(this.#capacity);
    this.#low = new Uint32Array(this.#capacity);
    this.#ages = new Float64Array(this.#capacity);
    this.#rows = new Float64Array(this.#capacity);
    for (let i = 0; i < old.rows.length; i += 1) {
      const row = old.rows[i] as number;
      if (row === 0) continue;
      const [high, low] = [old.high[i] as number, old.low[i] as number];
      this.#set(this.#findSlot(high, low), high, low, old.ages[i] as number, row);
    }
  }
}

/** A set of row numbers, one bit each. */
export class RowSet {
  readonly #bits: Uint8Array;

  constructor(rows: number) {
    this.#bits = new Uint8Array((rows >>> 3) + 1);
  }

  add(row: number): void {
    const byte = row >>> 3;
    this.#bits[byte] = (this.#bits[byte] as number) | (1 << (row & 7));
  }

  has(row: number): boolean {
    return ((this.#bits[row >>> 3] as number) & (1 << (row & 7))) !== 0;
  }
}

/** Two independent 32-bit hashes (the mixing of MurmurHash3). */
function hashKey(key: string): [high: number, low: number] {
  let high = 0x9747b28c;
  let low = 0x3c6ef372;
  for (let i = 0; i < key.length; i += 1) {
    const code = key.charCodeAt(i);
    high = Math.imul(high ^ code, 0x5bd1e995);
    high ^= high >>> 15;
    low = Math.imul(low ^ code, 0x1b873593);
    low = (low << 13) | (low >>> 19);
  }
  high = Math.imul(high ^ (high >>> 16) ^ key.length, 0x85ebca6b);
  low = Math.imul(low ^ (low >>> 16) ^ key.length, 0xc2b2ae35);
  return [(high ^ (high >>> 13)) >>> 0, (low ^ (low >>> 15)) >>> 0];
}
