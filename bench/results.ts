/** Formats the results of benchmarks: machine, medians, tables and the goals as one line of JSON. */
import { cpus, loadavg, totalmem } from 'node:os';
import Table from 'cli-table3';

/** A figure and the bound that it must meet. */
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

/** Reads the mean number of processes that wanted a core in the last minute, which shows whether timings are reliable. */
export const readLoadAverage = (): number => Number((loadavg()[0] ?? 0).toFixed(1));

export const formatGoals = (bench: string, goals: Goal[]): string =>
  JSON.stringify({ bench, machine: describeMachine(), goals });

/** Creates a table whose first column is text and whose other columns are numbers. */
export const createTable = (head: string[]) =>
  new Table({
    head,
    colAligns: ['left', ...head.slice(1).map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
