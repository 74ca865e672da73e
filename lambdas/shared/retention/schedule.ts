/** Reads config/retention.json: what is deleted when, what expires by other means, and what is kept. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import file from '../../../config/retention.json' with { type: 'json' };

/** Rules that the workflow carries out, in the order in which rows can go. */
export const RETENTION_PLACES = [
  'staging.rejected_rows',
  'staging.superseded_rows',
  'analytics.quality_results.sample_keys',
  'staging.transactions',
  'staging.credit_history',
  'staging.loan_applications',
  'staging.customers',
  'cases.cases',
  'contests.contests',
  'notices.notices',
  'notices.duties',
  'predictions.risk_scores',
  'predictions.batch_requests',
  'privacy.restrictions',
  'privacy.rectifications',
  'privacy.requests',
] as const;
export const RetentionPlace = z.enum(RETENTION_PLACES);
export type RetentionPlace = z.infer<typeof RetentionPlace>;

/** Evidence cannot be deleted earlier: the database refuses it (sql/migrations/0130_retention.sql). */
const EVIDENCE_DAYS = 365;
/** A delivery can be run again for so long, and undone; features read half a year. */
const SHORTEST_DAYS: Partial<Record<RetentionPlace, number>> = {
  'staging.transactions': EVIDENCE_DAYS,
  'staging.credit_history': EVIDENCE_DAYS,
  'staging.loan_applications': EVIDENCE_DAYS,
  'staging.customers': EVIDENCE_DAYS,
  'cases.cases': EVIDENCE_DAYS,
  'contests.contests': EVIDENCE_DAYS,
  'notices.notices': EVIDENCE_DAYS,
  'notices.duties': EVIDENCE_DAYS,
  'predictions.risk_scores': EVIDENCE_DAYS,
  'predictions.batch_requests': EVIDENCE_DAYS,
};

const Text = z.string().min(1);

const RetentionRule = z.strictObject({
  place: RetentionPlace,
  /** Tables and stores whose rows go with it. */
  includes: z.array(Text).default([]),
  /** Days that rows are kept. */
  days: z
    .int()
    .min(30)
    .max(365 * 30),
  counted_from: Text,
  why: Text,
  /** Law that the number follows from. */
  source: Text,
});
export type RetentionRule = z.infer<typeof RetentionRule>;

export const RetentionSchedule = z.strictObject({
  rules: z
    .array(RetentionRule)
    .refine(
      (rules) =>
        rules.every(({ place }, i) => place === RETENTION_PLACES[i]) && rules.length === RETENTION_PLACES.length,
      {
        error: `has a rule for each of these places, in this order: ${RETENTION_PLACES.join(', ')}`,
      },
    )
    .refine((rules) => rules.every(({ place, days }) => days >= (SHORTEST_DAYS[place] ?? 0)), {
      error: `keeps what decisions are explained with for ${EVIDENCE_DAYS} days at least`,
    }),
  /** What other mechanisms delete, with the setting that says when. */
  expired_elsewhere: z.array(z.strictObject({ place: Text, setting: Text, by: Text })),
  kept: z.array(z.strictObject({ place: Text, why: Text })),
});
export type RetentionSchedule = z.infer<typeof RetentionSchedule>;

export const RETENTION_SCHEDULE: RetentionSchedule = RetentionSchedule.parse(file);

/** SHA-256 of the rules: a report names the schedule that it carried out. */
export const hashSchedule = ({ rules }: RetentionSchedule): string =>
  createHash('sha256')
    .update(JSON.stringify(rules.map(({ place, days }) => [place, days])))
    .digest('hex');
