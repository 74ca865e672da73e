/** Defines the result of a simulation: what a policy or a model would have decided, next to what is active. */
import { z } from 'zod';
import { DECISIONS } from '../policy/decisions.ts';

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const decision = z.enum(DECISIONS);

/** 95 %, both ends 0 to 1. */
const ShareInterval = z.tuple([share, share]).describe('95 % interval, 0 to 1');

export const SimulatedOutcomes = z
  .object({
    known: count.describe('Applications whose outcome is known'),
    defaults: count.describe('Of them, defaults'),
    rate: share.nullable().describe('Realised default rate: defaults / known; null while no outcome is known'),
    interval: ShareInterval.nullable().describe('95 % interval of the realised default rate (Wilson)'),
    unknown: count.describe('Applications whose outcome is unknown'),
    bound: ShareInterval.nullable().describe(
      'Default rate of all of them if every unknown outcome is good, and if every unknown outcome is a default; null without applications',
    ),
    expected_rate: share.nullable().describe('Mean PD of all of them; null without applications'),
  })
  .describe('Outcomes of a set of applications. Unknown outcomes are bounded, never guessed');

export const SimulatedSet = z
  .object({
    rows: count.describe('Applications'),
    share: share.describe('Of all simulated applications'),
    exposure: z.number().describe('Exposure at default, money'),
    expected_loss: z.number().describe('Expected loss by the candidate, money'),
    expected_return: z.number().nullable().describe('Expected return by the candidate, money; null without pricing'),
    outcomes: SimulatedOutcomes,
  })
  .describe('A set of applications');

const SimulatedRate = z.object({ rows: count, rate: share, interval: ShareInterval });

export const SimulatedFigures = z
  .object({
    policy_versions: z
      .array(z.string())
      .describe('Policies that decided, by name; a document without a stored version is "draft"'),
    approve: SimulatedRate,
    refer: SimulatedRate,
    decline: SimulatedRate,
    exposure: z.number().describe('Exposure of the approved, money'),
    expected_loss: z.number().describe('Expected loss of the approved, money'),
    expected_loss_of_all: z.number().describe('Expected loss of all applications, money'),
    expected_return: z.number().nullable().describe('Expected return of the approved, money; null without pricing'),
    outcomes: SimulatedOutcomes.describe('Outcomes of the approved'),
  })
  .describe('Figures of all simulated applications under one way to decide');

const SimulatedSegmentValue = z.object({
  value: z.string().nullable().describe('Category; null is unknown'),
  is_rest: z.boolean().describe('Whether it is the sum of the values beyond the largest, not a value'),
  rows: count,
  baseline_approval: SimulatedRate,
  candidate_approval: SimulatedRate,
  swap_in: SimulatedSet,
  swap_out: SimulatedSet,
});

export const SimulatedSegment = z
  .object({ feature: z.string(), label: z.string(), values: z.array(SimulatedSegmentValue) })
  .describe('The values of one category, those with most applications first');

const SimulatedGroup = z.object({
  group: z.string().nullable().describe('Group; null is unknown'),
  rows: count,
  is_compared: z
    .boolean()
    .describe('Whether it is large enough to compare: 30 applications and 2 % of all, and not the unknown'),
  baseline: SimulatedRate,
  candidate: SimulatedRate,
});

const GroupRatio = z
  .object({
    value: z.number().min(0).describe('Approval rate of the group approved least often over that of the reference'),
    interval: z.tuple([z.number().min(0), z.number().min(0)]).describe('95 % interval of the ratio (Katz)'),
    group: z.string(),
    reference: z.string().describe('The group approved most often'),
  })
  .nullable()
  .describe('Null where no two groups are large enough, or nobody is approved');

export const SimulatedFairness = z
  .object({
    attribute: z.string(),
    groups: z.array(SimulatedGroup),
    baseline_ratio: GroupRatio,
    candidate_ratio: GroupRatio,
  })
  .describe('Approval rates of the groups of one attribute. No model reads it');

const SimulatedWork = z.object({
  referrals: count,
  per_day: z.number().min(0).describe('Mean of the days with applications'),
  busiest_day: z.object({ day: z.string(), referrals: count }).nullable(),
});

/** A cut-off can be moved without a new simulation: the page adds up the bins below it. */
export const SimulatedCurve = z
  .object({
    policy_version: z.string(),
    position: count.describe('Position of the cut-offs in `cut_offs` of the policy'),
    when: z.unknown().nullable().describe('Their condition as the policy states it; null for the last, which has none'),
    approve_below_pd: share.describe('The candidate’s own cut-offs'),
    decline_from_pd: share,
    edges: z
      .array(z.number())
      .describe('PDs between which bins lie, ascending, from 0; the last bin ends with 1 (included)'),
    approvable: z
      .object({
        rows: z.array(count),
        swap_ins: z.array(count).describe('Of them, not approved by the baseline'),
        exposure: z.array(z.number()),
        expected_loss: z.array(z.number()),
        expected_return: z.array(z.number()).nullable(),
        pd_sum: z.array(z.number()),
        known: z.array(count),
        defaults: z.array(count),
      })
      .describe('By bin, the applications that only a cut-off can refer or decline'),
    referred: z.array(count).describe('By bin, the applications that a rule, limit or matrix refers at any cut-off'),
    declined: z.array(count).describe('By bin, the applications that a rule, limit or matrix declines at any cut-off'),
  })
  .describe('The applications that one pair of cut-offs decides, by PD');

const DecidedBy = z.object({ decided_by: z.string(), baseline: count, candidate: count });

export const SimulationResult = z.object({
  rows: count.describe('Simulated applications'),
  not_decided: count.describe(
    'Applications that one of the two cannot decide, because their exposure is unknown; they count nowhere else',
  ),
  first_day: z.string().nullable(),
  last_day: z.string().nullable(),
  different: count.describe('Applications with another decision'),
  stored_different: count.describe(
    'Applications that were decided otherwise then than the active policy decides now; no override counts',
  ),
  baseline: SimulatedFigures.describe('The active policies, with the stored PDs'),
  candidate: SimulatedFigures,
  approval_difference: z
    .object({ value: z.number(), interval: z.tuple([z.number(), z.number()]) })
    .describe('Approval rate of the candidate less that of the baseline, with its paired 95 % interval'),
  changes: z
    .array(SimulatedSet.extend({ from: decision.describe('Baseline'), to: decision.describe('Candidate') }))
    .describe('All nine pairs of decisions'),
  swap_in: SimulatedSet.describe('Approved by the candidate alone'),
  swap_out: SimulatedSet.describe('Approved by the baseline alone'),
  segments: z.array(SimulatedSegment),
  fairness: z.array(SimulatedFairness),
  reviewers: z.object({ days: count, baseline: SimulatedWork, candidate: SimulatedWork }),
  decided_by: z.array(DecidedBy).describe('What decided, most often first'),
  curves: z.array(SimulatedCurve),
  unknown_features: z
    .array(z.object({ feature: z.string(), rows: count }))
    .describe('Features of the candidate that some applications do not have; the policy took them as unknown'),
});
export type SimulationResult = z.infer<typeof SimulationResult>;
export type SimulatedSet = z.infer<typeof SimulatedSet>;
export type SimulatedOutcomes = z.infer<typeof SimulatedOutcomes>;
export type SimulatedFigures = z.infer<typeof SimulatedFigures>;
export type SimulatedFairness = z.infer<typeof SimulatedFairness>;
export type SimulatedCurve = z.infer<typeof SimulatedCurve>;
