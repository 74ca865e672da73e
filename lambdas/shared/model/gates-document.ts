/**
 * The document of the promotion gates: bounds, consequences, and whether passing promotes. Its versions are rows of
 * governance.gates; config/gates.json is the one that an empty database gets.
 */
import { z } from 'zod';
import file from '../../../config/gates.json' with { type: 'json' };

/** Consequence of a verdict other than passed: the model is rejected, waits as challenger for a person, or passes. */
const Consequence = z.enum(['reject', 'hold', 'pass']);

const Gates = z.strictObject({
  /** Largest difference of the Python model's PD and the ONNX graph's. No decision may differ. */
  parity: z.strictObject({ max_abs_difference: z.number().positive() }),
  /** AUC on the holdout. A first model must exceed its bound on the holdout and in cross-validation. */
  discrimination: z.strictObject({
    min_auc: z.number().min(0.5).max(1),
    first_model_min_auc: z.number().min(0).max(1),
  }),
  /** ECE on the holdout, in excess of sampling noise. */
  calibration: z.strictObject({
    max_ece: z.number().min(0).max(1),
    first_model_max_ece: z.number().min(0).max(1),
  }),
  /** Standard errors of the difference of cross-validated AUCs that count as noise. */
  champion: z.strictObject({ noise_standard_errors: z.number().nonnegative() }),
  /** PSI of the scores, training rows against holdout, in excess of sampling noise. */
  stability: z.strictObject({ max_psi: z.number().nonnegative(), not_measured: Consequence }),
  /** Time to score one row on one thread. */
  latency: z.strictObject({
    max_p50_ms: z.number().positive(),
    max_p99_ms: z.number().positive(),
    not_measured: Consequence,
  }),
  /**
   * AUC of an input alone, by its values, gaps or levels. From the bound on it nearly gives the outcome away: it was
   * probably recorded after it, and the model waits for a person, a first model too. Inputs known before an outcome
   * stay below 0.9 in consumer credit.
   */
  single_input: z.strictObject({ max_auc: z.number().min(0.5).max(1), not_measured: Consequence }),
  /**
   * Gaps between the groups of each attribute. A gap fails when its whole 95 % interval is beyond the bound;
   * one whose figure alone is beyond it is not significant, and counts like one that the champion has. The usual
   * bound of disparate impact is 0.8, the four fifths of 29 CFR 1607.4(D).
   */
  fairness: z.strictObject({
    min_approval_rate_ratio: z.number().min(0).max(1),
    max_equal_opportunity_difference: z.number().min(0).max(1),
    /**
     * Consequence of a gap beyond its bound that is not significantly wider than the bound and the champion's: rejecting
     * the model would only keep the older one.
     */
    no_wider_than_champion: Consequence,
    not_measured: Consequence,
  }),
});

/** docs/models.md explains each gate. */
export const GatesDocument = z.strictObject({
  gates: Gates,
  /** Whether a model that passes every gate becomes champion automatically, or waits as challenger for a person. */
  promotion: z.strictObject({ automatic: z.boolean() }),
});
export type GatesDocument = z.infer<typeof GatesDocument>;

/** The gates of a database that has none yet. */
export const firstGates: GatesDocument = GatesDocument.parse(file);
