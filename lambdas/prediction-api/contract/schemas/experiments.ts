/** Schemas of experiments: arms, where they stand, what stopped them, and their results with intervals. */
import { z } from 'zod';
import { ExperimentDefinition, ExperimentId, GUARDRAILS, MEASURES } from '../../../shared/experiments/definition.ts';
import { Person, Why } from './requests.ts';

const timestamp = z.iso.datetime();
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const interval = z.tuple([z.number(), z.number()]).describe('Lower and upper end');

export const ExperimentPath = z.object({ experiment_id: ExperimentId });

const SampleRatioLevel = z
  .enum(['ok', 'insufficient', 'mismatch'])
  .describe('Whether the customers are divided as the shares say; insufficient: too few to tell');

const ExperimentArm = z.object({
  arm: z.string(),
  share: share.describe('Share of the customers'),
  policy_version: z.string().nullable().describe('null: the default policy'),
  model_version: z.string().nullable().describe('null: the champion'),
  is_control: z.boolean().describe('It decides as without the experiment'),
  is_stopped: z.boolean().describe('Its customers are decided without the experiment'),
});

const ExperimentStop = z.object({
  arm: z.string().nullable().describe('null: the whole experiment'),
  reason: z
    .enum(['person', ...GUARDRAILS, 'baseline_changed'])
    .describe('person, a guardrail, or baseline_changed: another policy or model decides now'),
  why: z.string(),
  figures: z
    .object({ value: z.number().nullable(), bound: z.number(), interval: interval.nullable() })
    .nullable()
    .describe('Of a guardrail'),
  stopped_by: Person,
  stopped_at: timestamp,
});

export const ExperimentSummary = z
  .object({
    experiment_id: ExperimentId,
    state: z.enum(['waiting', 'running', 'ended', 'stopped']).describe('waiting: approved, before its start'),
    question: z.string(),
    measure: z.enum(MEASURES),
    starts_at: timestamp,
    ends_at: timestamp,
    stopped_at: timestamp.nullable(),
    approved_by: Person,
    request_id: z.uuid().describe('The request that was approved'),
    arms: z.array(ExperimentArm).describe('In order of names'),
    stops: z.array(ExperimentStop).describe('In order of time'),
    measured_at: timestamp.nullable().describe('Of the newest results; null before'),
    sample_ratio: SampleRatioLevel.nullable().describe('Of the newest results; null before'),
  })
  .describe('An approved experiment');

export const ExperimentList = z.object({ experiments: z.array(ExperimentSummary).describe('Newest first') });

const Rate = z
  .object({ value: z.number().nullable(), interval: interval.nullable() })
  .describe('With its 95 % interval');

const ArmResult = z.object({
  arm: z.string(),
  is_control: z.boolean(),
  customers: count.describe('Each counts once, with the first score of a delivered application'),
  customers_before_stop: count.describe('Of them those before the first arm was stopped'),
  approved: count,
  referred: count,
  declined: count,
  exposure: z.number().describe('Of the approved, in the lender’s currency'),
  expected_loss: z.number().describe('Of the approved'),
  priced: count.describe('Approved customers with a price'),
  expected_return: z.number().describe('Of the approved with a price'),
  expected_return_mean: z.number().nullable(),
  outcomes: count.describe('Approved customers whose outcome is known'),
  defaults: count.describe('Of them those who defaulted'),
  scores: count.describe('Requests that were decided, repeated ones included'),
  failures: count.describe('Requests that could not be decided'),
  approval_rate: Rate,
  expected_loss_rate: Rate.describe('Expected loss per unit of exposure'),
  default_rate: Rate,
});

const Comparison = z.object({
  arm: z.string(),
  measure: z.enum(MEASURES),
  difference: z.number().nullable().describe('The arm less the control arm'),
  interval: interval.nullable().describe('95 %'),
  is_significant: z.boolean().describe('The interval leaves out 0'),
  power: share
    .nullable()
    .describe('Probability to find the smallest effect that is worth it, with so many customers; of the measure only'),
  detectable_effect: z.number().nullable().describe('The smallest difference that is found with a power of 80 %'),
});

const GuardrailResult = z.object({
  arm: z.string(),
  guardrail: z.enum(GUARDRAILS),
  value: z
    .number()
    .nullable()
    .describe('Multiple of the control arm’s expected loss, difference of approval rates, or share of errors'),
  bound: z.number(),
  interval: interval.nullable().describe('99 %'),
  level: z.enum(['ok', 'insufficient', 'violated']),
});

const SampleRatio = z.object({
  level: SampleRatioLevel,
  chi_square: z.number().nullable(),
  p_value: share.nullable().describe('How likely chance alone divides customers so unevenly'),
  arms: z.array(z.object({ arm: z.string(), share, customers: count, expected: z.number() })),
});

export const ExperimentResults = z
  .object({
    measured_at: timestamp,
    arms: z.array(ArmResult).describe('In order of the definition'),
    comparisons: z.array(Comparison).describe('Every other arm with the control arm, by every measure'),
    guardrails: z.array(GuardrailResult),
    sample_ratio: SampleRatio,
  })
  .describe('The newest measurement');

export const Experiment = ExperimentSummary.extend({
  definition: ExperimentDefinition,
  champion_version: z.string().describe('Champion from which the arms differ'),
  default_version: z.string().describe('Default policy from which the arms differ'),
  results: ExperimentResults.nullable().describe('null before the first measurement'),
  checks: z
    .array(z.object({ day: z.iso.date(), sample_ratio: SampleRatioLevel }))
    .describe('Sample-ratio check of each day, newest first'),
}).describe('An approved experiment with its results');

export const StopExperimentRequest = z
  .strictObject({
    arm: z.string().max(40).nullable().default(null).describe('null: the whole experiment'),
    why: Why,
  })
  .describe('What to stop, and why');

export type ExperimentSummary = z.infer<typeof ExperimentSummary>;
export type ExperimentList = z.infer<typeof ExperimentList>;
export type ExperimentResults = z.infer<typeof ExperimentResults>;
export type Experiment = z.infer<typeof Experiment>;

/** Components of the OpenAPI document. */
export const experimentComponents = {
  ExperimentDefinition,
  ExperimentSummary,
  ExperimentResults,
  Experiment,
  StopExperimentRequest,
};
