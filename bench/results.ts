/** What every benchmark says of itself: the machine, medians, and the line of goals that a program can read. */
import { cpus, loadavg, totalmem } from 'node:os';

export interface Goal {
  name: string;
  value: number;
  unit: string;
  goal: number;
  met: boolean;
}

export function computeMedian(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return (low + high) / 2;
}

export const describeMachine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`;

/** Processes that wanted a core in the last minute: timings taken while others work say so. */
export const readLoadAverage = (): number => Number((loadavg()[0] ?? 0).toFixed(1));

export const formatGoals = (bench: string, goals: Goal[]): string =>
  JSON.stringify({ bench, machine: describeMachine(), goals });
