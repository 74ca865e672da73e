/** Calendar quarters, in UTC. */

export interface Quarter {
  /** `2026-Q3`. */
  name: string;
  from: Date;
  /** The first moment after it. */
  to: Date;
}

/** Returns the quarter that ended last. */
export function findEndedQuarter(now: Date): Quarter {
  const to = new Date(Date.UTC(now.getUTCFullYear(), 3 * Math.floor(now.getUTCMonth() / 3), 1));
  const from = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() - 3, 1));
  return { name: `${from.getUTCFullYear()}-Q${from.getUTCMonth() / 3 + 1}`, from, to };
}

/** @param name `2026-Q3` */
export function findEndOfQuarter(name: string): Date {
  const [, year, quarter] = /^(\d{4})-Q([1-4])$/.exec(name) ?? [];
  return new Date(Date.UTC(Number(year), 3 * Number(quarter), 1));
}
