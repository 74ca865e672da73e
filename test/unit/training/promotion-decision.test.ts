/** The promotion decision: each gate passed and failed, and the consequences of verdicts. */
import { describe, expect, test } from '@jest/globals';
import { trainingConfiguration } from '../../../lambdas/training/contract/configuration.ts';
import { evaluateGates } from '../../../lambdas/training/promotion/gates.ts';
import { decidePromotion } from '../../../lambdas/training/promotion/promotion-decision.ts';
import { buildTrainedModel, type ManifestFigures } from '../../../testing/models/trained-model.ts';

const champion = { cv: { auc_mean: 0.78, auc_std: 0.01, auc_folds: [0.78, 0.78, 0.78, 0.78, 0.78] } };
const modelOf = (figures: ManifestFigures) => buildTrainedModel(Buffer.from('x'), figures);
const against = (figures: ManifestFigures, changed: Partial<typeof trainingConfiguration> = {}) =>
  decidePromotion(modelOf(figures), champion, { ...trainingConfiguration, ...changed });
const first = (figures: ManifestFigures) => decidePromotion(modelOf(figures), undefined, trainingConfiguration);
const gate = (name: string, figures: ManifestFigures) =>
  evaluateGates(modelOf(figures), champion, trainingConfiguration.gates).find((result) => result.gate === name);

const fair = (ratio: object | null, difference: object | null) => ({
  attributes: { sex: { approval_rate_ratio: ratio, equal_opportunity_difference: difference } },
});
const level = { value: 1, low: 0.9, high: 1 };
const none = { value: 0, low: -0.05, high: 0.05 };

describe('without a champion', () => {
  test('a model of basic quality becomes champion, whatever is unmeasured or weak', () => {
    expect(first({}).stage).toBe('champion');
    expect(first({ auc: 0.55, holdoutAuc: 0.51, stability: null, latency: null, fairness: null })).toMatchObject({
      stage: 'champion',
      reasons: ['the first model'],
    });
    expect(first({ stability: { psi_scores: 3 }, fairness: fair({ value: 0.2 }, null) }).stage).toBe('champion');
  });

  test.each(['values', 'gaps', 'levels'])(
    'an input whose %s give the outcome away makes it wait for a person',
    (of) => {
      const { stage, reasons } = first({ singleInputs: [{ feature: 'recoveries', of, auc: 0.95 }] });
      expect({ stage, reasons }).toEqual({
        stage: 'challenger',
        reasons: [
          `single_input: AUC 0.9500 by the ${of} of recoveries alone, required no input alone with an AUC of 0.95 or more`,
        ],
      });
      expect(first({ singleInputs: [{ feature: 'recoveries', of, auc: 0.949 }] }).stage).toBe('champion');
      expect(first({ singleInputs: null }).stage).toBe('champion');
    },
  );

  test.each<[string, ManifestFigures]>([
    ['parity', { flips: 1 }],
    ['parity', { difference: 1.1e-5 }],
    ['parity', { difference: Number.NaN }],
    ['discrimination', { holdoutAuc: 0.5 }],
    ['discrimination', { auc: 0.49 }],
    ['calibration', { ece: 0.21 }],
    ['base_rate', { brier: 0.172 }],
  ])('%s can reject it: %j', (name, figures) => {
    const { stage, reasons } = first(figures);
    expect([stage, reasons.length]).toEqual(['rejected', 1]);
    expect(reasons[0]).toMatch(new RegExp(`^${name}: .*, required `));
  });
});

