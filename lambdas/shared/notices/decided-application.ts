/** What a notice is about: a stored decision with its reasons and its score. */
import type { ScoreScale } from '../model/score-scale.ts';

/** A reason as predictions.risk_scores has it. */
export interface StoredReason {
  text: string;
}

export interface DecidedApplication {
  prediction_id: string;
  application: string;
  customer_id: string | null;
  /** The decision that holds: that of the override, else the policy's. */
  decision: 'approve' | 'refer' | 'decline';
  decided_at: Date;
  /** What decided of the policy: score, or rule:<name>. */
  policy_decided_by: string;
  policy_version: string;
  /** The reasons of the policy's decision, byte for byte. */
  reasons: readonly StoredReason[];
  /** Whether the reasons are those of the score. */
  is_explained: boolean;
  score: number;
  scored_at: Date;
  scale: ScoreScale;
  /** A person's decision that holds; null where the policy decided. */
  override: { override_id: string; reason: string } | null;
}
