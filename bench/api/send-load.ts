/** Sends load with autocannon from a separate process, with another application in every request. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface LoadOptions {
  url: string;
  headers?: Record<string, string>;
  bodies: string[];
  connections: number;
  seconds: number;
  /** Requests per second in total. Without it, as many as are answered. */
  rate?: number;
}

/** Response times in milliseconds as seen by the client. `failed` counts missing responses and those other than 200. */
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

/** Sends load to the address. */
export async function sendLoad(load: LoadOptions): Promise<LoadResult> {
  const script = join(import.meta.dirname, 'load-process.ts');
  const child = promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    env: { PATH: process.env.PATH },
    maxBuffer: 2 ** 26,
  });
  child.child.stdin?.end(JSON.stringify(load));
  return JSON.parse((await child).stdout);
}

/** Computes the values at 50, 95 and 99 %, and the largest. */
export function computePercentiles(values: number[]): Pick<LoadResult, 'p50' | 'p95' | 'p99' | 'slowest'> {
  const sorted = Float64Array.from(values).sort();
  const getPercentile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50: getPercentile(0.5), p95: getPercentile(0.95), p99: getPercentile(0.99), slowest: getPercentile(1) };
}
