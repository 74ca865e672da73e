/** Parses the value of `--since`: a duration before now, or a time. */
import { z } from 'zod';
import { InvalidOptions } from '../terminal/command.ts';

const UNIT_MILLISECONDS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Parses `30m`, `2h`, `3d` before now, or an ISO time (UTC where it names no zone).
 * @returns milliseconds since 1970
 * @throws {InvalidOptions} when it is anything else
 */
export function parseSince(text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (UNIT_MILLISECONDS[unit] ?? 0);
  const isIso = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(text);
  const hasZone = /(Z|[+-]\d{2}:\d{2})$/.test(text) || !/[T ]/.test(text);
  const isDay = z.iso.date().safeParse(text.slice(0, 10)).success; // Date.parse takes 30 February as 2 March
  const milliseconds = isIso && isDay ? Date.parse(hasZone ? text : `${text}Z`) : Number.NaN;
  if (Number.isNaN(milliseconds))
    throw new InvalidOptions(`--since ${text}: give 30m, 2h, 3d or a time like 2026-11-01T02:00`);
  return milliseconds;
}
