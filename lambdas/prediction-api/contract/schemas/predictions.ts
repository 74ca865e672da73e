/** Schemas of predictions. Validation, types and the OpenAPI document are derived from them. */
import { z } from 'zod';
import { ApplicationId, CustomerId, PredictionId } from './identifiers.ts';

const timestamp = z.iso.datetime();
const decision = z.enum(['approve', 'refer', 'decline']);

export const IdempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[!-~]{1,255}$/)
    .optional()
    .describe('Any text: the same key with the same body returns the stored response and stores nothing again'),
});

const Reason = z
  .object({
    rank: z.int().min(1).describe('1 is the strongest'),
    feature: z.string().describe('Name of the feature'),
    label: z.string().describe('The feature in plain words'),
    text: z.string().describe('The reason, in plain words'),
    value: z.union([z.number(), z.string()]).nullable().describe("The applicant's value; null is unknown"),
    contribution: z
      .number()
      .nullable()
      .describe('Its share of margin - base, above 0; null where a rule, a matrix or a limit decided'),
  })
  .describe('A feature that raised the probability of default, or the rule that decided');

const Explanation = z
  .object({
    scale: z.enum(['log_odds', 'probability']).describe('Scale of base, margin and contributions'),
    base: z.number().describe('Mean margin of the rows that the applicant is compared with'),
    margin: z.number().describe("The model's sum for the applicant, before calibration"),
  })
  .describe('The contributions of all features add up to margin - base');

export const Prediction = z
  .object({
    prediction_id: PredictionId,
    application_id: ApplicationId.nullable().describe('Delivered application; null for a what-if'),
    customer_id: CustomerId.nullable().describe('Customer; null where only features were sent'),
    source: z
      .enum(['api', 'batch', 'file', 'edge'])
      .describe(
        'api: a request; batch: the daily scoring; file: a row of an uploaded file; edge: decided by a bundle without a network, and uploaded',
      ),
    pd: z.number().min(0).max(1).describe('Calibrated probability of default'),
    score: z.int().describe("Risk score in points of the model's scale; higher is better"),
    band: z.string().describe("Band of the policy; 'A' is the best"),
    what_if: z
      .boolean()
      .describe('No delivered application was scored: the prediction is stored as evidence and counts in no figure'),
    decision: decision.describe(
      "The decision that holds: of the application's override, else of the policy. refer: a person decides",
    ),
    decided_by: z.string().describe("'override', 'score', or 'rule:<name>' of the rule, matrix or limit that decided"),
    policy_decision: decision.describe('The decision of the policy, also where an override holds'),
    policy_decided_by: z.string().describe("'score', or 'rule:<name>'"),
    override_id: z.uuid().nullable().describe('The override that holds; null without one'),
    contradicts_override: z
      .boolean()
      .describe(
        'The score was made after the override and disagrees with it: the policy decides otherwise than the person, and otherwise than the person saw or at a score 80 points or more away. A person should look at it',
      ),
    reasons: z.array(Reason).max(4).describe('The strongest first; empty where no feature raised the probability'),
    reasons_kind: z
      .enum(['adverse_action', 'raised_risk', 'rule'])
      .describe(
        'adverse_action: why the policy did not approve; raised_risk: the policy approved, and these features raised the risk most all the same; rule: the rule, matrix or limit that decided',
      ),
    explanation: Explanation.nullable().describe(
      'null where a rule, a matrix or a limit decided, or where the batch has no reasons',
    ),
    lgd: z.number().min(0).max(1).describe('Loss given default, share of the exposure'),
    ead: z.number().describe('Exposure at default, money'),
    expected_loss: z.number().describe('pd × lgd × ead, money'),
    rate: z
      .number()
      .nullable()
      .describe(
        "Annual rate of the policy's pricing, 0.12 is 12 %; null where the policy has none for the application",
      ),
    expected_return: z
      .number()
      .nullable()
      .describe('Interest above the cost of funds in 12 months less the expected loss, money; null without a rate'),
    model_version: z.string(),
    policy_version: z.string().describe('Policy that decided: that of the segment or the arm, else the default'),
    features_as_of: timestamp
      .nullable()
      .describe(
        'As-of time of the stored features, which contain only what was known before; null where only features were sent',
      ),
    features_age_hours: z
      .number()
      .min(0)
      .nullable()
      .describe(
        'Age of the data when they were scored: hours from features_as_of to scored_at, however lately they were published; null where only features were sent',
      ),
    stale: z.boolean().describe('The stored features were older than the configured limit: a daily run is missing'),
    scored_at: timestamp,
  })
  .describe('A score with its decision; its evidence is stored under prediction_id');

export const CustomerPath = z.object({ customer_id: CustomerId });

export const HistoryQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Predictions in the response'),
  before: PredictionId.optional().describe('Continues a history: next_before of the previous response'),
});

export const RiskScore = z
  .object({
    customer_id: CustomerId,
    newest: Prediction,
    history: z.array(Prediction).describe('Newest first; what-ifs are left out'),
    next_before: PredictionId.nullable().describe('Pass it as before to continue the history; null at its end'),
  })
  .describe("The newest score of a customer's applications and a page of their history");

export type Prediction = z.infer<typeof Prediction>;
export type RiskScore = z.infer<typeof RiskScore>;
/** Components of the OpenAPI document. */
export const predictionComponents = { Prediction, Reason, RiskScore };
