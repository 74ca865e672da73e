/** The load generator: autocannon in a process of its own, with another application in every request. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface LoadOptions {
  url: string;
  headers?: Record<string, string>;
  bodies: string[];
  connections: number;
  seconds: number;
  /** Requests a second in all; as many as are answered without. */
  rate?: number;
}

/** Milliseconds as the client sees them, and answers that were not 200 or none at all. */
export interface LoadResult {
  requests: number;
  per_second: number;
  p50: number;
  p95: number;
  p99: number;
  slowest: number;
  failed: number;
  statuses: Record<string, number>;
}

/** Loads what is at the address. */
export async function sendLoad(load: LoadOptions): Promise<LoadResult> {
  const script = join(import.meta.dirname, 'load-process.ts');
  const child = promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    env: { PATH: process.env.PATH },
    maxBuffer: 2 ** 26,
  });
  child.child.stdin?.end(JSON.stringify(load));
  return JSON.parse((await child).stdout);
}

/** The values at 50, 95 and 99 %, and the largest. */
export function computePercentiles(values: number[]): Pick<LoadResult, 'p50' | 'p95' | 'p99' | 'slowest'> {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), slowest: at(1) };
}
