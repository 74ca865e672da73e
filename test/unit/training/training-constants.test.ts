/** Facts that stand in TypeScript and in the Python code of training must be equal. */
import { expect, test } from '@jest/globals';
import { ModelEvaluation, ModelLatency } from '../../../lambdas/prediction-api/contract/schemas/models.ts';
import { MODEL_FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import { computeEceNoise } from '../../../lambdas/shared/model/calibration-noise.ts';
import { MAX_PATH_FEATURES } from '../../../lambdas/shared/model/explain/compiled-trees.ts';
import { firstGates } from '../../../lambdas/shared/model/gates-document.ts';
import { MODEL_KINDS } from '../../../lambdas/shared/model/model-manifest.ts';
import { evaluateGates } from '../../../lambdas/training/promotion/gates.ts';
import { selectAllowedInputs } from '../../../lambdas/training/training-set/training-set.ts';
import { buildTrainedModel } from '../../../testing/models/trained-model.ts';
import { readTrainingConstants } from '../../../testing/models/training-figures.ts';

const training = readTrainingConstants();

test('the algorithms of training and their blend are the kinds of the model manifest', () => {
  expect(MODEL_KINDS.filter((kind) => training.algorithms.includes(kind))).toEqual(training.algorithms);
  expect(training.labelled_algorithms).toEqual(expect.arrayContaining(training.algorithms));
});

test('a path of a tree may test as many features as serving can hold', () => {
  expect(training.max_path_features).toBe(MAX_PATH_FEATURES);
});

test('the noise of the calibration error is that of as many bins as training has', () => {
  // noise² = 2 · bins · rate · (1 − rate) / (π · rows)
  expect((computeEceNoise(0.5, 1000) ** 2 * Math.PI * 1000) / 0.5).toBeCloseTo(training.calibration_bins, 9);
});

test('the noise of the PSI is that of as many bins as training has', () => {
  const manifest = buildTrainedModel(Buffer.from('graph'));
  const gate = evaluateGates(manifest, undefined, firstGates.gates).find((result) => result.gate === 'stability');
  const rows = 1000; // of the holdout
  const noise = (gate?.bound ?? 0) - firstGates.gates.stability.max_psi;
  const perRow = 1 / rows + 1 / Math.max(manifest.training.rows - rows, 1);
  expect(noise / perRow).toBeCloseTo(training.psi_chi_squared_95, 3);
});

test('no feature of the catalogue is a column that training refuses as an input', () => {
  const names = MODEL_FEATURES.map(({ name }) => name);
  expect(training.protected_columns).toEqual(['age_group', 'marital_status', 'sex']);
  for (const column of training.protected_columns) expect(names).not.toContain(column);
});

test('the input that the configuration can leave out is the age of the attribute worth', () => {
  const allowed = new Set(selectAllowedInputs(MODEL_FEATURES, { age: false }));
  expect(MODEL_FEATURES.filter((feature) => !allowed.has(feature)).map(({ name }) => name)).toEqual([training.age]);
});

test('what training writes about a model is what the API promises, name by name', () => {
  expect(ModelLatency.strict().parse(training.latency)).toEqual(training.latency);
  const { roc, reliability } = ModelEvaluation.parse(training.evaluation);
  expect({ roc, reliability }).toEqual(training.evaluation);
  expect([roc?.length, reliability?.length].map((rows = 0) => rows > 1)).toEqual([true, true]);
});
