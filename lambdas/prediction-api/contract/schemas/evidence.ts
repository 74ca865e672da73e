/** Stored predictions: the evidence behind one, what a person decided instead, and whether it can be computed again. */
import { z } from 'zod';
import { Prediction } from './predictions.ts';

const decision = z.enum(['approve', 'refer', 'decline']);
const featureValue = z.union([z.number(), z.string()]).nullable();

export const PredictionPath = z.object({ prediction_id: z.uuid().describe('Prediction, UUIDv7') });

export const OverrideRequest = z.strictObject({
  decision: decision.describe('What the person decides; refer: another person has to'),
  reason: z
    .string()
    .min(10)
    .max(1000)
    .regex(/^[\n -~\u00a0-\ud7ff]+$/)
    .regex(/\S/)
    .describe('Why, in words that can be shown to the applicant or an auditor'),
});

export const Override = z
  .object({
    override_id: z.uuid().describe('Override, UUIDv7'),
    prediction_id: z.uuid(),
    decision: decision.describe("The person's decision, which holds from now on"),
    overruled: decision.describe('The decision that held before'),
    reason: z.string(),
    decided_by: z.string().describe('User who decided'),
    decided_at: z.iso.datetime(),
  })
  .describe("A person's decision over a stored one; the prediction itself is never changed");

const lineage = z.looseObject({
  run_id: z.uuid().nullable(),
  files: z.array(z.looseObject({ as_of: z.iso.date(), table: z.string(), file: z.string(), sha256: z.string() })),
});

export const PredictionEvidence = Prediction.extend({
  features: z.record(z.string(), featureValue).describe('What the model and the policy read, exactly; null is unknown'),
  lineage: lineage.describe(
    'Run that built the features, and the delivered files behind them; none where they were sent',
  ),
  asked: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('The new application as the request described it; null where there was none'),
  as_of: z.iso.datetime().describe('Time the score speaks of'),
  run_id: z.uuid().nullable().describe('Run whose published features were used'),
  model_sha256: z.string().describe('SHA-256 of the model file that scored, hex'),
  raw: z.number().describe("The model's score before calibration"),
  requested_by: z.string().describe('Client, user or workflow that asked'),
  shadows: z
    .array(
      z.object({
        model_version: z.string(),
        pd: z.number().min(0).max(1),
        raw: z.number(),
        score: z.int().min(300).max(850),
      }),
    )
    .describe("Challengers' scores of the same applicant, which decided nothing"),
  override: Override.nullable().describe('The newest override of the decision; null if nobody overruled it'),
}).describe('A stored prediction with all that it rests on');

const replayed = z.object({
  pd: z.number(),
  score: z.int(),
  band: z.string(),
  decision,
  decided_by: z.string(),
  lgd: z.number(),
  ead: z.number(),
  expected_loss: z.number(),
});

export const Replay = z
  .object({
    prediction_id: z.uuid(),
    reproduced: z.boolean().describe('Nothing differs'),
    model_version: z.string(),
    policy_version: z.string(),
    stored: replayed,
    replayed,
    differences: z
      .array(
        z.object({
          field: z.string(),
          stored: z.union([z.number(), z.string()]),
          replayed: z.union([z.number(), z.string()]),
        }),
      )
      .describe('Probabilities count as different from 1e-6 on, all else from any difference'),
  })
  .describe('A stored prediction computed again from its own features, model and policy');

export type PredictionEvidence = z.infer<typeof PredictionEvidence>;
export type Override = z.infer<typeof Override>;
export type Replay = z.infer<typeof Replay>;
export type Replayed = z.infer<typeof replayed>;

/** Schemas that the OpenAPI document names. */
export const evidenceComponents = { PredictionEvidence, OverrideRequest, Override, Replay };
