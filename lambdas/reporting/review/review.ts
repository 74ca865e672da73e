/** What a quarterly review shows. A part is null where its service gave no answer. */
import { z } from 'zod';
import type { DriftFigures, ModelFigures } from '../portfolio/figures/figures.ts';

export interface Drill {
  ended_at: string;
  passed: boolean;
  seconds: number;
}

/** A service that a role may call and has not called for a quarter. */
export interface UnusedPermission {
  role: string;
  service: string;
  /** Day of the last call; null when there is none within IAM's tracking period. */
  last_used: string | null;
}

export interface MonthCost {
  /** `2026-10`. */
  month: string;
  actual_usd: number;
  budget_usd: number;
}

/** Alarms of the weekly reports, summed. */
export interface QuarterAlarm {
  name: string;
  severity: string;
  times: number;
}

/** What CI found when it built the release. */
export const Dependencies = z.object({
  checked_on: z.iso.date(),
  /** Packages of which a newer version exists. */
  behind: z.int().min(0),
  /** Those that are a major version behind. */
  majors: z.array(z.object({ name: z.string(), current: z.string(), latest: z.string() })),
});
export type Dependencies = z.infer<typeof Dependencies>;

export interface Review {
  environment: string;
  quarter: string;
  gathered_at: string;
  drills: Drill[];
  unused_permissions: UnusedPermission[] | null;
  cost: MonthCost[] | null;
  models: (ModelFigures & { age_days: number })[];
  drift: DriftFigures[];
  alarms: QuarterAlarm[];
  dependencies: Dependencies | null;
}

/** A person's signature under a review. */
export const Signature = z.object({
  quarter: z.stringFormat('quarter', /^\d{4}-Q[1-4]$/),
  /** SHA-256 of the page that was signed, in hex. */
  page_sha256: z.stringFormat('sha256', /^[0-9a-f]{64}$/),
  /** Name of the person, and the AWS identity that called. */
  signed_by: z.string().min(1).max(200),
  caller: z.string().min(1).max(2048),
  /** What the person decided. */
  note: z.string().min(1).max(2000),
  signed_at: z.iso.datetime(),
});
export type Signature = z.infer<typeof Signature>;
