/** Answers of the API about what would change a decision, computed from a made-up rule. The contract checks each. */
import { Counterfactuals, WhatIf } from '../../lambdas/prediction-api/contract/schemas/counterfactuals.ts';
import type { Answer } from './dashboard-service.ts';

const AMOUNT = { feature: 'amount', label: 'Amount applied for', unit: 'money', from: 360_000 };
const ARREARS = {
  ...{ feature: 'months_past_due_1', label: 'Months past due on the newest statement', unit: 'months', from: 1 },
};
const APPROVED = { pd: 0.1493, score: 602, decision: 'approve', decided_by: 'score' };

const both = {
  changes: [
    { ...ARREARS, to: 0 },
    { ...AMOUNT, to: 160_000 },
  ],
  follows: [
    { ...AMOUNT, feature: 'amount_to_limit', label: 'Amount as a share of the credit limit', from: 1, to: 0.44 },
  ],
  ...{ cost: 12, ...APPROVED },
};
const one = { changes: [{ ...AMOUNT, to: 100_000 }], follows: [], cost: 13, ...APPROVED };
const NUMBER = { type: 'number', categories: [] };
const ACTIONABLE = [
  { ...ARREARS, ...NUMBER, value: 1, lowest: 0, highest: 1, step: 1 },
  { ...AMOUNT, ...NUMBER, value: 360_000, lowest: 20_000, highest: 360_000, step: 20_000 },
  {
    ...{ feature: 'application_channel', label: `Channel ${'w'.repeat(60)}`, unit: null, type: 'category', step: null },
    ...{ value: 'broker', lowest: null, highest: null, categories: ['branch', 'c'.repeat(80)] },
  },
].map(({ from: _, ...feature }: Record<string, unknown>) => feature);

/**
 * Creates the answers of one declined prediction.
 * @param isWithinReach whether an answer reaches the target
 */
export function createCounterfactualAnswers(isWithinReach: (prediction_id: string) => boolean): Answer {
  return ({ path, query, body }) => {
    const [, , name, prediction_id = '', step] = path.split('/');
    if (name !== 'predictions') return undefined;
    if (step === 'counterfactuals') {
      const found = query.max_changes === '1' ? [one] : [both, one];
      const isFound = isWithinReach(prediction_id);
      return { body: Counterfactuals.parse(buildCounterfactuals(prediction_id, isFound ? found : [])) };
    }
    if (step === 'what-if') return { body: WhatIf.parse(tryValues(prediction_id, body)) };
    return undefined;
  };
}

const buildCounterfactuals = (prediction_id: string, counterfactuals: object[]) => ({
  ...{ prediction_id, model_version: '20051001T020000Z-1a2b3c4d', policy_version: '2026-11-23', decision: 'decline' },
  ...{ decided_by: 'score', pd: 0.612, score: 512, target: 'approve', reached: false, counterfactuals, searched: 74 },
  nothing_within_reach: counterfactuals.length === 0,
  nearest: counterfactuals.length === 0 ? { ...both, pd: 0.311, score: 560, decision: 'decline' } : null,
  actionable: ACTIONABLE,
});

/** Approves an amount of at most 160,000. */
function tryValues(prediction_id: string, body: Record<string, unknown>) {
  const tried = body.features as Record<string, number | string>;
  const amount = Number(tried.amount ?? AMOUNT.from);
  const changes = 'amount' in tried ? [{ ...AMOUNT, to: amount }] : [];
  const changed = amount <= 160_000;
  const outcome = changed ? APPROVED : { ...APPROVED, pd: 0.5, score: 530, decision: 'decline' };
  return { prediction_id, changes, follows: [], ...outcome, band: 'C', changed };
}
