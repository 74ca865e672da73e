/** Hashes texts and keeps sets of hashes, so that millions of keys and rows are compared within a few megabytes. */

const LOW_LANE_START = 0x811c9dc5;
const HIGH_LANE_START = 0x9e3779b9;

/** Two lanes of 32 bits. One hash is reused for every text, because millions are hashed. */
export interface TextHash {
  low: number;
  high: number;
}

export const createTextHash = (): TextHash => ({ low: LOW_LANE_START, high: HIGH_LANE_START });

/** Hashes a text into `hash`. */
export function hashText(text: string, hash: TextHash): void {
  let low = LOW_LANE_START;
  let high = HIGH_LANE_START;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 15;
  }
  hash.low = low ^ (low >>> 16);
  hash.high = high | 0;
}

/** Adds the hash of the next text of a sequence. */
export function extendHash(hash: TextHash, low: number, high: number): void {
  hash.low = Math.imul(hash.low ^ low, 0x01000193) ^ (hash.low >>> 15);
  hash.high = Math.imul(hash.high ^ high, 0xc2b2ae35) ^ (hash.high >>> 13);
}

/** The hash as one whole number of 53 bits. */
export const toHashNumber = (low: number, high: number): number => (low >>> 0) * 2_097_152 + (high >>> 11);

const FIRST_CAPACITY = 1 << 14;
const MAX_LOAD = 0.6;

/** A set of hashes in one typed array; a text costs eight bytes and its share of free space. */
export class HashSet {
  private slots = new Float64Array(FIRST_CAPACITY).fill(-1);
  size = 0;

  /** Adds a hash. Returns whether it was new. */
  add(hash: number): boolean {
    if (this.size > MAX_LOAD * this.slots.length) this.grow();
    const at = this.findSlot(hash);
    if (this.slots[at] === hash) return false;
    this.slots[at] = hash;
    this.size += 1;
    return true;
  }

  has(hash: number): boolean {
    return this.slots[this.findSlot(hash)] === hash;
  }

  /** The slot of the hash, or the free one where it belongs. */
  private findSlot(hash: number): number {
    const mask = this.slots.length - 1;
    let at = Math.imul((hash % 4_294_967_291) | 0, 0x9e3779b1) & mask;
    while (this.slots[at] !== -1 && this.slots[at] !== hash) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const known = this.slots;
    this.slots = new Float64Array(known.length * 2).fill(-1);
    for (const hash of known) if (hash !== -1) this.slots[this.findSlot(hash)] = hash;
  }
}
