/** Finds the positions of a slider: the steps of a feature between its bounds, with the value that was decided on. */
import type { ActionableFeature } from '../../queries/api-types.ts';

/** Removes the noise of binary fractions, as the API does. */
const roundOff = (value: number): number => Number(value.toPrecision(12));

/** Ascending values; none for a category. */
export function listPositions({ value, lowest, highest, step }: ActionableFeature): number[] {
  if (typeof value !== 'number' || lowest === null || highest === null || step === null) return [];
  const first = Math.ceil(roundOff(lowest / step));
  const count = Math.max(0, Math.floor(roundOff(highest / step)) - first + 1);
  const steps = Array.from({ length: count }, (_, i) => roundOff((first + i) * step));
  return [...new Set([lowest, ...steps, highest, value])].sort((a, b) => a - b);
}

/** The position nearest to a value. */
export function findPosition(positions: readonly number[], value: number): number {
  const distances = positions.map((position) => Math.abs(position - value));
  return distances.indexOf(Math.min(...distances));
}
