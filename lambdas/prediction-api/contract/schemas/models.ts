/** Models as the API shows them: what is registered, and what the model's folder says of it. */
import { z } from 'zod';
import { MODEL_KINDS, ModelManifest } from '../../../shared/model/model-manifest.ts';
import { BandPerformance, CalibrationPoint, Period } from './performance.ts';

const VERSION = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/;

export const ModelVersion = z.string().regex(VERSION).describe('Model version');

export const ModelPath = z.object({ version: ModelVersion });

export const ModelsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Models in the answer'),
  before: ModelVersion.optional().describe('Continues a list: the next_before of the answer before'),
});

export const MetricsQuery = z.strictObject({
  version: ModelVersion.optional().describe('Default: the champion'),
});

const modelFields = {
  version: ModelVersion,
  kind: z.enum(MODEL_KINDS).describe('Algorithm'),
  stage: z
    .enum(['champion', 'challenger', 'candidate', 'rejected', 'retired'])
    .describe(
      'candidate is not judged yet; champion decides; challenger may be promoted; rejected failed a gate; retired was one of them',
    ),
};

export const ModelSummary = z
  .object({
    ...modelFields,
    sha256: z.string().describe('SHA-256 of the model file, hex; verified before every load'),
    size_bytes: z.int(),
    training_run_id: z.uuid().nullable().describe('Run whose publication it was trained on'),
    mlflow_run_id: z.string().nullable(),
    registered_at: z.iso.datetime(),
    promoted_at: z.iso.datetime().nullable().describe('When it was last promoted to champion; null if it never was'),
    retired_at: z.iso.datetime().nullable().describe('Since when it is retired; null while it is not'),
    stage_changed_at: z.iso.datetime().describe('Since when it is at its stage'),
    stage_reasons: z.array(z.string()).describe('Why it is at its stage'),
    holdout_auc: z.number().nullable().describe('Area under the ROC curve on rows that training never saw'),
  })
  .describe('A registered model');

export const ModelList = z.object({
  models: z.array(ModelSummary).describe('Newest first'),
  next_before: ModelVersion.nullable().describe('Where the list continues; null at its end'),
});

const { features, training, parity, candidates, metrics } = ModelManifest.shape;

const Gate = z.object({
  gate: z.string().describe('Promotion gate; docs/models.md explains each'),
  verdict: z.enum(['passed', 'failed', 'not_measured']),
  consequence: z.enum(['reject', 'hold', 'show']).describe('What a verdict other than passed leads to'),
  measured: z.string(),
  required: z.string(),
});

export const ModelDetails = ModelSummary.extend({
  gates: z.array(Gate).describe('What it was judged by when it was registered; empty before that'),
  features: features.describe('What it reads, in the order of its inputs'),
  training: training.describe('Rows and data it was trained on'),
  protocol: z.looseObject({}).nullable().describe('How it was validated: split, folds, seed, search'),
  candidates: candidates.describe('All that were compared, by cross-validation'),
  parity: parity.describe('Agreement of the ONNX graph with Python'),
  model_card: z.string().nullable().describe('Model card, Markdown; null if its training wrote none'),
}).describe('A model version with what its training says of it');

export const ModelMetrics = z
  .object({
    ...modelFields,
    holdout: metrics.shape.holdout.describe(
      'On rows that training never saw: AUC, Gini, KS, Brier, expected calibration error, accuracy, precision, recall, F1, confusion matrix',
    ),
    cv: metrics.shape.cv.describe('By cross-validation'),
    intervals: z
      .record(z.string(), z.tuple([z.number(), z.number()]))
      .nullable()
      .describe('95 % bootstrap intervals of the holdout figures'),
    stability: z.looseObject({}).nullable().describe('Population stability between training and holdout'),
    latency: z.looseObject({}).nullable().describe('Milliseconds to score one row'),
    fairness: z.looseObject({}).nullable().describe('Approval rates and errors by group'),
    evaluation: z
      .looseObject({})
      .nullable()
      .describe('Curves, calibration bins, importance; null if its training wrote none'),
    realised: z
      .object({
        periods: z.array(Period).describe('Ascending'),
        bands: z.array(BandPerformance).describe('Of the newest period, the best band first'),
        calibration: z.array(CalibrationPoint).describe('Of the newest period, by ascending PD'),
      })
      .nullable()
      .describe('On applications it scored before their outcome was known; null until outcomes have arrived'),
  })
  .describe('How good a model is: as measured when it was trained, and since');

export type ModelSummary = z.infer<typeof ModelSummary>;
export type ModelList = z.infer<typeof ModelList>;
export type ModelDetails = z.infer<typeof ModelDetails>;
export type ModelMetrics = z.infer<typeof ModelMetrics>;

/** Schemas that the OpenAPI document names. */
export const modelComponents = { ModelSummary, ModelList, Model: ModelDetails, ModelMetrics };
