/** Schemas of stored predictions: evidence, overrides and replays. */
import { z } from 'zod';
import { READABLE_TEXT } from './identifiers.ts';
import { Prediction } from './predictions.ts';

const decision = z.enum(['approve', 'refer', 'decline']);
const featureValue = z.union([z.number(), z.string()]).nullable();

export const PredictionPath = z.object({ prediction_id: z.uuid().describe('Prediction, UUIDv7') });

export const OverridePath = z.object({ override_id: z.uuid().describe('Override, UUIDv7') });

const reason = z
  .string()
  .min(10)
  .max(1000)
  .regex(READABLE_TEXT, 'Must be a text without control characters, those of text direction included')
  .regex(/\S/)
  .describe('The reason, in words that can be shown to the applicant or an auditor');

export const OverrideRequest = z.strictObject({
  decision: decision.describe('The decision of the person; refer: another person must decide'),
  reason,
});

export const OverrideEndRequest = z.strictObject({ reason });

const Reviewer = z
  .object({
    name: z
      .string()
      .nullable()
      .describe(
        "Name as the person's sign-in has it, else the e-mail address; null where the person no longer exists, where the name cannot be read now, and for machine clients",
      ),
    id: z.string().describe('User name, which never changes'),
  })
  .describe('The person who decided');

export const Override = z
  .object({
    override_id: z.uuid().describe('Override, UUIDv7'),
    prediction_id: z.uuid().describe('The score that the person saw'),
    decision: decision.describe("The person's decision, which holds for the application until a person ends it"),
    overruled: decision.describe('The decision that held before'),
    reason: z.string(),
    decided_by: z.string().describe('User name of the person, as in reviewer.id'),
    reviewer: Reviewer,
    decided_at: z.iso.datetime(),
  })
  .describe("A person's decision that replaces the policy's; the prediction itself does not change");

export const OverrideEnd = z
  .object({
    override_id: z.uuid().describe('The override that ended'),
    prediction_id: z.uuid().describe('The score that the person who overrode saw'),
    decision: decision.describe('The decision that does not hold any more'),
    end_reason: z.string(),
    ended_by: z.string().describe('User name of the person, as in end_reviewer.id'),
    end_reviewer: Reviewer,
    ended_at: z.iso.datetime(),
  })
  .describe('The end of an override: the policy decides again');

const RecordedOverride = Override.extend({
  end_reason: z.string().nullable(),
  ended_by: z.string().nullable(),
  end_reviewer: Reviewer.nullable(),
  ended_at: z.iso.datetime().nullable().describe('null where it holds, or where a later override replaced it'),
}).describe('An override with its end');

const lineage = z.looseObject({
  run_id: z.uuid().nullable(),
  files: z.array(z.looseObject({ as_of: z.iso.date(), table: z.string(), file: z.string(), sha256: z.string() })),
});

export const PredictionEvidence = Prediction.extend({
  features: z
    .record(z.string(), featureValue)
    .describe('Exactly the features that the model and the policies in force read; null is unknown'),
  lineage: lineage.describe(
    'Run that built the features, and the delivered files they come from; empty where the request sent them',
  ),
  asked: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('The new application as the request described it; else null'),
  as_of: z.iso.datetime().describe('As-of time of the score'),
  run_id: z.uuid().nullable().describe('Run whose published features were used'),
  model_sha256: z.string().describe('SHA-256 of the model file that scored, hex'),
  policy_sha256: z
    .string()
    .nullable()
    .describe("SHA-256 of the policy's document, hex; null for predictions from before policies were stored"),
  experiment_id: z.string().nullable().describe('Experiment that chose the policy or the model; null without one'),
  arm: z.string().nullable().describe('Arm of the experiment; null without one'),
  raw: z.number().describe("The model's raw output, before calibration"),
  requested_by: z.string().describe('Client, user or workflow that requested the prediction'),
  requester_name: z
    .string()
    .nullable()
    .describe('Name of the person who requested it, as of a reviewer; null for a request of a client or a workflow'),
  shadows: z
    .array(
      z.object({
        model_version: z.string(),
        pd: z.number().min(0).max(1),
        raw: z.number(),
        score: z.int(),
      }),
    )
    .describe("Challengers' scores of the same applicant, which have no effect on the decision"),
  override: Override.nullable().describe('The override that holds for the application now; null without one'),
  overrides: z.array(RecordedOverride).max(100).describe('All overrides of the application, the newest first'),
  carried_override_id: z
    .uuid()
    .nullable()
    .describe('The override that held when the score was made, whose decision the response had; null without one'),
  currency: z
    .string()
    .nullable()
    .describe('Currency of ead and expected_loss, ISO 4217, as the delivery of the run declares; null without one'),
}).describe('A stored prediction with its evidence');

const replayResult = z.object({
  pd: z.number(),
  score: z.int(),
  band: z.string(),
  decision,
  decided_by: z.string(),
  lgd: z.number(),
  ead: z.number(),
  expected_loss: z.number(),
  rate: z.number().nullable().describe('The annual rate of the policy; null where it has none'),
  expected_return: z.number().nullable().describe('Of 12 months, money; null where the policy has no rate'),
});

export const Replay = z
  .object({
    prediction_id: z.uuid(),
    reproduced: z.boolean().describe('Whether there are no differences'),
    model_version: z.string(),
    policy_version: z.string(),
    stored: replayResult,
    replayed: replayResult,
    differences: z
      .array(
        z.object({
          field: z.string(),
          stored: z.union([z.number(), z.string()]).nullable(),
          replayed: z.union([z.number(), z.string()]).nullable(),
        }),
      )
      .describe('Fields that differ. A PD within 1e-6 counts as equal, as do amounts within a cent and that tolerance'),
  })
  .describe('A stored prediction, computed again from its own features, model and policy');

export type PredictionEvidence = z.infer<typeof PredictionEvidence>;
export type Reviewer = z.infer<typeof Reviewer>;
export type Override = z.infer<typeof Override>;
export type OverrideEnd = z.infer<typeof OverrideEnd>;
export type RecordedOverride = z.infer<typeof RecordedOverride>;
export type Replay = z.infer<typeof Replay>;

/** Components of the OpenAPI document. */
export const evidenceComponents = {
  PredictionEvidence,
  OverrideRequest,
  Reviewer,
  Override,
  OverrideEndRequest,
  OverrideEnd,
  RecordedOverride,
  Replay,
};
