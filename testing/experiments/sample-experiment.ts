/** An experiment that is in order, and figures of its arms, for tests that change one thing. */
import type { ExperimentDefinition } from '../../lambdas/shared/experiments/definition.ts';
import type { ArmFigures } from '../../lambdas/shared/experiments/figures.ts';

/** A lower cut-off for half of the customers, for 30 days from its approval. */
export const createExperiment = (changes: Partial<ExperimentDefinition> = {}): ExperimentDefinition => ({
  question: 'Does the lower cut-off lose less without declining many more?',
  starts_at: null,
  ends_at: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  measure: 'approval_rate',
  minimum_effect: 0.05,
  arms: [
    { arm: 'control', share: 0.5, policy_version: null, model_version: null },
    { arm: 'lower', share: 0.5, policy_version: '2026-11-01', model_version: null },
  ],
  guardrails: { minimum_customers: 100, expected_loss: 1.5, approval_rate: 0.1, error_rate: 0.05 },
  ...changes,
});

/** 1,000 customers of whom 600 are approved with 1,000 each at an expected loss of 5 %. */
export const createFigures = (arm: string, changes: Partial<ArmFigures> = {}): ArmFigures => {
  const approved = changes.approved ?? 600;
  const loss = (changes.expected_loss ?? approved * 50) / approved;
  return {
    ...{ arm, customers: 1000, customers_before_stop: 1000, approved, referred: 250, declined: 150 },
    ...{ exposure: approved * 1000, expected_loss: approved * loss, exposure_squared: approved * 1_010_000 },
    // Every loan differs a little, so that the rate has an error.
    ...{ expected_loss_squared: approved * loss * loss * 1.2, exposure_loss: approved * 1000 * loss * 1.01 },
    ...{ priced: 0, expected_return: 0, outcomes: 0, defaults: 0, scores: 1000, failures: 0 },
    ...changes,
  };
};

export const toFigures = (...figures: ArmFigures[]) => new Map(figures.map((arm) => [arm.arm, arm]));