describe('with a champion', () => {
  test('a model that passes every gate becomes champion, unless a person must decide', () => {
    expect(against({})).toMatchObject({ stage: 'champion', reasons: ['every gate passed'] });
    expect(against({}, { promotion: { automatic: false } }).stage).toBe('challenger');
  });

  // 1,000 rows held out, 22 % of which defaulted: noise is an ECE of 0.0331 and a PSI of 0.0169 to 16.9.
  test.each<[string, ManifestFigures, ManifestFigures]>([
    ['parity', { difference: 1e-5 }, { difference: 1.1e-5 }],
    ['parity', { flips: 0 }, { flips: 2 }],
    ['discrimination', { holdoutAuc: 0.6 }, { holdoutAuc: 0.599 }],
    ['calibration', { ece: 0.08 }, { ece: 0.086 }],
    ['base_rate', { brier: 0.1715 }, { brier: 0.1716 }],
    ['champion', { auc: 0.775 }, { auc: 0.77 }],
    ['latency', { latency: { p50_ms: 5, p99_ms: 50 } }, { latency: { p50_ms: 5.1, p99_ms: 50 } }],
    ['latency', { latency: { p50_ms: 1, p99_ms: 50 } }, { latency: { p50_ms: 1, p99_ms: 51 } }],
    ['stability', { stability: { psi_scores: 0.1 } }, { stability: { psi_scores: 30 } }],
    ['fairness', { fairness: fair(level, none) }, { fairness: fair({ value: 0.7, low: 0.6, high: 0.79 }, none) }],
    [
      'fairness',
      { fairness: fair({ value: 0.7, low: 0.5, high: 0.9 }, null) },
      { fairness: fair({ value: 0.7 }, null) },
    ],
    [
      'fairness',
      { fairness: fair(level, { value: -0.2, low: -0.4, high: 0 }) },
      { fairness: fair(level, { value: -0.2, low: -0.3, high: -0.11 }) },
    ],
    ['fairness', { fairness: { attributes: {} } }, { fairness: fair(level, { value: 0.2 }) }],
  ])('%s passes %j and rejects %j', (name, good, bad) => {
    expect(gate(name, good)?.verdict).toBe('passed');
    expect(against(good).stage).toBe('champion');
    expect(gate(name, bad)?.verdict).toBe('failed');
    const { stage, reasons } = against(bad);
    expect([stage, reasons.length]).toEqual(['rejected', 1]);
    expect(reasons[0]).toMatch(new RegExp(`^${name}: `));
  });

  test('an input that gives the outcome away makes it wait for a person', () => {
    const leak = { singleInputs: [{ feature: 'recoveries', of: 'values', auc: 1 }] };
    expect(against(leak)).toMatchObject({ stage: 'challenger', reasons: [expect.stringMatching(/^single_input: /)] });
  });

  test.each<[string, ManifestFigures]>([
    ['stability', { stability: null }],
    ['latency', { latency: { p50_ms: null } }],
    ['fairness', { fairness: null }],
    ['single_input', { singleInputs: null }],
  ])('%s that was not measured keeps it from promotion, or as configured', (name, figures) => {
    expect(against(figures)).toMatchObject({
      stage: 'challenger',
      reasons: [expect.stringMatching(new RegExp(`^${name}: not measured, required `))],
    });
    const lacking = (not_measured: 'pass' | 'reject') => {
      const key = name as 'stability' | 'latency' | 'fairness';
      const gates = { ...trainingConfiguration.gates, [key]: { ...trainingConfiguration.gates[key], not_measured } };
      return against(figures, { gates }).stage;
    };
    expect([lacking('pass'), lacking('reject')]).toEqual(['champion', 'rejected']);
  });

  test('a gap that the champion has as well is left to a person; a wider one rejects', () => {
    const unfair = { fairness: fair({ value: 0.7, low: 0.6, high: 0.79 }, { value: 0.2, low: 0.15, high: 0.25 }) };
    const decideWithChampionGap = (
      ratio: number,
      difference: number,
      consequence: 'reject' | 'hold' | 'pass' = 'hold',
    ) => {
      const gates = {
        ...trainingConfiguration.gates,
        fairness: { ...trainingConfiguration.gates.fairness, no_wider_than_champion: consequence },
      };
      const inherited = fair({ value: ratio, low: 0, high: 1 }, { value: difference, low: -1, high: 1 });
      return decidePromotion(
        modelOf(unfair),
        { ...champion, fairness: inherited },
        { ...trainingConfiguration, gates },
      );
    };
    expect(decideWithChampionGap(0.75, -0.16)).toMatchObject({
      stage: 'challenger',
      reasons: [expect.stringMatching(/^fairness: sex 0.700 and 0.200, no wider than the champion's, required /)],
    });
    expect([
      decideWithChampionGap(0.75, -0.16, 'pass').stage,
      decideWithChampionGap(0.75, -0.16, 'reject').stage,
    ]).toEqual(['champion', 'rejected']);
    expect([decideWithChampionGap(0.795, -0.16).stage, decideWithChampionGap(0.75, 0.14).stage]).toEqual([
      'rejected',
      'rejected',
    ]);
  });

  test('every failed gate is named, with its figure and its bound', () => {
    expect(against({ holdoutAuc: 0.59, brier: 0.2 }).reasons).toEqual([
      'discrimination: AUC 0.5900, required at least 0.6',
      "base_rate: Brier score 0.2000, required below 0.1716, the default rate's alone",
    ]);
  });
});
