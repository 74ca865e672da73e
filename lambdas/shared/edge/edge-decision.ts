/**
 * Defines a decision that was made offline, with everything that it was made from. Devices keep and export it; the API
 * reads, replays and stores it.
 */
import { z } from 'zod';
import { AttributeValue } from '../sent-features/sent-features.ts';

/** As many as one upload takes. */
export const MAX_UPLOADED_DECISIONS = 100;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string().min(1).max(1000);

const Reason = z.strictObject({
  rank: z.int().min(1).max(4),
  feature: z.string().min(1).max(100),
  label: text,
  text,
  value: AttributeValue,
  contribution: z.number().nullable(),
});

/** Fields have the names and meanings of a stored prediction. */
export const EdgeDecision = z
  .strictObject({
    decision_id: z.uuid().describe('Made by the device, UUIDv7; the id of the stored prediction'),
    decided_at: z.iso.datetime().describe("Time of the device's clock"),
    bundle_sha256: sha256.describe('SHA-256 of the bundle.json that scored'),
    features: z.record(z.string().min(1).max(100), AttributeValue).describe('Exactly what model and policy read'),
    model_version: z.string(),
    model_sha256: sha256,
    policy_version: z.string(),
    policy_sha256: sha256,
    pd: z.number().min(0).max(1),
    raw: z.number().describe("The model's score before calibration"),
    score: z.int(),
    band: z.string().min(1).max(100),
    decision: z.enum(['approve', 'refer', 'decline']),
    decided_by: z.string().min(1).max(200),
    reasons: z.array(Reason).max(4),
    explanation: z
      .strictObject({ scale: z.enum(['log_odds', 'probability']), base: z.number(), margin: z.number() })
      .nullable(),
    lgd: z.number().min(0).max(1),
    ead: z.number(),
    expected_loss: z.number(),
    rate: z.number().nullable(),
    expected_return: z.number().nullable(),
  })
  .describe('A decision that a signed bundle made without a network');
export type EdgeDecision = z.infer<typeof EdgeDecision>;

/** Decisions of one bundle, with the signed document that proves which one: the file that a device exports. */
export interface EdgeUpload {
  bundle: { document: string; signature: string };
  decisions: EdgeDecision[];
}
