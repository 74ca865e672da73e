/** Schemas of scored applications with their features and outcomes: rows for data analysis, without personal data. */
import { z } from 'zod';
import { ApplicationId, CustomerId, PredictionId } from './identifiers.ts';
import { ModelVersion } from './models.ts';
import { month } from './reports/fields.ts';

const decision = z.enum(['approve', 'refer', 'decline']);
const share = z.number().min(0).max(1);
const money = z.number().describe('Money in major units');

export const ApplicationsQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(2000)
    .default(500)
    .describe('Most applications in the response; it has fewer where they are large'),
  after: ApplicationId.optional().describe('Continues a list: next_after of the previous response'),
  from: month.optional().describe('First month of the as-of date, YYYY-MM'),
  to: month.optional().describe('Last month of the as-of date, YYYY-MM'),
});

const ScoredApplication = z
  .object({
    application_id: ApplicationId,
    customer_id: CustomerId,
    prediction_id: PredictionId.describe('Newest score of the application'),
    as_of: z.iso.datetime().describe('As-of time of the score: only what was known before is in the features'),
    scored_at: z.iso.datetime(),
    model_version: ModelVersion,
    policy_version: z.string(),
    pd: share.describe('Probability of default'),
    score: z.int(),
    band: z.string(),
    decision: decision.describe('Current decision, after overrides'),
    policy_decision: decision,
    lgd: share.describe('Loss given default'),
    exposure: money.describe('Exposure at default, money'),
    expected_loss: money,
    defaulted: z.boolean().nullable().describe('Outcome that became known after the score; null while it is not known'),
    features: z
      .record(z.string(), z.union([z.number(), z.string()]).nullable())
      .describe(
        'The features that the model and the policy read; null is unknown. GET /v1/models/{version} explains them',
      ),
  })
  .describe('A delivered application with its newest score, features and outcome');

export const ScoredApplications = z.object({
  applications: z.array(ScoredApplication).describe('Ascending by application_id'),
  next_after: ApplicationId.nullable().describe('Pass it as after to continue the list; null at its end'),
});

export type ScoredApplications = z.infer<typeof ScoredApplications>;

/** Components of the OpenAPI document. */
export const applicationComponents = { ScoredApplication, ScoredApplications };
