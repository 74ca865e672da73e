/** Generates seeded random numbers. Each customer has its own stream, so that no customer's data depends on another's. */

/** The sfc32 generator. The same seed gives the same stream on every machine. */
export class RandomStream {
  #a = 0;
  #b = 0;
  #c = 0;
  #count = 0;

  /** Starts the stream that these three numbers identify. */
  seed(seed: number, item: number, purpose: number): this {
    this.#a = seed | 0;
    this.#b = item | 0;
    this.#c = purpose | 0;
    this.#count = 1;
    for (let i = 0; i < 12; i += 1) this.#step();
    return this;
  }

  /** Draws a uniform number in [0, 1). */
  next(): number {
    return this.#step() / 4294967296;
  }

  /** Draws a whole number from 0 to `n` − 1. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Draws a standard normal number. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Draws one of the values, by weights that add up to 1. */
  pick<T>(values: readonly (readonly [value: T, weight: number])[]): T {
    let left = this.next();
    for (const [value, weight] of values) {
      left -= weight;
      if (left < 0) return value;
    }
    return (values[0] as readonly [T, number])[0];
  }

  #step(): number {
    const t = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return t >>> 0;
  }
}
