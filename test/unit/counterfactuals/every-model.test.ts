/** Searches with a real graph of every family of models: answers hold when each is scored alone, as a prediction is. */
import { type Lever, listLevers } from '../../../lambdas/shared/counterfactuals/levers.ts';
import { createChangeScorer, type ScoreChanges } from '../../../lambdas/shared/counterfactuals/score-changes.ts';
import { searchCounterfactuals } from '../../../lambdas/shared/counterfactuals/search-counterfactuals.ts';
import { Actionability } from '../../../lambdas/shared/features/actionability.ts';
import type { FeatureRecord } from '../../../lambdas/shared/features/feature-record.ts';
import type { ModelFolderManifest } from '../../../lambdas/shared/model/model-manifest.ts';
import { createNodeSession } from '../../../lambdas/shared/model/node-runtime.ts';
import { readSeenValues } from '../../../lambdas/shared/model/seen-values.ts';
import {
  buildExplainedModels,
  EXAMPLES,
  type ExplainedModel,
  type Row,
} from '../../../testing/models/explained-models.ts';
import { getSeedPolicy } from '../../../testing/policies/seed-policies.ts';

let models: Record<string, ExplainedModel>;
beforeAll(async () => {
  models = await buildExplainedModels();
});

const declare = (actionable: unknown) => ({ label: 'x', actionable: Actionability.parse(actionable) });
const ATTRIBUTES = new Map([
  ['income', declare({ direction: 'up', step: { share: 0.1 }, steps: 10, cost: 3 })],
  ['utilisation', declare({ direction: 'down', step: 0.05, steps: 20, cost: 1, lowest: 0 })],
  ['months_late', declare({ direction: 'down', step: 1, steps: 4, cost: 2, lowest: 0 })],
  ['purpose', declare({ categories: ['car', 'house', 'spaceship'], cost: 4 })],
  ['savings', declare({ direction: 'up', step: { share: 0.2 }, steps: 10, cost: 1 })],
]);
/** The lender names it as the stand-in of something protected, whatever is declared. */
const NEVER_CHANGED = new Set(['savings']);
/** What the policy reads and the models do not. */
const POLICY_FEATURES = { age_years: 40, months_past_due_1: 0, debt_to_income: 0.1, loan_to_value: null, amount: 1000 };

interface Search {
  record: FeatureRecord;
  levers: Lever[];
  score: ScoreChanges;
}

/** The declined and referred of the explained rows. */
async function prepareSearches(kind: string): Promise<Search[]> {
  const { onnx, inputs, prepared_from, raw_rows } = models[kind] as ExplainedModel;
  const session = await createNodeSession(onnx);
  const manifest = { version: kind, inputs, prepared_from, features: [], background: raw_rows.background };
  const seen = readSeenValues(manifest as unknown as ModelFolderManifest);
  const model = { reference: {}, manifest, session } as unknown as Parameters<typeof createChangeScorer>[0];
  const score = createChangeScorer(model, getSeedPolicy());
  const searches: Search[] = [];
  for (const row of raw_rows.explained) {
    const record = { ...toRecord(inputs, row), ...POLICY_FEATURES };
    const [now] = await score([record]);
    if (now?.decision === 'approve') continue;
    const context = { record, manifest: { features: [] }, seen, attributes: ATTRIBUTES, neverChanged: NEVER_CHANGED };
    searches.push({ record, levers: listLevers(context), score });
  }
  return searches;
}

const toRecord = ({ num, cat }: ExplainedModel['inputs'], row: Row): FeatureRecord => ({
  ...Object.fromEntries(num.map((name, i) => [name, row.num[i] ?? null])),
  ...Object.fromEntries(cat.map((name, i) => [name, row.cat[i] ?? null])),
});

test.each(EXAMPLES)('a %s approves every answer, and each goes in its direction', async (kind) => {
  let answers = 0;
  for (const { record, levers, score } of await prepareSearches(kind)) {
    const limits = { target: 'approve' as const, maxChanges: 3, maxAnswers: 5 };
    const { counterfactuals } = await searchCounterfactuals(score, record, levers, limits);
    for (const { changes, features, outcome } of counterfactuals) {
      answers += 1;
      expect([await score([features]), outcome.decision]).toEqual([[outcome], 'approve']);
      expect(changes.length).toBeLessThanOrEqual(3);
      const changed = Object.keys(features).filter((name) => features[name] !== record[name]);
      expect(changed.sort()).toEqual(changes.map(({ lever }) => lever.feature).sort());
      for (const { lever, to } of changes) expectPermitted(lever, to);
    }
  }
  expect(answers).toBeGreaterThan(5);
});

function expectPermitted({ feature, value }: Lever, to: number | string): void {
  expect(['income', 'utilisation', 'months_late', 'purpose']).toContain(feature);
  if (feature === 'purpose') expect(['car', 'house']).toContain(to);
  else if (feature === 'income') expect(Number(to)).toBeGreaterThan(Number(value));
  else expect(Number(to)).toBeLessThan(Number(value));
}
