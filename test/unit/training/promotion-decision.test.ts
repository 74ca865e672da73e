/** The promotion decision: each gate passed and failed, and the consequences of verdicts. */
import { describe, expect, test } from '@jest/globals';
import { firstGates } from '../../../lambdas/shared/model/gates-document.ts';
import { evaluateGates } from '../../../lambdas/training/promotion/gates.ts';
import { decidePromotion } from '../../../lambdas/training/promotion/promotion-decision.ts';
import { buildTrainedModel, type ManifestFigures } from '../../../testing/models/trained-model.ts';

const champion = { cv: { auc_mean: 0.78, auc_std: 0.01, auc_folds: [0.78, 0.78, 0.78, 0.78, 0.78] } };
const modelOf = (figures: ManifestFigures) => buildTrainedModel(Buffer.from('x'), figures);
const against = (figures: ManifestFigures, changed: Partial<typeof firstGates> = {}) =>
  decidePromotion(modelOf(figures), champion, { ...firstGates, ...changed });
const first = (figures: ManifestFigures) => decidePromotion(modelOf(figures), undefined, firstGates);
const gate = (name: string, figures: ManifestFigures) =>
  evaluateGates(modelOf(figures), champion, firstGates.gates).find((result) => result.gate === name);

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
        reasons: [`single input: AUC 0.9500 by the ${of} of recoveries alone, required every input alone: AUC < 0.95`],
      });
      expect(first({ singleInputs: [{ feature: 'recoveries', of, auc: 0.949 }] }).stage).toBe('champion');
      expect(first({ singleInputs: null }).stage).toBe('champion');
    },
  );

  test.each(['leak', 'weak'])('what training suspects as %s makes it wait for a person', (code) => {
    const findings = [
      { code, text: 'Without Region the AUC is 0.7.', holds: true, figures: {} },
      { code: 'identifier', text: 'Number is left out.', holds: false, figures: {} },
    ];
    expect(first({ findings })).toMatchObject({
      stage: 'challenger',
      reasons: ['findings: Without Region the AUC is 0.7., required nothing that a person has to judge'],
    });
    expect(against({ findings }).stage).toBe('challenger');
    expect(first({ findings: findings.slice(1) }).stage).toBe('champion');
    expect(first({ findings: [] }).gates.find(({ gate }) => gate === 'findings')?.verdict).toBe('passed');
  });

  test('an input that gives the outcome away alone is judged by its own gate alone', () => {
    const findings = [{ code: 'leak', feature: 'x', text: 'x', holds: true, figures: { by: 'alone', auc: 0.96 } }];
    expect(first({ findings }).stage).toBe('champion');
    const { reasons } = first({ findings, singleInputs: [{ feature: 'x', of: 'values', auc: 0.96 }] });
    expect(reasons).toHaveLength(1);
  });

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
    expect(reasons[0]).toMatch(new RegExp(`^${name.replace('_', ' ')}: .*, required `));
  });
});

