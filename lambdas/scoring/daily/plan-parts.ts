/** How open applications are split into parts. Pure. */

export type PartitionCount = { partition: number; rows: number };
export type PlannedPart = { first: number; last: number; rows: number };

/** A part is scored in seconds and stored in one statement far below the Data API's 45 seconds. */
const PART_ROWS = 50_000;

/** Ranges of neighbouring partitions with about `PART_ROWS` rows each; a partition is never split, an empty one skipped. */
export function planParts(counts: readonly PartitionCount[]): PlannedPart[] {
  const parts: PlannedPart[] = [];
  for (const { partition, rows } of counts.filter((count) => count.rows > 0).toSorted(byPartition)) {
    const open = parts.at(-1);
    if (open && open.rows + rows <= PART_ROWS) {
      open.last = partition;
      open.rows += rows;
    } else {
      parts.push({ first: partition, last: partition, rows });
    }
  }
  return parts;
}

const byPartition = (a: PartitionCount, b: PartitionCount): number => a.partition - b.partition;
