/** Limits of a person's imports, and the problem when one is reached. Open it to add a limit. */
import { z } from 'zod';
import { IMPORT_RETENTION_DAYS, WORK_TIMEOUT_SECONDS } from '../../onboarding/contract/import-state.ts';
import { requireEnv } from '../../shared/env.ts';
import { LimitReached, Problem } from '../http/problem.ts';

const ImportLimits = z.object({
  /** Of all files of one import. */
  bytes: z.int().positive(),
  open_of_caller: z.int().positive(),
  bytes_of_caller_per_day: z.number().positive(),
  running_of_caller: z.int().positive(),
  running: z.int().positive(),
});

const GIGABYTE = 1024 ** 3;

/** Parameters of the statements that find imports. */
export const IMPORT_AGES = { retention_days: IMPORT_RETENTION_DAYS, timeout_seconds: WORK_TIMEOUT_SECONDS };

/** Reads the limits as parameters of the statements. lib/config.ts has the values. */
export function readImportLimits() {
  const limits = ImportLimits.parse(JSON.parse(requireEnv('IMPORT_LIMITS')));
  return {
    create: {
      max_open_of_caller: limits.open_of_caller,
      max_bytes_of_caller_per_day: limits.bytes_of_caller_per_day,
      retention_days: IMPORT_RETENTION_DAYS,
    },
    start: {
      max_running: limits.running,
      max_running_of_caller: limits.running_of_caller,
      timeout_seconds: WORK_TIMEOUT_SECONDS,
    },
  };
}

/**
 * Refuses files that the reader has no time for.
 * @throws {Problem} when they have more bytes together than an import may have (413)
 */
export function assertReadable(bytes: number): void {
  const { bytes: most } = ImportLimits.parse(JSON.parse(requireEnv('IMPORT_LIMITS')));
  if (bytes <= most) return;
  const detail = `The files of an import may have ${most / GIGABYTE} GiB together. Compress them, or import them one by one.`;
  throw new Problem(413, 'files-too-large', detail);
}

/** A limit that refuses an import or its work. */
export interface ImportRefusal {
  refusal: 'open_of_caller' | 'bytes_of_caller_per_day' | 'running_of_caller' | 'running';
  retry_after_seconds: number;
}

/** The problem of a refused creation or start. */
export function toLimitProblem({ refusal, retry_after_seconds }: ImportRefusal): LimitReached {
  const { create, start } = readImportLimits();
  const problems = {
    open_of_caller: [
      'too-many-open-imports',
      `You have ${create.max_open_of_caller} imports that have not ended. Deliver or cancel one.`,
    ],
    bytes_of_caller_per_day: [
      'too-many-bytes-a-day',
      `You may import ${create.max_bytes_of_caller_per_day / GIGABYTE} GiB in 24 hours. Import the rest later.`,
    ],
    running_of_caller: [
      'too-many-running-imports',
      `${start.max_running_of_caller} of your imports are being read. Wait until one is finished.`,
    ],
    running: [
      'too-many-running-imports',
      `The service reads ${start.max_running} imports at a time, and as many are being read. Try again in a minute.`,
    ],
  } as const;
  const [kind, detail] = problems[refusal];
  return new LimitReached(kind, detail, retry_after_seconds);
}