describe('with a champion', () => {
  test('foldings that were repeated make no champion more certain', () => {
    const once = { ...champion.cv, auc_folds: Array(5).fill(0.78) };
    const thrice = { ...champion.cv, auc_folds: Array(15).fill(0.78) };
    const bounds = [once, thrice].map((cv) => {
      const results = evaluateGates(modelOf({}), { cv }, firstGates.gates);
      return results.find(({ gate }) => gate === 'champion')?.bound;
    });
    expect(bounds[1]).toBe(bounds[0]);
  });

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
    [
      'latency',
      { latency: { p50_ms: 1, p99_ms: 2, reasons_ms: 4 } },
      { latency: { p50_ms: 1, p99_ms: 2, reasons_ms: 4.1 } },
    ],
    ['stability', { stability: { psi_scores: 0.1 } }, { stability: { psi_scores: 30 } }],
    ['fairness', { fairness: fair(level, none) }, { fairness: fair({ value: 0.7, low: 0.6, high: 0.79 }, none) }],
    ['fairness', { fairness: fair({ value: 0.8 }, null) }, { fairness: fair({ value: 0.7 }, null) }],
    [
      'fairness',
      { fairness: fair(level, { value: -0.1, low: -0.4, high: 0 }) },
      { fairness: fair(level, { value: -0.2, low: -0.3, high: -0.11 }) },
    ],
    ['fairness', { fairness: { attributes: {} } }, { fairness: fair(level, { value: 0.2 }) }],
  ])('%s passes %j and rejects %j', (name, good, bad) => {
    expect(gate(name, good)?.verdict).toBe('passed');
    expect(against(good).stage).toBe('champion');
    expect(gate(name, bad)?.verdict).toBe('failed');
    const { stage, reasons } = against(bad);
    expect([stage, reasons.length]).toEqual(['rejected', 1]);
    expect(reasons[0]).toMatch(new RegExp(`^${name.replace('_', ' ')}: `));
  });

  test('an input that gives the outcome away makes it wait for a person', () => {
    const leak = { singleInputs: [{ feature: 'recoveries', of: 'values', auc: 1 }] };
    expect(against(leak)).toMatchObject({ stage: 'challenger', reasons: [expect.stringMatching(/^single input: /)] });
  });

  test.each<[string, ManifestFigures]>([
    ['stability', { stability: null }],
    ['latency', { latency: { p50_ms: null } }],
    ['fairness', { fairness: null }],
    ['single_input', { singleInputs: null }],
  ])('%s that was not measured keeps it from promotion, or as configured', (name, figures) => {
    expect(against(figures)).toMatchObject({
      stage: 'challenger',
      reasons: [expect.stringMatching(new RegExp(`^${name.replace('_', ' ')}: not measured, required `))],
    });
    const lacking = (not_measured: 'pass' | 'reject') => {
      const key = name as 'stability' | 'latency' | 'fairness';
      const gates = { ...firstGates.gates, [key]: { ...firstGates.gates[key], not_measured } };
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
        ...firstGates.gates,
        fairness: { ...firstGates.gates.fairness, no_wider_than_champion: consequence },
      };
      const inherited = fair({ value: ratio, low: 0, high: 1 }, { value: difference, low: -1, high: 1 });
      return decidePromotion(modelOf(unfair), { ...champion, fairness: inherited }, { ...firstGates, gates });
    };
    expect(decideWithChampionGap(0.75, -0.16)).toMatchObject({
      stage: 'challenger',
      reasons: [
        expect.stringMatching(
          /^fairness: sex: approval rate ratio 0.700 \(0.600 to 0.790\), .*; no wider than the champion's, required approval rate ratio ≥ 0.80, equal-opportunity difference ≤ 0.10$/,
        ),
      ],
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
      'discrimination: AUC 0.590, required ≥ 0.60',
      'base rate: Brier score 0.200, required < 0.172 (that of the default rate alone)',
    ]);
  });

  test('a figure has its bound, and the sampling allowance in plain words', () => {
    expect(gate('calibration', { ece: 0.086 })).toMatchObject({
      measured: 'calibration error (ECE) 0.086',
      required: '≤ 0.083 (0.05 + 0.033 sampling allowance, n = 1,000)',
      value: 0.086,
      bound: expect.closeTo(0.0831, 4),
      interval: null,
    });
    expect(gate('calibration', { ece: 0.08314 })).toMatchObject({
      measured: 'calibration error (ECE) 0.08314',
      required: '≤ 0.08305 (0.05 + 0.03305 sampling allowance, n = 1,000)',
    });
  });
});

describe('a fairness gap beyond its bound', () => {
  const gapOf = (value: number, halfWidth: number) =>
    fair(level, { value, low: value - halfWidth, high: value + halfWidth });
  const fieldsFirst = fair({ value: 0.684, low: 0.41, high: 0.95 }, { value: 0.195, low: 0.02, high: 0.35 });
  const fieldsRetrained = fair({ value: 0.72, low: 0.66, high: 0.79 }, { value: 0.15, low: 0.102, high: 0.192 });

  test('is never called passed, and shows value, interval and bound', () => {
    expect(gate('fairness', { fairness: fieldsFirst })).toEqual({
      gate: 'fairness',
      verdict: 'beyond_bound',
      consequence: 'hold',
      measured: 'sex: approval rate ratio 0.684 (0.410 to 0.950), equal-opportunity difference 0.195 (0.020 to 0.350)',
      required: 'approval rate ratio ≥ 0.80, equal-opportunity difference ≤ 0.10',
      value: 0.195,
      bound: 0.1,
      interval: [0.02, 0.35],
    });
    expect(first({ fairness: fieldsFirst }).gates.find((result) => result.gate === 'fairness')).toMatchObject({
      verdict: 'beyond_bound',
      consequence: 'show',
    });
  });

  test("a fairer retrained model is not treated worse than the champion's gap (the field's case)", () => {
    const decide = (fairness: object) =>
      decidePromotion(modelOf({ fairness }), { ...champion, fairness: fieldsFirst }, firstGates);
    expect([decide(fieldsFirst).stage, decide(fieldsRetrained).stage]).toEqual(['challenger', 'challenger']);
  });

  test('the same gap on fewer rows is treated alike, and on as many rows a smaller one never worse', () => {
    const order = ['champion', 'challenger', 'rejected'];
    for (const championGap of [undefined, 0.05, 0.15, 0.3]) {
      const inherited = championGap === undefined ? undefined : gapOf(championGap, 0.05);
      const decide = (gap: number, halfWidth: number) => {
        const { stage } = decidePromotion(
          modelOf({ fairness: gapOf(gap, halfWidth) }),
          { ...champion, ...(inherited && { fairness: inherited }) },
          firstGates,
        );
        return order.indexOf(stage);
      };
      for (const halfWidth of [0, 0.01, 0.05, 0.2]) {
        const treatments = Array.from({ length: 41 }, (_, step) => decide(step / 100, halfWidth));
        expect(treatments).toEqual([...treatments].sort());
        expect(treatments.slice(11).every((treatment) => treatment > 0)).toBe(true);
      }
      expect([decide(championGap ?? 0.05, 0.001), decide(championGap ?? 0.05, 0.3)]).toEqual(
        (championGap ?? 0) > 0.1 ? [1, 1] : [0, 0],
      );
    }
  });
});
