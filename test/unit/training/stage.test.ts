/** Which model may decide: the gates, and what counts as better. */
import { describe, expect, test } from '@jest/globals';
import { configuration } from '../../../lambdas/training/configuration.ts';
import { stageOf } from '../../../lambdas/training/stage.ts';
import { type Figures, trainedModel } from '../../support/trained-model.ts';

const champion = { auc_mean: 0.78, auc_std: 0.01, auc_folds: [0.78, 0.78, 0.78, 0.78, 0.78] };
const against = (figures: Figures, current: typeof champion | undefined = champion) =>
  stageOf(trainedModel(Buffer.from('x'), figures), current, configuration.promotion);

describe('without a champion', () => {
  const first = (figures: Figures) =>
    stageOf(trainedModel(Buffer.from('x'), figures), undefined, configuration.promotion).stage;

  test('a model that is the same in ONNX becomes champion, however good', () => {
    expect(first({})).toBe('champion');
    expect(first({ holdoutAuc: 0.51, ece: 0.2 })).toBe('champion');
  });

  test('one that is not is rejected', () => {
    expect(first({ flips: 1 })).toBe('rejected');
    expect(first({ difference: 1.1e-5 })).toBe('rejected');
    expect(first({ difference: Number.NaN })).toBe('rejected');
  });
});

describe('with a champion', () => {
  test.each([
    ['better', 0.8, 'champion'],
    ['the same', 0.78, 'champion'],
    ['worse within the noise', 0.775, 'champion'],
    ['worse beyond the noise', 0.77, 'challenger'],
  ])('a model that is %s is %s', (_, auc, stage) => {
    expect(against({ auc }).stage).toBe(stage);
  });

  test.each([
    ['AUC 0.5900 is below 0.6', { holdoutAuc: 0.59 }],
    ['calibration error 0.1100 is above 0.1', { ece: 0.11 }],
    ['Brier score 0.1716 is no better than the default rate alone', { brier: 0.1716 }],
    ['2 decisions differ between Python and ONNX', { flips: 2 }],
  ])('a failed gate rejects and says: %s', (reason, figures) => {
    expect(against({ auc: 0.9, ...figures })).toEqual({ stage: 'rejected', reasons: [reason] });
  });

  test('the reason names both figures', () => {
    expect(against({ auc: 0.77 }).reasons).toEqual([
      "worse than the champion: AUC 0.7700 against the champion's 0.7800, noise 0.0063",
    ]);
  });
});
