/** Plans how the open applications are split into parts. Pure function, no I/O. */

export interface PartitionCount {
  partition: number;
  rows: number;
}

/** Partitions `first` to `last`, both included. */
export interface PlannedPart {
  first: number;
  last: number;
  rows: number;
}

/** A part of this size is scored in seconds, and stored in one statement far below the Data API's 45 seconds. */
const PART_ROWS = 50_000;

/** Joins neighbouring partitions into parts of about `PART_ROWS` rows. A partition is never split; empty ones are skipped. */
export function planParts(counts: readonly PartitionCount[]): PlannedPart[] {
  const parts: PlannedPart[] = [];
  for (const { partition, rows } of counts.filter((count) => count.rows > 0).toSorted(comparePartitions)) {
    const current = parts.at(-1);
    if (current && current.rows + rows <= PART_ROWS) {
      current.last = partition;
      current.rows += rows;
    } else {
      parts.push({ first: partition, last: partition, rows });
    }
  }
  return parts;
}

const comparePartitions = (a: PartitionCount, b: PartitionCount): number => a.partition - b.partition;
