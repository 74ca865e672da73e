/** Builds the model manifest of a training job with chosen figures. */
import { createHash } from 'node:crypto';
import type { ModelManifest } from '../../lambdas/shared/model/model-manifest.ts';
import type { ScoreScale } from '../../lambdas/shared/model/score-scale.ts';

export interface ManifestFigures {
  /** Mean AUC of five folds; their standard deviation is 0.01. */
  auc?: number;
  holdoutAuc?: number;
  ece?: number;
  brier?: number;
  flips?: number;
  difference?: number;
  /** Blocks of the manifest. Null omits a block, as older trainings did. */
  stability?: object | null;
  latency?: object | null;
  fairness?: object | null;
  singleInputs?: object[] | null;
  findings?: object[];
  /** Absent in models of older trainings. */
  scoreScale?: ScoreScale;
}

const FAIRNESS = {
  approval_rate_ratio: { value: 0.95, low: 0.91, high: 0.99 },
  equal_opportunity_difference: { value: 0.02, low: -0.01, high: 0.05 },
};

/** Builds the manifest. The bytes represent the graph, so different bytes give different versions. */
export function buildTrainedModel(bytes: Buffer, figures: ManifestFigures = {}): ModelManifest {
  const { auc = 0.78, holdoutAuc = 0.78, ece = 0.01, brier = 0.14, flips = 0, difference = 5e-7 } = figures;
  const { stability = { psi_scores: 0.01 }, latency = { rows: 1000, p50_ms: 0.1, p99_ms: 0.2 } } = figures;
  const { singleInputs = [{ feature: 'amount', of: 'values', auc: 0.7 }] } = figures;
  const { fairness = { cut_off: 0.3, attributes: { sex: FAIRNESS } } } = figures;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const cv = { auc_mean: auc, auc_std: 0.01, auc_folds: [auc, auc, auc, auc, auc] };
  const holdout = {
    ...{ auc: holdoutAuc, gini: 2 * holdoutAuc - 1, ks: 0.4, brier, ece, log_loss: 0.4 },
    ...{ accuracy: 0.8, precision: 0.6, recall: 0.4, f1: 0.5, confusion: { tn: 700, fp: 80, fn: 100, tp: 120 } },
  };
  const reason = { high: 'The amount is high', low: 'The amount is low', missing: 'The amount is not known' };
  return {
    version: `20240101T000000Z-${sha256.slice(0, 8)}`,
    kind: 'xgboost',
    created_at: '2024-01-01T00:00:00Z',
    onnx: { file: 'model.onnx', sha256, size_bytes: bytes.length },
    inputs: { num: ['amount'], cat: [] },
    features: [{ name: 'amount', type: 'number', monotone: 0, label: 'Amount', reason }],
    prepared: ['amount'],
    prepared_from: ['amount'],
    training: { rows: 1000, positives: 220, data_sha256: sha256, run_id: '019a0000-0000-7000-8000-000000000000' },
    metrics: { holdout, cv },
    candidates: [{ kind: 'xgboost', cv, holdout }],
    parity: { rows: 1000, max_abs_difference: difference, decision_flips: flips },
    ...(stability && { stability }),
    ...(latency && { latency }),
    ...(fairness && { fairness }),
    ...(singleInputs && { single_inputs: singleInputs }),
    ...(figures.findings && { findings: figures.findings }),
    ...(figures.scoreScale && { score_scale: figures.scoreScale }),
    background: [{ num: [1], cat: [] }],
  };
}
