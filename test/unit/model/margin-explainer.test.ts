/** Tests the explanations of every kind of model against shap, against the definition and against the model's score. */

import { readMargin, UnexplainableGraph } from '../../../lambdas/shared/model/explain/margin.ts';
import { createMarginExplainer } from '../../../lambdas/shared/model/explain/margin-explainer.ts';
import { readGraph } from '../../../lambdas/shared/model/explain/onnx-graph.ts';
import { InvalidMessage } from '../../../lambdas/shared/model/explain/protobuf.ts';
import { buildExplainedModels, EXAMPLES, type ExplainedModel } from '../../../testing/models/explained-models.ts';

let models: Record<string, ExplainedModel>;
beforeAll(async () => {
  models = await buildExplainedModels();
});

const getModel = (kind: string): ExplainedModel => {
  const model = models[kind];
  if (!model) throw new Error(`no model of kind ${kind}`);
  return model;
};

/** Returns the largest difference between computed and expected shares. */
function findLargestDifference(model: ExplainedModel, players: string[], expected: number[][]): number {
  const { explain } = createMarginExplainer(model.onnx, players, model.background);
  const differences = expected.flatMap((row, i) => {
    const { shares } = explain(model.outputs, i);
    expect(shares).toHaveLength(row.length);
    return row.map((value, j) => Math.abs(value - (shares[j] ?? Number.NaN)));
  });
  return Math.max(...differences);
}

test('there is a model of every kind that can become champion', () => {
  expect(Object.keys(models).sort()).toEqual(EXAMPLES.toSorted());
});

describe.each(EXAMPLES)('a %s', (kind) => {
  test('equals shap column by column, also for unknown and unseen values and values at a threshold', () => {
    const model = getModel(kind);
    const columns = model.prepared_from.map((feature, i) => `${feature} ${i}`);
    expect(findLargestDifference(model, columns, model.shap)).toBeLessThan(1e-6);
  });

  test('equals the Shapley values of raw features over all coalitions', () => {
    const model = getModel(kind);
    expect(findLargestDifference(model, model.prepared_from, model.shares)).toBeLessThan(1e-6);
  });

  test('has shares that add up to margin - base, and a margin that gives its score', () => {
    const model = getModel(kind);
    const { scale, base, explain } = createMarginExplainer(model.onnx, model.prepared_from, model.background);
    expect(scale).toBe(model.scale);
    expect(base).toBeCloseTo(model.base, 6);
    for (const [i, expected] of model.margins.entries()) {
      const { margin, shares } = explain(model.outputs, i);
      expect(margin).toBeCloseTo(expected, 5);
      expect(shares.reduce((sum, share) => sum + share, base)).toBeCloseTo(margin, 9);
      expect(scale === 'probability' ? margin : 1 / (1 + Math.exp(-margin))).toBeCloseTo(model.raw[i] ?? 0, 6);
    }
  });
});

describe('a file', () => {
  test('that is cut off anywhere is refused', () => {
    const { onnx, prepared_from, background } = getModel('xgboost');
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      const damaged = onnx.subarray(0, Math.floor(onnx.length * share));
      expect(() => createMarginExplainer(damaged, prepared_from, background)).toThrow();
    }
    expect(() => readGraph(Buffer.from([0xff, 0xff]))).toThrow(InvalidMessage);
  });

  test('that is no model is refused', () => {
    expect(() => readMargin(readGraph(new Uint8Array()))).toThrow(UnexplainableGraph);
  });
});
