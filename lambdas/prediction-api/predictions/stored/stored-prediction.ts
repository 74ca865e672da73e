/** Turns a row of predictions.risk_scores into the API's Prediction. Open it to add a field to every prediction. */
import type { Prediction } from '../../contract/schemas/predictions.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import { Problem } from '../../http/problem.ts';

type DerivedField = 'reasons_kind' | 'features_as_of' | 'features_age_hours' | 'scored_at' | 'what_if';
type PolicyField = 'policy_decision' | 'policy_decided_by';

/**
 * The columns that every query for a prediction selects; times are the database's texts. `decision` and `decided_by` are
 * the policy's; `override_decision` is that of the override.
 */
export interface StoredPrediction extends Omit<Prediction, DerivedField | PolicyField | 'contradicts_override'> {
  override_decision: Prediction['decision'] | null;
  contradicts_override: boolean | null;
  features_as_of: string | null;
  scored_at: string;
}

/** No prediction is stored under the id. */
export class UnknownPrediction extends Problem {
  constructor() {
    super(404, 'unknown-prediction', 'No prediction that you may read has this id.');
  }
}

/**
 * Builds the response from a stored row, and never from anything else. Fields have this order whichever
 * statement read the row, so that a repeated response equals the first one to the byte.
 */
export function toPrediction(row: StoredPrediction): Prediction {
  const { prediction_id, application_id, customer_id, source, pd, score, band } = row;
  const { reasons, explanation, lgd, ead, expected_loss, rate, expected_return, stale } = row;
  const { model_version, policy_version } = row;
  const features_as_of = row.features_as_of === null ? null : toIsoTime(row.features_as_of);
  const scored_at = toIsoTime(row.scored_at);
  return {
    prediction_id,
    application_id,
    customer_id,
    source,
    pd,
    score,
    band,
    what_if: application_id === null,
    ...toDecision(row),
    ...{
      reasons,
      reasons_kind: findReasonsKind(row),
      explanation,
      lgd,
      ead,
      expected_loss,
      rate,
      expected_return,
      model_version,
      policy_version,
    },
    ...{ features_as_of, features_age_hours: computeAgeHours(features_as_of, scored_at), stale, scored_at },
  };
}

/** What the reasons say follows from the policy's decision, which they explain; an override does not change it. */
function findReasonsKind({ decision, decided_by }: StoredPrediction): Prediction['reasons_kind'] {
  if (decided_by.startsWith('rule:')) return 'rule';
  return decision === 'approve' ? 'raised_risk' : 'adverse_action';
}

/** The decision that holds: the override's, else the policy's. */
function toDecision(row: StoredPrediction) {
  const { decision: policy_decision, decided_by: policy_decided_by, override_decision, override_id } = row;
  return {
    decision: override_decision ?? policy_decision,
    decided_by: override_decision === null ? policy_decided_by : 'override',
    policy_decision,
    policy_decided_by,
    override_id,
    contradicts_override: row.contradicts_override ?? false,
  };
}

/** Hours to one decimal place; 0 for features as of a day that has not ended yet. */
function computeAgeHours(asOf: string | null, scoredAt: string): number | null {
  if (asOf === null) return null;
  return Math.max(0, Math.round((Date.parse(scoredAt) - Date.parse(asOf)) / 360_000) / 10);
}
