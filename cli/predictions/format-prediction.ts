/** Formats a prediction for a person, one fact a line. */
import pc from 'picocolors';
import type { Prediction } from '../../clients/typescript/client.ts';
import { formatAge, formatCount, formatPercent } from '../terminal/format.ts';
import { formatFacts } from './format-facts.ts';

const CONTRADICTION: [string, string] = [
  '',
  pc.yellow('this score contradicts the override; a person should look at it'),
];

const REASON_HEADS: Record<Prediction['reasons_kind'], string> = {
  adverse_action: 'reasons',
  raised_risk: 'raised the risk most',
  rule: 'reason',
};

const toDecider = (decidedBy: string) => decidedBy.replace(/^rule:/, 'the rule ').replace(/^override$/, 'an override');

/** The whole text, from the decision to the id under which the evidence is stored. */
export function formatPrediction(prediction: Prediction): string {
  const { application_id, customer_id, features_as_of, features_age_hours, stale } = prediction;
  const age = stale ? `, ${pc.yellow(`${formatAge(features_age_hours)} old`)}` : '';
  const title = application_id === null ? pc.bold('What-if') : `${pc.bold('Application')} ${application_id}`;
  return formatFacts(title, [
    ['decision', `${pc.bold(prediction.decision)}, by ${toDecider(prediction.decided_by)}`],
    ...(prediction.contradicts_override ? [CONTRADICTION] : []),
    ['score', `${prediction.score}, band ${prediction.band}`],
    ['probability of default', formatPercent(prediction.pd, 2)],
    [
      'expected loss',
      `${formatCount(prediction.expected_loss)} = PD × LGD ${formatPercent(prediction.lgd, 0)} × EAD ${formatCount(prediction.ead)}`,
    ],
    ...prediction.reasons.map(({ text }, i): [string, string] => [
      i === 0 ? REASON_HEADS[prediction.reasons_kind] : '',
      text,
    ]),
    ['customer', customer_id ?? 'not named'],
    ['features as of', features_as_of === null ? 'sent with the request' : `${features_as_of.slice(0, 10)}${age}`],
    ['model', prediction.model_version],
    ['policy', prediction.policy_version],
    ['evidence', prediction.prediction_id],
  ]);
}
